package dev.lineage;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that Lineage throws on purpose, beside {@link IllegalArgumentException} for an argument that
 * breaks a documented rule and {@link IllegalStateException} for a call at the wrong time. The message says what could
 * not be done, why, and what to do.
 */
public abstract class LineageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LineageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
