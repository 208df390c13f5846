package dev.lineage.core.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lineage.IntegrityException;
import dev.lineage.core.internal.snapshot.SyntheticManifest.Built;
import dev.lineage.core.internal.snapshot.SyntheticManifest.Content;
import dev.lineage.model.DataDiff;
import dev.lineage.model.Digest;
import dev.lineage.model.Evidence;
import dev.lineage.model.FileChange;
import dev.lineage.model.FileChange.Kind;
import dev.lineage.model.SnapshotPin;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences, against the plainest way to compute them. */
class ManifestDiffTest {
    @TempDir
    Path scratch;

    private DirectoryStore store;
    private SnapshotEngine engine;

    @BeforeEach
    void open() {
        store = new DirectoryStore(scratch.resolve("store"));
        engine = new SnapshotEngine(store, Optional.empty());
    }

    /** All changes between two lists of files, with renames, in path order. */
    private static List<FileChange> reference(SortedMap<String, Content> a, SortedMap<String, Content> b) {
        List<FileChange> changes = new ArrayList<>();
        Map<Content, Deque<String>> gone = new HashMap<>();
        a.forEach((path, content) -> {
            if (!b.containsKey(path) && content.size() > 0) {
                gone.computeIfAbsent(content, key -> new ArrayDeque<>()).add(path);
            }
        });
        b.forEach((path, content) -> {
            Content before = a.get(path);
            if (before == null) {
                Deque<String> sources = gone.getOrDefault(content, new ArrayDeque<>());
                changes.add(
                        sources.isEmpty()
                                ? new FileChange(Kind.ADDED, path, Optional.empty(), 0, content.size())
                                : new FileChange(
                                        Kind.RENAMED,
                                        path,
                                        Optional.of(sources.poll()),
                                        content.size(),
                                        content.size()));
            } else if (!before.equals(content)) {
                changes.add(new FileChange(Kind.MODIFIED, path, Optional.empty(), before.size(), content.size()));
            }
        });
        a.forEach((path, content) -> {
            boolean left = content.size() == 0
                    || gone.getOrDefault(content, new ArrayDeque<>()).contains(path);
            if (!b.containsKey(path) && left) {
                changes.add(new FileChange(Kind.REMOVED, path, Optional.empty(), content.size(), 0));
            }
        });
        changes.sort(Comparator.comparing(FileChange::path, Trees.BY_BYTES).thenComparing(FileChange::kind));
        return changes;
    }

    private DataDiff diff(Built a, Built b, int listed) {
        return engine.diff(a.pin(), Optional.of(a.manifest()), b.pin(), Optional.of(b.manifest()), listed);
    }

    private static SortedMap<String, Content> mutate(SortedMap<String, Content> files, Random random, int changes) {
        SortedMap<String, Content> changed = new TreeMap<>(Trees.BY_BYTES);
        changed.putAll(files);
        List<String> paths = new ArrayList<>(files.keySet());
        for (int i = 0; i < changes && !paths.isEmpty(); i++) {
            String path = paths.get(random.nextInt(paths.size()));
            Content content = files.get(path);
            switch (random.nextInt(5)) {
                case 0 -> changed.remove(path);
                case 1 -> changed.put(path, ManifestTest.content(random));
                case 2 -> changed.put(path + "+" + random.nextInt(1_000), ManifestTest.content(random));
                case 3 -> {
                    changed.remove(path);
                    changed.put("moved" + random.nextInt(1_000) + "/" + path, content);
                }
                default -> changed.put("copy" + random.nextInt(1_000) + "/" + path, content);
            }
        }
        return changed;
    }

