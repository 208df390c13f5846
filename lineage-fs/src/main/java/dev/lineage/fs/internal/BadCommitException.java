package dev.lineage.fs.internal;

/** A commit file is not what was written; the message is the second half of a sentence: what is wrong with it. */
final class BadCommitException extends Exception {
    private static final long serialVersionUID = 1L;

    BadCommitException(String what) {
        super(what);
    }
}
