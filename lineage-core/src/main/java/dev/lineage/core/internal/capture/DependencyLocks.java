package dev.lineage.core.internal.capture;

import dev.lineage.model.DependencyLock;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Dependency locks as blobs. */
public final class DependencyLocks {
    private static final Pattern OTHER_FORMAT = Pattern.compile("(lineage-lock (?![12]\n)[1-9][0-9]{0,8})\n");

    private DependencyLocks() {}

    /**
     * The bytes of {@code lineage.lock}.
     *
     * @throws IllegalArgumentException if coordinates or a name are not fit to be written
     */
    public static byte[] write(DependencyLock lock) {
        return lock.toText().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #write} wrote, and nothing else.
     *
     * @throws dev.lineage.UnsupportedFormatException if a newer Lineage wrote it
     * @throws dev.lineage.IntegrityException if it is not such a text
     */
    public static DependencyLock read(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CaptureErrors.badLock("A dependency lock is not UTF-8");
        }
        try {
            return DependencyLock.parse(text);
        } catch (IllegalArgumentException e) {
            var other = OTHER_FORMAT.matcher(text);
            throw other.lookingAt()
                    ? CaptureErrors.newerLock(other.group(1))
                    : CaptureErrors.badLock(e.getMessage() + "");
        }
    }
}