    @Test
    void randomPairsAreAsComputedByHand() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            SortedMap<String, Content> a = ManifestTest.random(random, random.nextInt(i % 10 == 0 ? 5_000 : 300));
            // Some empty files, and some contents that several files have.
            a.replaceAll((path, content) -> random.nextInt(20) == 0
                    ? new Content(0, Digest.of(new byte[0]))
                    : random.nextInt(10) == 0
                            ? new Content(5, Digest.of(new byte[] {(byte) random.nextInt(3)}))
                            : content);
            SortedMap<String, Content> b = random.nextInt(10) == 0
                    ? ManifestTest.random(random, random.nextInt(300))
                    : mutate(a, random, random.nextInt(60));
            Built builtA = SyntheticManifest.of(store, a, Optional.empty());
            Built builtB = SyntheticManifest.of(
                    store, b, random.nextBoolean() ? Optional.of(builtA.manifest()) : Optional.empty());
            List<FileChange> expected = reference(a, b);
            int listed = random.nextInt(3) == 0 ? random.nextInt(20) : Integer.MAX_VALUE;
            DataDiff diff = diff(builtA, builtB, listed);
            if (a.equals(b)) {
                assertThat(diff).isEqualTo(new DataDiff.Same(Evidence.CONTENT));
                continue;
            }
            assertThat(diff)
                    .as(Seeds.replay(seed))
                    .isEqualTo(new DataDiff.Changed(
                            count(expected, Kind.ADDED),
                            count(expected, Kind.REMOVED),
                            count(expected, Kind.MODIFIED),
                            count(expected, Kind.RENAMED),
                            builtA.pin().bytes(),
                            builtB.pin().bytes(),
                            expected.subList(0, Math.min(listed, expected.size())),
                            expected.size() <= listed));
        }
    }

    private static long count(List<FileChange> changes, Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).count();
    }

    @Test
    void onlyWhatDiffersIsRead() {
        long[] chunks = new long[2];
        int[] sizes = {20_000, 400_000};
        for (int i = 0; i < sizes.length; i++) {
            int files = sizes[i];
            Built a = SyntheticManifest.numbered(store, files, file -> file, Optional.empty());
            Built b = SyntheticManifest.numbered(
                    store, files, file -> file % (files / 10) == 7 ? file + files : file, Optional.of(a.manifest()));
            try (ManifestReader reader = new ManifestReader(store)) {
                DataDiff.Changed changed = new ManifestDiff(100)
                        .between(
                                new TreeCursor(reader, reader.root(a.manifest())),
                                new TreeCursor(reader, reader.root(b.manifest())),
                                a.pin(),
                                b.pin());
                assertThat(changed.modified()).isEqualTo(10);
                assertThat(changed.changes()).hasSize(10);
                chunks[i] = reader.chunksRead();
                // A twentieth of two lists of about 90 bytes a line.
                assertThat(reader.bytesRead()).isLessThan(Math.max(600_000, 2L * 90 * files / 20));
            }
        }
        assertThat(chunks[1]).isLessThanOrEqualTo(2 * chunks[0]);
    }

    @Test
    void treesThatWereBuiltApartAreComparedAsCheaply() {
        Built a = SyntheticManifest.numbered(store, 100_000, file -> file, Optional.empty());
        DirectoryStore other = new DirectoryStore(scratch.resolve("store"));
        Built b =
                SyntheticManifest.numbered(other, 100_000, file -> file == 50_000 ? 1_000_000 : file, Optional.empty());
        try (ManifestReader reader = new ManifestReader(store)) {
            new ManifestDiff(1)
                    .between(
                            new TreeCursor(reader, reader.root(a.manifest())),
                            new TreeCursor(reader, reader.root(b.manifest())),
                            a.pin(),
                            b.pin());
            assertThat(reader.chunksRead()).isLessThan(12);
        }
    }

    @Test
    void withTooManyUnpairedFilesRenamesAreAddedAndRemoved() {
        int files = ManifestDiff.MAX_UNPAIRED / 2 + 10;
        Built a = SyntheticManifest.numbered(store, files, file -> file, Optional.empty());
        Built b = SyntheticManifest.numbered(
                store, 2L * files, file -> file < files ? -1 : file - files, Optional.empty());
        DataDiff.Changed changed = (DataDiff.Changed) diff(a, b, 3);
        long overlap = 2_000;
        assertThat(changed.renamed()).isZero();
        assertThat(changed.removed()).isBetween(files - overlap, (long) files);
        assertThat(changed.added()).isBetween(files - overlap, (long) files);
        assertThat(changed.changes()).hasSize(3);
        assertThat(changed.changes().get(0).path()).isEqualTo("dir00000/file0000000.bin");
        assertThat(changed.complete()).isFalse();
    }

    @Test
    void pinsAloneSayWhatTheyCan() {
        SnapshotPin.Content file = new SnapshotPin.Content(SnapshotPin.Kind.FILE, Digest.of(new byte[0]), 1, 0);
        SnapshotPin.Content other = new SnapshotPin.Content(SnapshotPin.Kind.FILE, Digest.of(new byte[1]), 1, 1);
        SnapshotPin.Content tree = new SnapshotPin.Content(SnapshotPin.Kind.TREE, Digest.of(new byte[2]), 3, 4);
        SnapshotPin.Content tree2 = new SnapshotPin.Content(SnapshotPin.Kind.TREE, Digest.of(new byte[3]), 3, 4);
        assertThat(engine.diff(file, Optional.empty(), file, Optional.empty(), 9))
                .isEqualTo(new DataDiff.Same(Evidence.CONTENT));
        assertThat(engine.diff(file, Optional.empty(), other, Optional.empty(), 9))
                .isInstanceOfSatisfying(
                        DataDiff.Changed.class,
                        changed -> assertThat(changed.modified()).isEqualTo(1));
        assertThat(engine.diff(file, Optional.empty(), tree, Optional.empty(), 9))
                .isInstanceOf(DataDiff.Unknown.class);
        assertThat(engine.diff(tree, Optional.empty(), tree2, Optional.empty(), 9))
                .isInstanceOf(DataDiff.Unknown.class);
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> engine.diff(tree, Optional.of(tree.digest()), tree2, Optional.of(tree2.digest()), 9));
    }

    @Test
    void aManifestOfAnotherPinIsRefused() {
        Built a = SyntheticManifest.numbered(store, 10, file -> file, Optional.empty());
        Built b = SyntheticManifest.numbered(store, 11, file -> file, Optional.empty());
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(
                        () -> engine.diff(a.pin(), Optional.of(b.manifest()), b.pin(), Optional.of(b.manifest()), 1));
    }
}
