package dev.lineage.core.internal.snapshot;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Turns a file's name into the bytes that a manifest holds, or refuses it. On Unix a name is bytes, which Java decodes
 * with the platform's charset: unless that is UTF-8, other bytes would come back than the file has.
 */
final class NameRules {
    private static final boolean NAMES_ARE_BYTES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private static final String CHARSET = System.getProperty("sun.jnu.encoding", "UTF-8");
    private static final boolean UTF_8 =
            Charset.isSupported(CHARSET) && Charset.forName(CHARSET).equals(StandardCharsets.UTF_8);

    private NameRules() {}

    /**
     * The UTF-8 bytes of the last name of {@code path}.
     *
     * @param directory the directory that it is in
     */
    static byte[] bytes(Path directory, Path path) {
        String name = String.valueOf(path.getFileName());
        boolean ascii = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\n' || c == '\r' || c == '\\') {
                throw SnapshotErrors.badName(
                        directory,
                        name,
                        "has a line feed, carriage return or backslash, which sha256sum writes in another form. Rename it");
            }
            ascii &= c < 0x80;
        }
        if (ascii) {
            return name.getBytes(StandardCharsets.ISO_8859_1);
        }
        if (NAMES_ARE_BYTES && !UTF_8) {
            throw SnapshotErrors.badName(
                    directory,
                    name,
                    "is not ASCII, and this Java process decodes file names as " + CHARSET
                            + ". Start it in a UTF-8 locale, such as LC_ALL=C.UTF-8");
        }
        // What cannot be decoded comes as U+FFFD, which encodes to other bytes than the file has.
        if (name.indexOf('\ufffd') >= 0 && !directory.resolve(name).equals(path)) {
            throw SnapshotErrors.badName(directory, name, "is not valid UTF-8. Rename it");
        }
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw SnapshotErrors.badName(directory, name, "is not valid Unicode. Rename it");
        }
    }
}
