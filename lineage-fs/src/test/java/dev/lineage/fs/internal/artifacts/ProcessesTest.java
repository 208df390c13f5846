package dev.lineage.fs.internal.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, processes that die, small heaps and full disks. */
final class ProcessesTest {
    private static final int KILLS = Integer.getInteger("lineage.kills", 12);
    private static final int EQUAL = 120;
    private static final int LARGE = 200 * 1024 * 1024;
    /** The length of a digest. */
    private static final int LINE = 71;

    @TempDir
    private Path directory;

    private static Process fork(Path output, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        command.addAll(List.of(arguments));
        // A file, because what is in a pipe when a process is killed can be lost.
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
    }

    private static void awaitOutput(Path output, int size, Process process) throws IOException, InterruptedException {
        while (Files.size(output) < size && process.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** What the tests run in processes of their own. */
    public static final class Child {
        private Child() {}

        /** What to do, and the store. */
        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[1]);
            try (FileArtifactStore store = FileArtifactStore.open(root)) {
                switch (arguments[0]) {
                    case "equal" -> storeEqual(store);
                    case "for-ever" -> storeForEver(store, Long.parseLong(arguments[2]));
                    case "large" -> storeLarge(store, root);
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
            }
        }
    }

    private static void storeEqual(FileArtifactStore store) throws IOException {
        try (BlobBatch batch = store.batch()) {
            for (int i = 0; i < EQUAL; i++) {
                byte[] content = Stores.bytes(i % 20 == 0 ? 900_000 : 2_000, i);
                if (i % 3 == 0) {
                    store.verify(Stores.put(store, content).digest());
                } else {
                    Stores.write(batch.writer(), content);
                }
            }
            batch.flush();
        }
    }

    private static void storeForEver(FileArtifactStore store, long seed) throws IOException {
        Random random = new Random(seed);
        System.out.println("ready");
        while (true) {
            List<Digest> digests = new ArrayList<>();
            try (BlobBatch batch = store.batch()) {
                for (int i = 0; i < 10; i++) {
                    byte[] content = Stores.bytes(random.nextInt(10) == 0 ? 900_000 : 3_000, random.nextInt(100_000));
                    digests.add(Stores.write(batch.writer(), content).digest());
                }
                batch.flush();
            }
            digests.add(
                    Stores.put(store, Stores.bytes(700_000, random.nextLong())).digest());
            digests.forEach(digest -> System.out.println(digest));
        }
    }

    private static void storeLarge(FileArtifactStore store, Path root) throws IOException {
        byte[] piece = Stores.bytes(1024 * 1024, 1);
        Digest digest;
        try (BlobWriter writer = store.writer()) {
            for (int i = 0; i < LARGE / piece.length; i++) {
                piece[0] = (byte) i;
                writer.write(ByteBuffer.wrap(piece));
            }
            digest = writer.commit().digest();
        }
        store.file(digest);
        store.copyTo(digest, root.resolveSibling("copy"));
        try (BlobBatch batch = store.batch()) {
            for (int i = 0; i < 600; i++) {
                Stores.write(batch.writer(), Stores.bytes(StagingWriter.IN_MEMORY, i));
            }
            batch.flush();
        }
        System.out.println(digest);
    }

    @Test
    void threadsAndProcessesStoreEqualBlobsAtOnce() throws Exception {
        Path root = directory.resolve("artifacts");
        Path output = directory.resolve("output");
        List<Process> processes = List.of(
                fork(output, List.of(), "equal", root.toString()), fork(output, List.of(), "equal", root.toString()));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (FileArtifactStore one = FileArtifactStore.open(root);
                FileArtifactStore two = FileArtifactStore.open(root)) {
            List<Thread> threads = new ArrayList<>();
            for (FileArtifactStore store : List.of(one, one, one, two)) {
                Thread thread = new Thread(() -> {
                    try {
                        storeEqual(store);
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (Process process : processes) {
                assertThat(process.waitFor()).isZero();
            }
            assertThat(thrown.get()).isNull();
            assertThat(one.verifyAll(problem -> {})).isEqualTo(EQUAL);
            Stores.assertIntact(one, root);
        }
    }

    @Test
    void killedWritersLeaveWholeBlobsAndEverythingThatWasAcknowledged() throws Exception {
        Path root = directory.resolve("artifacts");
        Random random = new Random(Stores.SEED);
        List<Digest> acknowledged = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            Path output = directory.resolve("output" + i);
            Process process = fork(output, List.of(), "for-ever", root.toString(), Long.toString(random.nextLong()));
            // Some are killed in their first write, with everything to be made yet, and some later.
            awaitOutput(output, i % 2 == 0 ? 1 : 2 * LINE, process);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(250));
            process.destroyForcibly().waitFor();
            Files.readAllLines(output).stream()
                    .filter(line -> line.length() == LINE)
                    .map(Digest::parse)
                    .forEach(acknowledged::add);
        }
        assertThat(acknowledged).as(Stores.replay("acknowledged")).isNotEmpty();
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            assertThat(Stores.problems(store)).as(Stores.replay("problems")).isEmpty();
            acknowledged.forEach(digest -> store.verify(digest));
            Stores.put(store, new byte[] {1});
        }
    }

    @Test
    void largeBlobsAndLargeBatchesNeedLittleMemory() throws Exception {
        Path root = directory.resolve("artifacts");
        Path output = directory.resolve("output");
        Process process = fork(output, List.of("-Xmx64m"), "large", root.toString());
        assertThat(process.waitFor()).isZero();
        try (FileArtifactStore store = FileArtifactStore.open(root)) {
            assertThat(store.size(Digest.parse(Files.readString(output).strip())))
                    .hasValue(LARGE);
            assertThat(Files.size(directory.resolve("copy"))).isEqualTo(LARGE);
            Stores.assertIntact(store, root);
        }
    }

    @Test
    void aFullDiskIsSaidSoAndLeavesNothingHalfWritten() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=3m,nr_inodes=120", "tmpfs", small.toString());
        assumeTrue(mounted, "SKIPPED: no right to mount a small tmpfs, so nobody checked what a full disk does");
        try (FileArtifactStore store = FileArtifactStore.open(small.resolve("artifacts"))) {
            byte[] first = Stores.bytes(500_000, 1);
            Digest digest = Stores.put(store, first).digest();
            assertFull(store, digest, () -> Stores.put(store, Stores.bytes(6_000_000, 2)));
            assertFull(store, digest, () -> {
                try (BlobBatch batch = store.batch()) {
                    for (int i = 0; i < 40; i++) {
                        Stores.write(batch.writer(), Stores.bytes(200_000, i));
                    }
                    batch.flush();
                }
            });
            for (Path file : Stores.files(small.resolve("artifacts/sha256"))) {
                if (!file.equals(Stores.blob(small.resolve("artifacts"), digest))) {
                    Files.delete(file);
                }
            }
            // Not the space, the inodes.
            assertFull(store, digest, () -> {
                for (int i = 0; i < 200; i++) {
                    Stores.put(store, Stores.bytes(10, i));
                }
            });
        } finally {
            run("umount", small.toString());
        }
    }

    /** Something that writes more than fits. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private static void assertFull(FileArtifactStore store, Digest earlier, Writing writing) throws IOException {
        StoreException thrown = null;
        try {
            writing.run();
        } catch (StoreException e) {
            thrown = e;
        }
        assertThat(thrown).isNotNull().hasMessageContaining("free space").hasMessageContaining(store.location());
        store.verify(earlier);
        Stores.assertIntact(store, Path.of(store.location()));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
