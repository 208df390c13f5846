package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;
import java.security.MessageDigest;

/** The SHA-256 of the text that {@code sha256sum} prints for the files of a tree. Not thread-safe. */
final class FlatDigest {
    private static final int FLUSH_AT = 32 * 1024;
    private static final short[] HEX = new short[256];

    static {
        String digits = "0123456789abcdef";
        for (int i = 0; i < HEX.length; i++) {
            HEX[i] = (short) (digits.charAt(i >> 4) << 8 | digits.charAt(i & 15));
        }
    }

    private final MessageDigest sha256 = Hashing.sha256();
    private final Bytes text = new Bytes(FLUSH_AT + 8 * 1024);
    private long files;
    private long bytes;

    void add(byte[] path, int pathOffset, int pathLength, long size, byte[] digest, int digestOffset) {
        text.reserve(64 + 3 + pathLength);
        byte[] array = text.array();
        int at = text.length();
        for (int i = 0; i < 32; i++) {
            int pair = HEX[digest[digestOffset + i] & 0xff];
            array[at++] = (byte) (pair >> 8);
            array[at++] = (byte) pair;
        }
        array[at++] = ' ';
        array[at++] = ' ';
        System.arraycopy(path, pathOffset, array, at, pathLength);
        at += pathLength;
        array[at++] = '\n';
        text.truncate(at);
        if (at >= FLUSH_AT) {
            flush();
        }
        files++;
        bytes += size;
    }

    private void flush() {
        sha256.update(text.array(), 0, text.length());
        text.truncate(0);
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** The digest of everything added; nothing may be added after it. */
    Digest finish() {
        flush();
        return Digest.ofSha256(sha256.digest());
    }
}
