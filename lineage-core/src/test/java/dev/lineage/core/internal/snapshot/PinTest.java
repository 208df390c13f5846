package dev.lineage.core.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.PinChange;
import dev.lineage.StoreException;
import dev.lineage.UnpinnableDataException;
import dev.lineage.UnpinnableDataException.Reason;
import dev.lineage.model.DataDiff;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pinning with manifests and data, and bringing data back. */
class PinTest {
    @TempDir
    Path scratch;

    private Path tree;
    private DirectoryStore store;
    private SnapshotEngine engine;

    @BeforeEach
    void open() {
        tree = scratch.resolve("tree");
        store = new DirectoryStore(scratch.resolve("store"));
        engine = new SnapshotEngine(store, Optional.of(scratch.resolve("cache")));
    }

    private Pinned pin(Optional<Digest> base, boolean data) {
        return engine.pin(new PinRequest(tree, base, true, data, true, Optional.empty(), () -> false));
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected, String as) {
        assertThat(actual.keySet()).as(as).isEqualTo(expected.keySet());
        expected.forEach((path, content) ->
                assertThat(actual.get(path)).as(as + " " + path).isEqualTo(content));
    }

    @Test
    void hashingWritesNothingToTheStore() throws IOException {
        Trees.random(tree, new Random(1), 100);
        engine.hash(tree);
        engine.hash(tree);
        assertThat(store.blobs()).isEmpty();
    }

