package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The statement "everything below this position of this very log is in that generation of the index".
 *
 * @param generation the name of the generation's directory
 * @param identity the generation's identity: a copied index is not trusted
 * @param boot the boot of the kernel in which it was stated, or a word for "flushed"
 * @param end the position
 * @param tail the digest of the commit file that ends there; with the chain it tells this log from every other one
 * @param tailFirst the first position of that file
 */
record IndexMark(String generation, String identity, String boot, long end, Digest tail, long tailFirst) {
    private static final int LENGTH = 320;
    private static final String HEAD = "lineage-index-2";

    /** The mark as a line of fixed length, so that it is overwritten whole. */
    byte[] encode() {
        String text = String.join(
                " ",
                HEAD,
                generation,
                or(identity),
                or(boot),
                Long.toString(end),
                tail.hex(),
                Long.toString(tailFirst));
        byte[] line = new byte[LENGTH];
        Arrays.fill(line, (byte) ' ');
        byte[] bytes = (text + " " + crc(text)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, line, 0, Math.min(bytes.length, LENGTH - 1));
        line[LENGTH - 1] = '\n';
        return line;
    }

    /** Reads a mark; what is not one, or torn, or not there, is none. */
    static Optional<IndexMark> read(FileOps files, Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = files.read(file, LENGTH);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String[] words = new String(bytes, StandardCharsets.ISO_8859_1).trim().split(" ", -1);
        if (words.length != 8 || !words[0].equals(HEAD)) {
            return Optional.empty();
        }
        String text = String.join(" ", Arrays.copyOf(words, 7));
        if (!crc(text).equals(words[7])) {
            return Optional.empty();
        }
        try {
            return Optional.of(new IndexMark(
                    words[1],
                    words[2],
                    words[3],
                    Long.parseLong(words[4]),
                    Digest.ofHex(words[5]),
                    Long.parseLong(words[6])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String or(String word) {
        return word.isEmpty() ? "-" : word;
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(crc.getValue());
    }
}
