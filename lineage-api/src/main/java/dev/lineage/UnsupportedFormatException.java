package dev.lineage;

/** A newer Lineage wrote this store. Nothing was touched; the message names the version that is needed. */
public final class UnsupportedFormatException extends LineageException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what, why and what to do. */
    public UnsupportedFormatException(String message) {
        super(message, null);
    }

    /** With such a message and the cause. */
    public UnsupportedFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
