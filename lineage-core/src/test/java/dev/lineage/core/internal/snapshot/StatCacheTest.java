package dev.lineage.core.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stat cache saves reading, and is never believed where it could be wrong. */
class StatCacheTest {
    @TempDir
    Path scratch;

    private Path tree;
    private Path cache;
    private DirectoryStore store;

    @BeforeEach
    void open() {
        tree = scratch.resolve("tree");
        cache = scratch.resolve("cache");
        store = new DirectoryStore(scratch.resolve("store"));
    }

    private SnapshotPin.Content pin() {
        return new SnapshotEngine(store, Optional.of(cache)).hash(tree);
    }

    private void assertPinIsTrue(String as) throws IOException {
        Map<String, byte[]> files = Trees.read(tree);
        assertThat(pin().digest()).as(as).isEqualTo(Trees.digest(files));
    }

    /** The one cache file of the tree. */
    private Path cacheFile() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(cache.resolve("stat"), "????????????????*.bin")) {
            return files.iterator().next();
        }
    }

    @Test
    void unchangedFilesAreNotRead() throws IOException {
        Trees.random(tree, new Random(1), 500);
        SnapshotPin.Content first = pin();
        Path written = cacheFile();
        Object identity =
                Files.readAttributes(written, BasicFileAttributes.class).fileKey();
        assertThat(pin()).isEqualTo(first);
        assertThat(Files.readAttributes(written, BasicFileAttributes.class).fileKey())
                .as("an unchanged cache is not written again")
                .isEqualTo(identity);
        assertThat(reads(tree)).isZero();
    }

    /** How many files a new engine reads to pin. */
    private long reads(Path path) {
        SnapshotEngine engine = new SnapshotEngine(store, Optional.of(cache));
        engine.hash(path);
        return engine.filesRead();
    }

    @Test
    void onlyChangedFilesAreRead() throws IOException {
        Path a = Files.createDirectories(tree).resolve("a");
        for (int i = 0; i < 1_000; i++) {
            Files.writeString(tree.resolve("f" + i), "content " + i);
        }
        Files.writeString(a, "1");
        pin();
        Files.writeString(a, "2");
        Files.writeString(tree.resolve("f500"), "else");
        Files.delete(tree.resolve("f7"));
        Files.writeString(tree.resolve("g"), "new");
        assertThat(reads(tree)).isEqualTo(3);
        assertThat(reads(tree)).isZero();
        assertPinIsTrue("after changes");
    }

    @Test
    void randomHistoriesArePinnedTruly() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Trees.random(tree, random, 200);
        for (int round = 0; round < 40; round++) {
            List<String> paths = new ArrayList<>(Trees.read(tree).keySet());
            for (int change = random.nextInt(6); change > 0 && !paths.isEmpty(); change--) {
                change(random, tree.resolve(paths.get(random.nextInt(paths.size()))));
            }
            assertPinIsTrue(Seeds.replay(seed) + ", round " + round);
        }
    }

    private void change(Random random, Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        byte[] content = Files.readAllBytes(file);
        FileTime time = Files.getLastModifiedTime(file);
        switch (random.nextInt(6)) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, new byte[random.nextInt(100)]);
            case 2 -> {
                random.nextBytes(content);
                Files.write(file, content);
            }
            case 3 -> {
                // The same size, and the old time put back.
                random.nextBytes(content);
                Files.write(file, content);
                Files.setLastModifiedTime(file, time);
            }
            case 4 -> {
                // Another file of the same size and time in its place.
                random.nextBytes(content);
                Path other = Files.write(scratch.resolve("other"), content);
                Files.setLastModifiedTime(other, time);
                Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            }
            default -> Files.setLastModifiedTime(file, FileTime.fromMillis(random.nextInt()));
        }
    }

    @Test
    void aFileChangedWithinTheSameTickIsNotTakenForTheOldOne() throws IOException {
        Path file = Files.createDirectories(tree).resolve("f");
        SnapshotEngine engine = new SnapshotEngine(store, Optional.of(cache));
        for (int i = 0; i < 100; i++) {
            byte[] content = {(byte) i, (byte) (i >> 8)};
            Files.write(file, content, StandardOpenOption.CREATE);
            assertThat(engine.hash(file).digest()).isEqualTo(Digest.of(content));
            if (i % 10 == 0) {
                assertThat(engine.hash(tree).digest()).isEqualTo(Trees.digest(Trees.read(tree)));
            }
        }
    }

    @Test
    void damageCostsTimeAndNothingElse() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Trees.random(tree, random, 1_500);
        Digest expected = pin().digest();
        Path file = cacheFile();
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < 60; i++) {
            byte[] broken = sound.clone();
            switch (random.nextInt(4)) {
                case 0 -> broken = Arrays.copyOf(broken, random.nextInt(broken.length));
                case 1 -> Arrays.fill(broken, random.nextInt(broken.length), broken.length, (byte) 0);
                case 2 -> broken = Arrays.copyOf(broken, broken.length + 100);
                default -> broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, broken);
            assertThat(pin().digest()).as(Seeds.replay(seed)).isEqualTo(expected);
        }
        Files.delete(file);
        Files.createDirectories(file);
        assertThat(pin().digest()).isEqualTo(expected);
    }

    @Test
    void damagedRecordsOfSingleFilesAreNotBelieved() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Files.createDirectories(tree);
        Path file = Files.writeString(tree.resolve("f"), "content");
        Digest expected = Digest.of("content".getBytes(StandardCharsets.UTF_8));
        SnapshotEngine first = new SnapshotEngine(store, Optional.of(cache));
        for (int i = 0; i < 5; i++) {
            first.hash(Files.writeString(tree.resolve("g" + i), "content " + i));
        }
        first.hash(file);
        assertThat(reads(file)).isZero();
        Path records = cache.resolve("stat").resolve("files.bin");
        byte[] sound = Files.readAllBytes(records);
        assertThat(sound).hasSize(6 * 128);
        for (int i = 0; i < 300; i++) {
            byte[] broken = sound.clone();
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(records, random.nextInt(4) == 0 ? Arrays.copyOf(sound, i) : broken);
            assertThat(new SnapshotEngine(store, Optional.of(cache)).hash(file).digest())
                    .as(Seeds.replay(seed))
                    .isEqualTo(expected);
        }
        assertThat(reads(file)).isZero();
    }

    @Test
    void otherProcessesShareWhatIsKnownOfSingleFiles() throws IOException {
        Path file = Files.writeString(Files.createDirectories(tree).resolve("f"), "content");
        SnapshotEngine other = new SnapshotEngine(store, Optional.of(cache));
        other.hash(Files.writeString(tree.resolve("g"), "x"));
        new SnapshotEngine(store, Optional.of(cache)).hash(file);
        long before = other.filesRead();
        other.hash(file);
        assertThat(other.filesRead()).isEqualTo(before);
    }

    @Test
    void theRecordsOfSingleFilesDoNotGrowForEver() throws IOException {
        FileCache files = new FileCache(cache.resolve("files.bin"));
        FileStat stat = FileStat.of(scratch);
        stat.read(scratch);
        for (int i = 0; i < 17_500; i++) {
            files.put(scratch.resolve("f" + i), stat, Digest.of(new byte[] {(byte) i}));
        }
        assertThat(Files.size(cache.resolve("files.bin"))).isLessThanOrEqualTo(16L * 1024 * 128);
        FileCache again = new FileCache(cache.resolve("files.bin"));
        assertThat(again.find(scratch.resolve("f17499"), stat)).contains(Digest.of(new byte[] {(byte) 17_499}));
        assertThat(again.find(scratch.resolve("f1"), stat)).isEmpty();
    }

    @Test
    void aCacheThatCannotBeWrittenIsNoError() throws IOException {
        Trees.random(tree, new Random(2), 50);
        Path file = Files.writeString(scratch.resolve("not-a-directory"), "x");
        SnapshotEngine engine = new SnapshotEngine(store, Optional.of(file));
        assertThat(engine.hash(tree).digest()).isEqualTo(Trees.digest(Trees.read(tree)));
        assertThat(engine.hash(tree).digest()).isEqualTo(Trees.digest(Trees.read(tree)));
        assertThat(engine.hash(file).digest()).isEqualTo(Digest.of(new byte[] {'x'}));
    }

    @Test
    void ignoringTheCacheReadsEverything() throws IOException {
        Map<String, byte[]> files = Trees.random(tree, new Random(3), 100);
        pin();
        SnapshotEngine engine = new SnapshotEngine(store, Optional.of(cache));
        engine.pin(new PinRequest(tree, Optional.empty(), false, false, false, Optional.empty(), () -> false));
        assertThat(engine.filesRead()).isEqualTo(files.size());
    }

    @Test
    void aStampOfTheFutureIsNoObstacle() throws IOException {
        Files.createDirectories(tree);
        Path file = Files.writeString(tree.resolve("f"), "content");
        Files.setLastModifiedTime(file, FileTime.fromMillis(4_102_444_800_000L));
        assertPinIsTrue("with a modification time in 2100");
        assertPinIsTrue("again");
    }

    @Test
    void processesMayPinTheSameTreeAtOnce() throws Exception {
        Trees.random(tree, new Random(4), 400);
        Digest expected = Trees.digest(Trees.read(tree));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            HashMain.class.getName(),
                            tree.toString(),
                            cache.toString())
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process process : processes) {
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(expected.hex());
        }
        assertThat(reads(tree)).isZero();
        try (FileChannel channel = FileChannel.open(cacheFile(), StandardOpenOption.READ)) {
            assertThat(channel.size()).isPositive();
        }
    }
}
