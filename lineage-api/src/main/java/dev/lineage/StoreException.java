package dev.lineage;

/** A store could not be read or written, or is closed. A write that throws this did not happen. */
public final class StoreException extends LineageException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what, why and what to do. */
    public StoreException(String message) {
        super(message, null);
    }

    /** With such a message and the cause. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
