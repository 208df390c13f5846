package dev.lineage;

/** It cannot be known whether a commit happened: the acknowledgement was lost. The message names the entry to look for; nothing was cleaned up and nothing may be retried blindly. */
public final class CommitUnknownException extends LineageException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what, why and what to do. */
    public CommitUnknownException(String message) {
        super(message, null);
    }

    /** With such a message and the cause. */
    public CommitUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
