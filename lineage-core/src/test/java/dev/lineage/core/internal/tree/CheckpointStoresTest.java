package dev.lineage.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.CheckpointStore;
import dev.lineage.StoreException;
import dev.lineage.core.internal.capture.Environment;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in files and in Git. */
final class CheckpointStoresTest {
    @TempDir
    private Path directory;

    private static String note(long size) {
        return new Checkpoint("log", new TreeHead(size, Digest.of(new byte[] {(byte) size})), List.of()).toNote();
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private CheckpointStore inGit() {
        return new GitCheckpoints(directory.resolve("audit/lineage.checkpoint"), Environment.system(Clock.systemUTC()));
    }

    private void repository() throws IOException, InterruptedException {
        git("init", "-q");
        git("config", "user.name", "Ada");
        git("config", "user.email", "ada@example.com");
        Files.createDirectory(directory.resolve("audit"));
    }

    /** Each thread counts up; a lost update would be a number that two wrote. */
    private static void race(Callable<CheckpointStore> open, int threads, int each) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Integer>> futures = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            futures.add(pool.submit(() -> {
                CheckpointStore store = open.call();
                int successes = 0;
                while (successes < each) {
                    Optional<String> now = store.load();
                    long size = now.map(note -> Checkpoint.parse(note).head().size())
                            .orElse(0L);
                    successes += store.replace(now, note(size + 1)) ? 1 : 0;
                }
                return successes;
            }));
        }
        for (Future<Integer> future : futures) {
            assertThat(future.get()).isEqualTo(each);
        }
        pool.shutdown();
        assertThat(open.call().load()).contains(note((long) threads * each));
    }

    @Test
    void aFileIsReplacedByWhoKnowsWhatIsThere() throws Exception {
        Path file = directory.resolve("checkpoint");
        CheckpointStore store = new FileCheckpoints(file);
        assertThat(store.load()).isEmpty();
        assertThat(store.replace(Optional.of(note(1)), note(2))).isFalse();
        assertThat(store.replace(Optional.empty(), note(1))).isTrue();
        assertThat(store.replace(Optional.empty(), note(2))).isFalse();
        assertThat(Files.readString(file)).isEqualTo(note(1));
        // A process that died while it wrote left this.
        Files.writeString(directory.resolve("checkpoint.new"), "half a no");
        assertThat(new FileCheckpoints(file).replace(Optional.of(note(1)), note(2)))
                .isTrue();
        assertThat(store.load()).contains(note(2));
        race(() -> new FileCheckpoints(directory.resolve("raced")), 4, 50);
    }

    @Test
    void aFileThatCannotBeSaysWhy() throws IOException {
        assertThatThrownBy(
                        () -> new FileCheckpoints(directory.resolve("no/such/file")).replace(Optional.empty(), note(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Make sure that the directory exists");
        Files.createDirectory(directory.resolve("folder"));
        assertThatThrownBy(() -> new FileCheckpoints(directory.resolve("folder")).load())
                .isInstanceOf(StoreException.class);
        Files.write(directory.resolve("large"), new byte[1 << 20]);
        assertThatThrownBy(() -> new FileCheckpoints(directory.resolve("large")).load())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("it is no checkpoint");
        assertThatThrownBy(() -> new FileCheckpoints(Path.of("/"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachCheckpointIsACommitOfThatFileOnly() throws Exception {
        repository();
        CheckpointStore store = inGit();
        assertThat(store.load()).isEmpty();
        assertThat(store.replace(Optional.empty(), note(1))).isTrue();
        Files.writeString(directory.resolve("code"), "being edited");
        git("add", "code");
        assertThat(store.replace(Optional.of(note(1)), note(2))).isTrue();
        assertThat(store.replace(Optional.of(note(1)), note(3))).isFalse();

        assertThat(git("log", "--format=%an %s", "--name-only")).isEqualTo("""
                        Ada Checkpoint of log: 2 entries

                        audit/lineage.checkpoint
                        Ada Checkpoint of log: 1 entries

                        audit/lineage.checkpoint
                        """);
        assertThat(git("status", "--short")).isEqualTo("A  code\n");
        assertThat(git("show", "HEAD:audit/lineage.checkpoint")).isEqualTo(note(2));
        git("fsck", "--strict");

        // What somebody writes into the work tree is not what was committed.
        Files.writeString(directory.resolve("audit/lineage.checkpoint"), note(1));
        assertThat(store.load()).contains(note(2));
    }

    @Test
    void manyMayCommit() throws Exception {
        repository();
        race(this::inGit, 3, 8);
        assertThat(git("rev-list", "--count", "HEAD")).isEqualTo("24\n");
        git("fsck", "--strict");
    }

    @Test
    void outsideOfGitItSaysSo() throws IOException {
        Files.createDirectory(directory.resolve("audit"));
        assertThatThrownBy(() -> inGit().load())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("git init");
    }
}
