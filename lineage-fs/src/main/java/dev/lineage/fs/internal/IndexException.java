package dev.lineage.fs.internal;

/** The index cannot answer: it is damaged or gone. The log can, and the index is made again from it. */
final class IndexException extends Exception {
    private static final long serialVersionUID = 1L;

    IndexException(String what) {
        super(what);
    }
}
