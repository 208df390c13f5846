package dev.lineage;

/** Data that cannot be pinned honestly, so that no digest of it was made. */
public final class UnpinnableDataException extends LineageException {
    private static final long serialVersionUID = 1L;

    /** Why data cannot be pinned. */
    public enum Reason {
        /** It is not there. */
        MISSING,
        /** A file changed while it was hashed: a digest would be of a mixture. */
        CHANGED_WHILE_READ,
        /** A symbolic link: what it points to is not part of the tree. */
        SYMBOLIC_LINK,
        /** Neither a regular file nor a directory. */
        SPECIAL_FILE,
        /** It cannot be read. */
        UNREADABLE,
        /** A file name that a manifest cannot hold: with a newline, a backslash, or not valid Unicode. */
        BAD_NAME,
        /** Pinning was cancelled. */
        CANCELLED
    }

    private final Reason reason;

    /** With the reason, and a message that names the file and says what to do. */
    public UnpinnableDataException(Reason reason, String message) {
        super(message, null);
        this.reason = reason;
    }

    /** With the reason, such a message and the cause. */
    public UnpinnableDataException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
