package dev.lineage.core.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not grow with the number of files: the same work in a process with {@code -Xmx64m}. For the long run
 * {@code -Dlineage.heap.files=1000000 -Dlineage.heap.lines=10000000}.
 */
class HeapTest {
    private static final int FILES = Integer.getInteger("lineage.heap.files", 30_000);
    private static final int LINES = Integer.getInteger("lineage.heap.lines", 1_000_000);

    @TempDir
    Path scratch;

    private static String inSmallProcess(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void manyFilesInOneDirectoryAndInMany() throws Exception {
        for (int perDirectory : new int[] {FILES, 1_000}) {
            Path tree = Files.createDirectories(scratch.resolve("tree" + perDirectory));
            for (int i = 0; i < FILES; i++) {
                Path directory = tree.resolve("d" + i / perDirectory);
                if (i % perDirectory == 0) {
                    Files.createDirectory(directory);
                }
                Files.createFile(directory.resolve("a-file-with-a-name-of-usual-length-" + i + ".bin"));
            }
            Path cache = scratch.resolve("cache" + perDirectory);
            String first = inSmallProcess(HashMain.class, tree.toString(), cache.toString(), "manifest");
            assertThat(first).contains("(" + FILES + " files");
            assertThat(inSmallProcess(HashMain.class, tree.toString(), cache.toString(), "manifest"))
                    .isEqualTo(first);
        }
    }

    @Test
    void longManifestsAreBuiltComparedAndVerified() throws Exception {
        assertThat(inSmallProcess(Lines.class, scratch.toString(), Integer.toString(LINES)))
                .contains("modified=10,")
                .contains("problems=0");
    }

    /** Builds two manifests, compares and verifies them. */
    static final class Lines {
        private Lines() {}

        public static void main(String[] arguments) {
            DirectoryStore store = new DirectoryStore(Path.of(arguments[0]).resolve("store"));
            SnapshotEngine engine = new SnapshotEngine(store, Optional.empty());
            int lines = Integer.parseInt(arguments[1]);
            SyntheticManifest.Built a = SyntheticManifest.numbered(store, lines, file -> file, Optional.empty());
            SyntheticManifest.Built b = SyntheticManifest.numbered(
                    store, lines, file -> file % (lines / 10) == 7 ? file + lines : file, Optional.of(a.manifest()));
            System.out.println(engine.diff(a.pin(), Optional.of(a.manifest()), b.pin(), Optional.of(b.manifest()), 0));
            int[] problems = {0};
            engine.verifyManifest(b.manifest(), b.pin(), problem -> problems[0]++);
            System.out.println("problems=" + problems[0]);
        }
    }
}
