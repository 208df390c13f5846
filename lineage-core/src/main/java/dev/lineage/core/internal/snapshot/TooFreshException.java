package dev.lineage.core.internal.snapshot;

/** Something changed so shortly before the walk began that it cannot be told from a change after it: walk again. */
final class TooFreshException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long stamp;

    TooFreshException(long stamp) {
        super("changed just now", null, false, false);
        this.stamp = stamp;
    }

    long stamp() {
        return stamp;
    }
}
