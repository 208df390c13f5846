package dev.lineage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Knows what of a format has no meaning. Lineage has its own for zip, jar and gzip, whatever is in them, for JSON, and for the
 * text of LightGBM models. Thread-safe.
 */
public interface Canonicalizer {
    /** A name for people: {@code zip}. */
    String name();

    /**
     * Whether a file has the format. One that claims to and cannot be read is compared byte for byte.
     *
     * @param artifact the artifact's name
     * @throws IOException if the file cannot be read
     */
    boolean accepts(String artifact, Path file) throws IOException;

    /**
     * Writes the canonical form: two files of one meaning have the same, two of different meaning do not.
     *
     * @throws IOException if the file has not got the format, or cannot be read
     */
    void canonicalize(Path file, OutputStream out) throws IOException;

    /**
     * Where the meanings of two files differ first, in words; empty by default, which tells an offset.
     *
     * @throws IOException as in {@link #canonicalize}
     */
    default Optional<String> difference(Path recorded, Path rebuilt) throws IOException {
        return Optional.empty();
    }
}
