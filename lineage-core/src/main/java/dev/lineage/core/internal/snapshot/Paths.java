package dev.lineage.core.internal.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The rules for relative paths in a manifest. */
final class Paths {
    /** The longest path, in UTF-8 bytes. */
    static final int MAX_BYTES = 32 * 1024;

    private Paths() {}

    /**
     * Whether the bytes are a path that may be in a manifest: relative, of names joined by {@code /}, none of them empty
     * or {@code .} or {@code ..}, without NUL, line feed, carriage return or backslash.
     */
    static boolean isValid(byte[] path, int offset, int length) {
        if (length == 0 || length > MAX_BYTES) {
            return false;
        }
        boolean ascii = true;
        int end = offset + length;
        int start = offset;
        for (int i = offset; i <= end; i++) {
            byte b = i == end ? (byte) '/' : path[i];
            if (b == '/') {
                int size = i - start;
                if (size == 0 || size <= 2 && path[start] == '.' && path[i - 1] == '.') {
                    return false;
                }
                start = i + 1;
            } else if (b == 0 || b == '\n' || b == '\r' || b == '\\') {
                return false;
            }
            ascii &= b >= 0;
        }
        return ascii || isUtf8(path, offset, length);
    }

    static boolean isUtf8(byte[] bytes, int offset, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static String text(byte[] path, int offset, int length) {
        return new String(path, offset, length, StandardCharsets.UTF_8);
    }
}
