package dev.lineage.internal.json;

/** Bytes that are not the JSON they should be. The message names the place and the reason. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the message. */
    public JsonException(String message) {
        super(message);
    }
}
