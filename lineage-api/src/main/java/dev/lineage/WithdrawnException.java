package dev.lineage;

/** A stage points to a version that was withdrawn, itself or by what it was made from. It is not served. */
public final class WithdrawnException extends LineageException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what was withdrawn, by whom, why, and what to do. */
    public WithdrawnException(String message) {
        super(message, null);
    }
}
