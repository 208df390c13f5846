package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.Blob;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What the tests of this package do to stores again and again. */
final class Stores {
    /** Replays a randomised test. */
    static final long SEED = Long.getLong("lineage.seed", System.nanoTime());

    private Stores() {}

    static String replay(String what) {
        return what + " (replay with -Dlineage.seed=" + SEED + ")";
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Blob put(ArtifactStore store, byte[] content) throws IOException {
        try (BlobWriter writer = store.writer()) {
            return write(writer, content);
        }
    }

    static Blob write(BlobWriter writer, byte[] content) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            writer.write(rest);
        }
        return writer.commit();
    }

    static byte[] read(ArtifactStore store, Digest digest) throws IOException {
        try (SeekableByteChannel channel = store.open(digest)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer.clear()) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
            }
            return out.toByteArray();
        }
    }

    static Path blob(Path root, Digest digest) {
        return root.resolve("sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex().substring(2));
    }

    static void makeWritable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Flips one bit, where the store thinks that nobody writes. */
    static void flip(Path file, long position) throws IOException {
        makeWritable(file);
        byte[] content = Files.readAllBytes(file);
        content[(int) position] ^= 1;
        Files.write(file, content);
    }

    static List<Problem> problems(ArtifactStore store) {
        List<Problem> problems = new ArrayList<>();
        store.verifyAll(problems::add);
        return problems;
    }

    static List<Path> temporaryFiles(Path root) throws IOException {
        return files(root.resolve("tmp"));
    }

    static List<Path> files(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !Files.isDirectory(file)).toList();
        }
    }

    static void assertIntact(ArtifactStore store, Path root) throws IOException {
        assertThat(problems(store)).as(replay("problems")).isEmpty();
        assertThat(temporaryFiles(root)).as(replay("temporary files")).isEmpty();
    }
}
