package dev.lineage;

/** Somebody else changed the same thing first, again and again. Nothing was written; read again and decide again. */
public final class ConcurrentChangeException extends LineageException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what, why and what to do. */
    public ConcurrentChangeException(String message) {
        super(message, null);
    }

    /** With such a message and the cause. */
    public ConcurrentChangeException(String message, Throwable cause) {
        super(message, cause);
    }
}
