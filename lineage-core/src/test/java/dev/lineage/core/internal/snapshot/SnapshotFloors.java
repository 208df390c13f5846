package dev.lineage.core.internal.snapshot;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures pinning against floors in the same run; started by hand: {@code SnapshotFloors <scratch directory> <case>…},
 * cases {@code s1 s2 s3 s4 s5 s6}. Prints medians of alternating rounds.
 */
final class SnapshotFloors {
    private static final PrintStream OUT = System.out;
    private static final int ROUNDS = Integer.getInteger("rounds", 5);

    private SnapshotFloors() {}

    public static void main(String[] arguments) throws Exception {
        Path scratch = Path.of(arguments[0]);
        for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
            switch (name) {
                case "s1" -> s1(scratch);
                case "s2" -> s2(scratch);
                case "s3" -> s3(scratch);
                case "s4" -> s4(scratch);
                case "s5" -> s5(scratch);
                case "s6" -> s6(scratch);
                default -> throw new IllegalArgumentException(name);
            }
        }
    }

    private static SnapshotEngine engine(Path scratch) {
        return new SnapshotEngine(new DirectoryStore(scratch.resolve("store")), Optional.empty());
    }

    private static void s1(Path scratch) throws Exception {
        Path file = scratch.resolve("large.bin");
        int size = 1 << 30;
        if (!Files.exists(file)) {
            byte[] random = new byte[1 << 20];
            try (var out = Files.newOutputStream(file)) {
                for (int i = 0; i < size >> 20; i++) {
                    new Random(i).nextBytes(random);
                    out.write(random);
                }
            }
        }
        byte[] memory = new byte[256 << 20];
        try (var in = Files.newInputStream(file)) {
            in.readNBytes(memory, 0, memory.length);
        }
        SnapshotEngine engine = engine(scratch);
        compare(
                "S1 large file, seconds per GiB",
                () -> {
                    MessageDigest sha256 = Hashing.sha256();
                    for (int i = 0; i < 4; i++) {
                        sha256.update(memory);
                    }
                    return sha256.digest();
                },
                () -> engine.hash(file));
    }

    private static void s2(Path scratch) throws Exception {
        Path tree = tree(scratch, "100k", 100, 1_000, 10 * 1024);
        SnapshotEngine engine = engine(scratch);
        compare(
                "S2 100,000 x 10 KiB (floor: one thread walks, reads and hashes, halved)",
                () -> {
                    List<Path> paths = list(tree);
                    readAll(paths, Optional.of(Hashing.sha256()));
                    return paths.size();
                },
                () -> engine.hash(tree),
                0.5);
        compare(
                "S2 100,000 x 10 KiB (floor: one thread reads and hashes a given list, halved)",
                list(tree),
                paths -> readAll(paths, Optional.of(Hashing.sha256())),
                () -> engine.hash(tree),
                0.5);
    }

    private static void s3(Path scratch) throws Exception {
        Path tree = tree(scratch, "1m", 1_000, Integer.getInteger("perDirectory", 1_000), 1024);
        SnapshotEngine engine = engine(scratch);
        compare(
                "S3 1,000,000 x 1 KiB (floor: walk with attributes and read without hashing, 2 threads)",
                () -> twoThreads(tree, directory -> readAll(walk(directory), Optional.empty())),
                () -> engine.hash(tree));
    }

    private static void s4(Path scratch) throws Exception {
        Path tree = tree(scratch, "1m", 1_000, Integer.getInteger("perDirectory", 1_000), 1024);
        SnapshotEngine engine =
                new SnapshotEngine(new DirectoryStore(scratch.resolve("store")), Optional.of(scratch.resolve("cache")));
        engine.hash(tree);
        compare(
                "S4 unchanged 1,000,000 (floor: walkFileTree with attributes, 2 threads)",
                () -> twoThreads(tree, SnapshotFloors::walk),
                () -> engine.hash(tree));
        compare(
                "S4 unchanged 1,000,000 (floor: DirectoryStream and readAttributes, 2 threads)",
                () -> twoThreads(tree, SnapshotFloors::walkByHand),
                () -> engine.hash(tree));
    }

    private static void s5(Path scratch) throws Exception {
        Path tree = tree(scratch, "10k", 10, 1_000, 10 * 1024);
        compare(
                "S5 pin and store 10,000 x 10 KiB, store without fsync (floor: cp -r)",
                () -> {
                    Path target = Files.createTempDirectory(scratch, "copy");
                    return new ProcessBuilder("cp", "-r", tree.toString(), target.toString())
                            .start()
                            .waitFor();
                },
                () -> {
                    SnapshotEngine fresh = new SnapshotEngine(
                            new DirectoryStore(Files.createTempDirectory(scratch, "store")), Optional.empty());
                    return fresh.pin(
                            new PinRequest(tree, Optional.empty(), true, true, false, Optional.empty(), () -> false));
                });
    }

    private static void s6(Path scratch) throws Exception {
        for (long files : new long[] {100_000, 1_000_000, 10_000_000}) {
            DirectoryStore store = new DirectoryStore(Files.createTempDirectory(scratch, "store"));
            SnapshotEngine engine = new SnapshotEngine(store, Optional.empty());
            long begun = System.nanoTime();
            SyntheticManifest.Built a = SyntheticManifest.numbered(store, files, file -> file, Optional.empty());
            long built = System.nanoTime() - begun;
            long before = store.bytesWritten.get();
            SyntheticManifest.Built b = SyntheticManifest.numbered(
                    store, files, file -> file % (files / 10) == 7 ? file + files : file, Optional.of(a.manifest()));
            OUT.printf(
                    Locale.ROOT,
                    "S7 %,d files: manifest of %,d bytes (built in %.2f s), 10 changes add %,d bytes%n",
                    files,
                    before,
                    built / 1e9,
                    store.bytesWritten.get() - before);
            for (int i = 0; i < 300; i++) {
                engine.diff(a.pin(), Optional.of(a.manifest()), b.pin(), Optional.of(b.manifest()), 100);
            }
            Path flat = Files.createTempFile(scratch, "flat", "");
            try (var out = Files.newBufferedWriter(flat)) {
                engine.forEachFile(a.manifest(), (path, size, digest) -> {
                    try {
                        out.write(digest.hex() + "  " + path + "\n");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
            compare(
                    "S6 diff of 10 changes in " + files + " files (floor: reading both flat manifests)",
                    () -> readAll(List.of(flat, flat), Optional.empty()),
                    () -> engine.diff(a.pin(), Optional.of(a.manifest()), b.pin(), Optional.of(b.manifest()), 100));
            Files.delete(flat);
            Trees.deleteTree(Path.of(store.location()));
        }
    }

    static Path tree(Path scratch, String name, int directories, int files, int size) throws IOException {
        Path tree = scratch.resolve(name + "-" + directories + "x" + files);
        if (!Files.exists(tree)) {
            byte[] content = new byte[size];
            Random random = new Random(1);
            for (int d = 0; d < directories; d++) {
                Path directory = Files.createDirectories(tree.resolve(String.format(Locale.ROOT, "dir%05d", d)));
                for (int f = 0; f < files; f++) {
                    random.nextBytes(content);
                    Files.write(directory.resolve(String.format(Locale.ROOT, "file%07d.bin", f)), content);
                }
            }
        }
        return tree;
    }

    private static List<Path> list(Path tree) {
        return walk(tree);
    }

    private static List<Path> walk(Path directory) {
        List<Path> files = new ArrayList<>();
        AtomicLong bytes = new AtomicLong();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(file);
                    bytes.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static void walkByHand(Path directory) {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                bytes += Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .size();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes == 42) {
            OUT.println();
        }
    }

    private static Object readAll(List<Path> files, Optional<MessageDigest> sha256) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
        long total = 0;
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                buffer.clear();
                while (channel.read(buffer) >= 0) {
                    total += buffer.position();
                    sha256.ifPresent(digest -> digest.update(buffer.flip()));
                    buffer.clear();
                }
                total += sha256.map(digest -> (int) digest.digest()[0]).orElse(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return total;
    }

    private static Object twoThreads(Path tree, java.util.function.Consumer<Path> work) throws Exception {
        ConcurrentLinkedQueue<Path> queue = new ConcurrentLinkedQueue<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tree)) {
            directories.forEach(queue::add);
        }
        Runnable runner = () -> {
            for (Path directory = queue.poll(); directory != null; directory = queue.poll()) {
                work.accept(directory);
            }
        };
        Thread other = new Thread(runner);
        other.start();
        runner.run();
        other.join();
        return queue;
    }

    private static void compare(String name, Callable<?> floor, Callable<?> ours) throws Exception {
        compare(name, floor, ours, 1);
    }

    private static void compare(
            String name,
            List<Path> given,
            java.util.function.Function<List<Path>, ?> floor,
            Callable<?> ours,
            double of)
            throws Exception {
        compare(name, () -> floor.apply(given), ours, of);
    }

    private static void compare(String name, Callable<?> floor, Callable<?> ours, double floorFactor) throws Exception {
        double[][] floors = new double[2][ROUNDS];
        double[][] times = new double[2][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            double[] a = seconds(floor);
            double[] b = seconds(ours);
            for (int kind = 0; kind < 2 && round >= 0; kind++) {
                floors[kind][round] = kind == 0 ? a[kind] * floorFactor : a[kind];
                times[kind][round] = b[kind];
            }
        }
        String[] kinds = {"elapsed", "CPU"};
        for (int kind = 0; kind < 2; kind++) {
            Arrays.sort(floors[kind]);
            Arrays.sort(times[kind]);
            double f = floors[kind][ROUNDS / 2];
            double t = times[kind][ROUNDS / 2];
            OUT.printf(
                    Locale.ROOT,
                    "%s, %s: floor %.4f s, ours %.4f s, ratio %.3f (inverse %.3f); best %.4f / %.4f = %.3f%n",
                    name,
                    kinds[kind],
                    f,
                    t,
                    t / f,
                    f / t,
                    times[kind][0],
                    floors[kind][0],
                    times[kind][0] / floors[kind][0]);
        }
    }

    /** Elapsed and CPU seconds. CPU time says more on a machine that others use as well. */
    private static double[] seconds(Callable<?> work) throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = system.getProcessCpuTime();
        long begun = System.nanoTime();
        Object result = work.call();
        long ended = System.nanoTime();
        return new double[] {
            (ended - begun) / 1e9,
            (system.getProcessCpuTime() - cpu) / 1e9,
            Objects.requireNonNull(result).hashCode()
        };
    }
}