    @Test
    void randomHistoriesComeBackAsTheyWere() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Trees.random(tree, random, 150);
        Optional<Digest> base = Optional.empty();
        List<Pinned> pins = new ArrayList<>();
        List<Map<String, byte[]>> states = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Pinned pinned = pin(base, true);
            base = pinned.manifest();
            pins.add(pinned);
            states.add(Trees.read(tree));
            List<String> paths = new ArrayList<>(states.get(i).keySet());
            Files.delete(tree.resolve(paths.get(random.nextInt(paths.size()))));
            Trees.random(tree, random, 20);
        }
        for (int i = 0; i < pins.size(); i++) {
            Path back = scratch.resolve("back" + i);
            if (i % 2 == 0) {
                Files.createDirectories(back);
            }
            engine.materialize(pins.get(i).pin(), pins.get(i).manifest(), back);
            assertSame(Trees.read(back), states.get(i), Seeds.replay(seed));
            assertThat(engine.hash(back)).isEqualTo(pins.get(i).pin());
        }
    }

    @Test
    void anUnchangedTreeKeepsItsManifest() throws IOException {
        Trees.random(tree, new Random(2), 300);
        Pinned first = pin(Optional.empty(), false);
        long written = store.bytesWritten.get();
        assertThat(pin(first.manifest(), false)).isEqualTo(first);
        assertThat(store.bytesWritten.get()).isEqualTo(written);
        assertThat(pin(Optional.empty(), false).pin()).isEqualTo(first.pin());
        assertThat(pin(Optional.of(Digest.of(new byte[9])), false).pin()).isEqualTo(first.pin());
    }

    @Test
    void dataCanBeStoredLater() throws IOException {
        Map<String, byte[]> files = Trees.random(tree, new Random(3), 200);
        Pinned first = pin(Optional.empty(), false);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> engine.materialize(first.pin(), first.manifest(), scratch.resolve("back")))
                .withMessageContaining("storeData()");
        assertThat(scratch.resolve("back")).doesNotExist();
        assertThat(pin(first.manifest(), true)).isEqualTo(first);
        long read = engine.filesRead();
        assertThat(pin(first.manifest(), true)).isEqualTo(first);
        assertThat(engine.filesRead()).as("what is stored is not copied again").isEqualTo(read);
        engine.materialize(first.pin(), first.manifest(), scratch.resolve("back"));
        assertSame(Trees.read(scratch.resolve("back")), files, "back");
    }

    @Test
    void theDifferenceOfRealTreesNamesTheFiles() throws IOException {
        Files.createDirectories(tree);
        for (int i = 0; i < 500; i++) {
            Files.writeString(tree.resolve("f" + i), "content " + i);
        }
        Pinned a = pin(Optional.empty(), false);
        Files.writeString(tree.resolve("f7"), "other");
        Files.move(tree.resolve("f8"), tree.resolve("moved"));
        Files.delete(tree.resolve("f9"));
        Files.writeString(tree.resolve("new"), "new");
        Pinned b = pin(a.manifest(), false);
        DataDiff.Changed changed = (DataDiff.Changed) engine.diff(a.pin(), a.manifest(), b.pin(), b.manifest(), 10);
        assertThat(changed.changes().toString())
                .contains("MODIFIED, path=f7", "REMOVED, path=f9", "RENAMED, path=moved, from=Optional[f8]")
                .contains("ADDED, path=new");
        assertThat(changed.complete()).isTrue();
    }

    @Test
    void aSingleFileComesBackAsData() throws IOException {
        Path file = Files.writeString(scratch.resolve("file"), "content");
        Pinned pinned =
                engine.pin(new PinRequest(file, Optional.empty(), true, true, true, Optional.empty(), () -> false));
        assertThat(pinned.manifest()).isEmpty();
        assertThat(pinned.pin().kind()).isEqualTo(SnapshotPin.Kind.FILE);
        engine.materialize(pinned.pin(), Optional.empty(), scratch.resolve("back"));
        assertThat(scratch.resolve("back").resolve("data")).hasContent("content");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Trees.random(tree, new Random(4), 20);
        Pinned pinned = pin(Optional.empty(), true);
        Path occupied = Files.createDirectories(scratch.resolve("occupied"));
        Files.writeString(occupied.resolve("mine"), "mine");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> engine.materialize(pinned.pin(), pinned.manifest(), occupied));
        Path file = Files.writeString(scratch.resolve("file"), "mine");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> engine.materialize(pinned.pin(), pinned.manifest(), file));
        Path link =
                Files.createSymbolicLink(scratch.resolve("link"), Files.createDirectories(scratch.resolve("empty")));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> engine.materialize(pinned.pin(), pinned.manifest(), link));
        assertThat(occupied.resolve("mine")).hasContent("mine");
        assertThat(file).hasContent("mine");
        assertThat(scratch.resolve("empty")).isEmptyDirectory();
    }

    @Test
    void damagedDataLeavesNothingBehind() throws IOException {
        Map<String, byte[]> files = Trees.random(tree, new Random(5), 60);
        Pinned pinned = pin(Optional.empty(), true);
        List<String> paths = new ArrayList<>(files.keySet());
        byte[] victim = Objects.requireNonNull(files.get(paths.get(paths.size() / 2)));
        Path blob = store.path(Digest.of(victim));
        byte[] sound = Files.readAllBytes(blob);
        Files.write(blob, new byte[sound.length + 1]);
        List<Path> before = children();
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> engine.materialize(pinned.pin(), pinned.manifest(), scratch.resolve("back")));
        assertThat(children()).isEqualTo(before);
        Files.write(blob, sound);
        engine.materialize(pinned.pin(), pinned.manifest(), scratch.resolve("back"));
        assertSame(Trees.read(scratch.resolve("back")), files, "back");
    }

    private List<Path> children() throws IOException {
        try (var list = Files.list(scratch)) {
            return list.sorted().toList();
        }
    }

    @Test
    void aManifestOfOtherDataIsNotBroughtBack() throws IOException {
        Trees.random(tree, new Random(6), 20);
        Pinned a = pin(Optional.empty(), true);
        Files.writeString(tree.resolve("another"), "x");
        Pinned b = pin(a.manifest(), true);
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> engine.materialize(a.pin(), b.manifest(), scratch.resolve("back")));
        assertThat(scratch.resolve("back")).doesNotExist();
    }

    @Test
    void progressRisesAndEndsWithEverything() throws IOException {
        Files.createDirectories(tree);
        for (int i = 0; i < 40; i++) {
            Files.write(tree.resolve("f" + i), new byte[20_000_000 / 40]);
        }
        Files.write(tree.resolve("large"), new byte[200_000_000]);
        List<PinChange.Progress> seen = new ArrayList<>();
        Thread caller = Thread.currentThread();
        engine.pin(new PinRequest(
                tree,
                Optional.empty(),
                false,
                false,
                true,
                Optional.of(progress -> {
                    assertThat(Thread.currentThread()).isSameAs(caller);
                    seen.add(progress);
                }),
                () -> false));
        for (int i = 1; i < seen.size(); i++) {
            assertThat(seen.get(i).bytes())
                    .isGreaterThanOrEqualTo(seen.get(i - 1).bytes());
            assertThat(seen.get(i).files())
                    .isGreaterThanOrEqualTo(seen.get(i - 1).files());
        }
        PinChange.Progress last = seen.get(seen.size() - 1);
        assertThat(last.walked()).isTrue();
        assertThat(last.files()).isEqualTo(41).isEqualTo(last.filesFound());
        assertThat(last.bytes()).isEqualTo(220_000_000).isEqualTo(last.bytesFound());
        assertThat(last.bytesPerSecond()).isPositive();
    }

    @Test
    void cancellationStopsAndLeavesNothing() throws IOException {
        Files.createDirectories(tree);
        for (int i = 0; i < 500; i++) {
            Files.write(tree.resolve("f" + i), new byte[100_000]);
        }
        Files.write(tree.resolve("large"), new byte[300_000_000]);
        for (int after : new int[] {0, 1, 3, 5, 6}) {
            AtomicInteger asked = new AtomicInteger();
            assertThatExceptionOfType(UnpinnableDataException.class)
                    .isThrownBy(() -> engine.pin(new PinRequest(
                            tree,
                            Optional.empty(),
                            true,
                            true,
                            true,
                            Optional.empty(),
                            () -> asked.getAndIncrement() >= after)))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
            assertThat(store.blobs()).isEmpty();
        }
    }

    @Test
    void anInterruptCancels() throws IOException {
        Trees.random(tree, new Random(8), 300);
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(UnpinnableDataException.class)
                    .isThrownBy(() -> engine.hash(tree))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void manyThreadsMayUseOneEngine() throws Exception {
        List<Path> trees = new ArrayList<>();
        List<Digest> expected = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Path root = scratch.resolve("t" + i);
            expected.add(Trees.digest(Trees.random(root, new Random(i), 200)));
            trees.add(root);
        }
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Digest>> tasks = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Path root = trees.get(i % 6);
                tasks.add(() -> engine.hash(root).digest());
            }
            List<Future<Digest>> results = pool.invokeAll(tasks);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(expected.get(i % 6));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aTreeOfAnyDepthIsPinned() throws IOException {
        Path deep = tree;
        for (int i = 0; i < 1_200; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("f"), "x");
        Pinned pinned = pin(Optional.empty(), true);
        assertThat(pinned.pin().files()).isEqualTo(1);
        engine.materialize(pinned.pin(), pinned.manifest(), scratch.resolve("back"));
        List<Problem> problems = new ArrayList<>();
        engine.verifyManifest(pinned.manifest().orElseThrow(), pinned.pin(), problems::add);
        assertThat(problems).isEmpty();
        // JUnit needs half a minute for this.
        Trees.deleteTree(tree);
        Trees.deleteTree(scratch.resolve("back"));
    }
}
