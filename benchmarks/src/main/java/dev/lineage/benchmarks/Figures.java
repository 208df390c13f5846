package dev.lineage.benchmarks;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Figures of the operations that everybody pays for, each with its floor measured in the same run and the ratio of the
 * two: {@code Figures <scratch directory>}. Medians of alternating rounds; the machine is noisy, so read the ratios.
 */
public final class Figures {
    private static final int ROUNDS = 5;
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final AtomicLong COUNTER = new AtomicLong();

    private final Path directory;

    private Figures(Path directory) {
        this.directory = directory;
    }

    /** Measures; the argument is a directory on the disk that matters. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments.length > 0 ? arguments[0] : "target/figures"));
        Figures figures = new Figures(Files.createTempDirectory(directory, "run"));
        header();
        figures.appends();
        figures.resolves();
        figures.pinsOneFile();
        figures.pinsManyFiles();
    }

    static void header() {
        System.out.printf(Locale.ROOT, "%-46s %12s %12s %8s  %s%n", "operation", "ours", "floor", "ratio", "target");
    }

    interface Work {
        void run() throws Exception;
    }

    /** Nanoseconds per operation of both, in turn, as medians. */
    static void compare(String name, String target, int operations, Work ours, Work floor) throws Exception {
        double[] a = new double[ROUNDS];
        double[] b = new double[ROUNDS];
        ours.run();
        floor.run();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            ours.run();
            long middle = System.nanoTime();
            floor.run();
            long end = System.nanoTime();
            a[i] = (double) (middle - start) / operations;
            b[i] = (double) (end - middle) / operations;
        }
        Arrays.sort(a);
        Arrays.sort(b);
        System.out.printf(
                Locale.ROOT,
                "%-46s %9.1f us %9.1f us %8.2f  %s%n",
                name,
                a[ROUNDS / 2] / 1_000,
                b[ROUNDS / 2] / 1_000,
                a[ROUNDS / 2] / b[ROUNDS / 2],
                target);
    }

    private void appends() throws Exception {
        StoreProvider.Stores stores = open("append");
        RecordStore records = stores.records();
        Path bare = Files.createDirectory(directory.resolve("bare"));
        compare(
                "R1 durable append of a 4 KB entry, 1 thread",
                "<= 1.3",
                200,
                () -> append(records, 200),
                () -> publish(bare, 200));
        compare(
                "R1 the same, 8 threads (per entry)",
                "<= 0.33",
                800,
                () -> inThreads(8, () -> append(records, 100)),
                () -> publish(bare, 800));
        records.close();
        stores.artifacts().close();
    }

    private StoreProvider.Stores open(String name) {
        String url = "file:" + directory.resolve(name);
        return ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.handles(url))
                .findFirst()
                .orElseThrow()
                .open(url);
    }

    private static void append(RecordStore records, int count) {
        String padding = "x".repeat(3_700);
        for (int i = 0; i < count; i++) {
            String key = "k" + COUNTER.incrementAndGet();
            records.append(List.of(Entry.of(
                    "figure",
                    1,
                    "{\"padding\":\"" + padding + "\"}",
                    List.of(new Move("figures/" + key, 1, key, Move.View.HIDDEN)),
                    List.of(Attribute.text("key", key)))));
        }
    }

    /** The bare protocol: temporary file, flush, link, flush of the directory. */
    private static void publish(Path directory, int count) throws IOException {
        byte[] content = new byte[4_096];
        for (int i = 0; i < count; i++) {
            String name = "f" + COUNTER.incrementAndGet();
            Path temporary = directory.resolve(name + ".tmp");
            try (FileChannel out =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(content));
                out.force(true);
            }
            Files.createLink(directory.resolve(name), temporary);
            try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
                parent.force(true);
            }
            Files.delete(temporary);
        }
    }

    private static void inThreads(int threads, Work work) throws InterruptedException {
        Thread[] all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            all[t] = new Thread(() -> {
                try {
                    work.run();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            all[t].start();
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    private void resolves() throws Exception {
        Path model = Files.write(directory.resolve("model"), new byte[1 << 20]);
        try (ModelRegistry registry = ModelRegistry.open("file:" + directory.resolve("resolve"))) {
            registry.record("fraud")
                    .code(CodeState.clean(COMMIT))
                    .data("train", model)
                    .artifact("model", model)
                    .commit();
            registry.promote("fraud@1")
                    .to("production")
                    .because("measure")
                    .by("ana")
                    .commit();
            Path artifact = registry.release("fraud", "production").artifact("model");
            // A verified file is trusted once its times are older than the clock's granularity.
            Thread.sleep(2_500);
            registry.release("fraud", "production");
            Map<String, Path> map = new HashMap<>(Map.of("fraud/production", artifact));
            int operations = 20_000;
            compare(
                    "L1 resolve a release, warm (target 20 us)",
                    "ours <= 20 us",
                    operations,
                    () -> {
                        for (int i = 0; i < operations; i++) {
                            registry.release("fraud", "production").artifact("model");
                        }
                    },
                    () -> {
                        for (int i = 0; i < operations; i++) {
                            Files.readAttributes(
                                    map.get("fraud/production"), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                        }
                    });
        }
    }

    private void pinsOneFile() throws Exception {
        byte[] content = new byte[256 << 20];
        new Random(1).nextBytes(content);
        Path file = Files.write(directory.resolve("large"), content);
        try (ModelRegistry registry = ModelRegistry.open("file:" + directory.resolve("one"))) {
            compare("S1 pin one file of 256 MiB", "<= 1.08", 1, () -> pin(registry, file), () -> sha256(content));
        }
        Files.delete(file);
    }

    private void pinsManyFiles() throws Exception {
        int files = 20_000;
        Path tree = Files.createDirectory(directory.resolve("tree"));
        byte[] content = new byte[10 << 10];
        for (int i = 0; i < files; i++) {
            content[i % content.length]++;
            Files.write(Files.createDirectories(tree.resolve("d" + i % 100)).resolve("f" + i), content);
        }
        Thread.sleep(2_500);
        try (ModelRegistry registry = ModelRegistry.open("file:" + directory.resolve("many"))) {
            compare(
                    "S2 pin 20,000 files of 10 KiB (per file)",
                    "<= 0.59 on 2 cores",
                    files,
                    () -> pin(registry, tree),
                    () -> hashEach(tree));
            registry.pin("tree", tree).commit();
            compare(
                    "S4 pin them again, unchanged (per file)",
                    "<= 1.25",
                    files,
                    () -> registry.pin("tree", tree).preview(),
                    () -> inThreads(2, () -> statHalf(tree)));
        }
    }

    private static SnapshotPin pin(ModelRegistry registry, Path path) {
        return registry.pin("figure", path).ignoringStatCache().preview();
    }

    private static void sha256(byte[] content) throws Exception {
        MessageDigest.getInstance("SHA-256").digest(content);
    }

    private static void hashEach(Path tree) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
        try (var files = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                    while (in.read(buffer.clear()) >= 0) {
                        sha256.update(buffer.flip());
                    }
                }
                sha256.digest();
            }
        }
    }

    private static final AtomicLong HALF = new AtomicLong();

    /** A walk with attributes of every second directory. */
    private static void statHalf(Path tree) throws IOException {
        long half = HALF.getAndIncrement() % 2;
        for (int i = (int) half; i < 100; i += 2) {
            try (var files = Files.newDirectoryStream(tree.resolve("d" + i))) {
                for (Path file : files) {
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }
}
