package dev.lineage.core.internal.capture;

import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Runs in a JVM of its own and writes what it captures of its class path into a file. */
public final class CaptureProbe {
    private CaptureProbe() {}

    public static void main(String[] arguments) throws IOException {
        CapturedDependencies captured =
                DependencyCapture.capture(Environment.system(Clock.systemUTC()), CaptureProbe::hash);
        StringBuilder text = new StringBuilder();
        for (Dependency d : captured.lock().dependencies()) {
            text.append(d.kind())
                    .append(' ')
                    .append(d.file())
                    .append(' ')
                    .append(d.digest())
                    .append('\n');
        }
        for (Hole hole : captured.holes()) {
            text.append("HOLE ").append(hole.fatal()).append(' ').append(hole).append('\n');
        }
        Files.writeString(Path.of(arguments[0]), text);
    }

    /** Plain hashing, in memory. */
    static SnapshotPin.Content hash(Path path) {
        try {
            if (Files.isRegularFile(path)) {
                byte[] bytes = Files.readAllBytes(path);
                return new SnapshotPin.Content(SnapshotPin.Kind.FILE, Digest.of(bytes), 1, bytes.length);
            }
            StringBuilder lines = new StringBuilder();
            long bytes = 0;
            List<Path> files;
            try (Stream<Path> walk = Files.walk(path)) {
                files = walk.filter(Files::isRegularFile).sorted().toList();
            }
            for (Path file : files) {
                byte[] content = Files.readAllBytes(file);
                bytes += content.length;
                lines.append(Digest.of(content).hex())
                        .append("  ")
                        .append(path.relativize(file))
                        .append('\n');
            }
            Digest digest = Digest.of(lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return new SnapshotPin.Content(SnapshotPin.Kind.TREE, digest, files.size(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
