package dev.lineage;

/** Something was asked for by name or digest and is not there. */
public final class NotFoundException extends LineageException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what, why and what to do. */
    public NotFoundException(String message) {
        super(message, null);
    }

    /** With such a message and the cause. */
    public NotFoundException(String message, Throwable cause) {
        super(message, cause);
    }
}
