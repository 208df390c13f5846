package dev.lineage.core.internal.compare;

import dev.lineage.Canonicalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** gzip (RFC 1952): what is in it counts, not its time, its name, its operating system or how well it is compressed. */
final class GzipFormat implements Canonicalizer {
    private static final int HEAD = 10;

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public boolean accepts(String artifact, Path file) throws IOException {
        return Formats.isGzip(Comparer.head(file, HEAD));
    }

    @Override
    public void canonicalize(Path file, OutputStream out) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            Formats.canonicalize(in, out, 0);
        }
    }

    @Override
    public Optional<String> difference(Path recorded, Path rebuilt) throws IOException {
        try (InputStream a = new GZIPInputStream(Files.newInputStream(recorded));
                InputStream b = new GZIPInputStream(Files.newInputStream(rebuilt))) {
            long at = Mismatch.of(a, b);
            if (at >= 0) {
                return Optional.of("the first uncompressed byte that differs is at " + at);
            }
        }
        byte[] one = Comparer.head(recorded, HEAD);
        byte[] other = Comparer.head(rebuilt, HEAD);
        for (int i = 4; i < 8; i++) {
            if (one[i] != other[i]) {
                return Optional.of("the time in its head");
            }
        }
        return Optional.of("its head, or how it is compressed");
    }
}
