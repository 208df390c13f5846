package dev.lineage;

/** Stored bytes are not the bytes that were recorded: damaged, swapped or tampered with. Nothing was handed out. */
public final class IntegrityException extends LineageException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what, why and what to do. */
    public IntegrityException(String message) {
        super(message, null);
    }

    /** With such a message and the cause. */
    public IntegrityException(String message, Throwable cause) {
        super(message, cause);
    }
}
