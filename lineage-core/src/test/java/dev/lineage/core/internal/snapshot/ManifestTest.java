package dev.lineage.core.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.lineage.IntegrityException;
import dev.lineage.LineageException;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.core.internal.snapshot.SyntheticManifest.Built;
import dev.lineage.core.internal.snapshot.SyntheticManifest.Content;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored manifests: what goes in comes out, chunks are shared, damage and lies are found. */
class ManifestTest {
    private static final int FILES = 200_000;

    @TempDir
    Path scratch;

    private DirectoryStore store;
    private SnapshotEngine engine;

    @BeforeEach
    void open() {
        store = new DirectoryStore(scratch.resolve("store"));
        engine = new SnapshotEngine(store, Optional.empty());
    }

    static SortedMap<String, Content> random(Random random, int files) {
        SortedMap<String, Content> made = new TreeMap<>(Trees.BY_BYTES);
        for (int i = 0; i < files; i++) {
            StringBuilder path = new StringBuilder();
            for (int depth = random.nextInt(3); depth > 0; depth--) {
                path.append(Trees.NASTY.get(random.nextInt(Trees.NASTY.size()))).append("d/");
            }
            path.append(Integer.toString(random.nextInt(files * 2), 36)).append(".f");
            made.put(path.toString(), content(random));
        }
        return made;
    }

    static Content content(Random random) {
        byte[] digest = new byte[32];
        digest[random.nextInt(32)] = (byte) random.nextInt();
        random.nextBytes(digest);
        long size = random.nextInt(4) == 0 ? random.nextLong() & 0xffff_ffffffL : random.nextInt(100_000);
        return new Content(size, Digest.ofSha256(digest));
    }

    private Map<String, Content> read(Digest manifest) {
        Map<String, Content> files = new LinkedHashMap<>();
        engine.forEachFile(manifest, (path, size, digest) -> files.put(path, new Content(size, digest)));
        return files;
    }

    @Test
    void whatGoesInComesOutInOrder() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        for (int size : new int[] {0, 1, 2, 15, 16, 17, 600, 5_000, 40_000}) {
            SortedMap<String, Content> files = random(random, size);
            Built built = SyntheticManifest.of(store, files, Optional.empty());
            Map<String, Content> read = read(built.manifest());
            assertThat(read).as(Seeds.replay(seed)).isEqualTo(files);
            assertThat(new ArrayList<>(read.keySet())).isEqualTo(new ArrayList<>(files.keySet()));
            List<Problem> problems = new ArrayList<>();
            assertThat(engine.verifyManifest(built.manifest(), built.pin(), problems::add))
                    .isEqualTo(files.size());
            assertThat(problems).as(Seeds.replay(seed)).isEmpty();
        }
    }

    @Test
    void theTreeOfChunksDependsOnTheFilesAlone() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        SortedMap<String, Content> files = random(random, 20_000);
        SortedMap<String, Content> earlier = new TreeMap<>(files);
        earlier.keySet().removeIf(path -> random.nextInt(10) == 0);
        SortedMap<String, Content> ordered = new TreeMap<>(Trees.BY_BYTES);
        ordered.putAll(earlier);
        Built base = SyntheticManifest.of(store, ordered, Optional.empty());
        Built direct = SyntheticManifest.of(store, files, Optional.empty());
        Built onBase = SyntheticManifest.of(store, files, Optional.of(base.manifest()));
        try (ManifestReader reader = new ManifestReader(store)) {
            ChunkRef a = reader.root(direct.manifest()).top();
            ChunkRef b = reader.root(onBase.manifest()).top();
            assertThat(a).isNotNull();
            assertThat(b).isNotNull();
            assertThat(b.digest()).as(Seeds.replay(seed)).isEqualTo(a.digest());
        }
        assertThat(read(onBase.manifest())).as(Seeds.replay(seed)).isEqualTo(files);
    }

    @Test
    void aSnapshotThatChangesTenFilesAddsLittle() {
        Built base = SyntheticManifest.numbered(store, FILES, file -> file, Optional.empty());
        long before = store.bytesWritten.get();
        long blobs = store.blobsWritten.get();
        Built next = SyntheticManifest.numbered(
                store, FILES, file -> file % (FILES / 10) == 7 ? file + FILES : file, Optional.of(base.manifest()));
        assertThat(store.bytesWritten.get() - before).isLessThan(200_000);
        assertThat(store.blobsWritten.get() - blobs).isEqualTo(2);
        assertThat(next.packChunks()).isLessThan(30);
        List<Problem> problems = new ArrayList<>();
        assertThat(engine.verifyManifest(next.manifest(), next.pin(), problems::add))
                .isEqualTo(FILES);
        assertThat(problems).isEmpty();
    }

    @Test
    void addedAndRemovedFilesMoveOnlyTheBoundariesBesideThem() {
        Built base = SyntheticManifest.numbered(store, FILES, file -> file % 1_000 == 5 ? -1 : file, Optional.empty());
        long before = store.bytesWritten.get();
        SyntheticManifest.numbered(
                store,
                FILES,
                file -> file % 1_000 == 5 && file % 20_000 != 5 || file % 20_000 == 9 ? -1 : file,
                Optional.of(base.manifest()));
        assertThat(store.bytesWritten.get() - before).isLessThan(200_000);
    }

    @Test
    void anUnchangedSnapshotAddsNoChunks() {
        Built base = SyntheticManifest.numbered(store, FILES, file -> file, Optional.empty());
        Built next = SyntheticManifest.numbered(store, FILES, file -> file, Optional.of(base.manifest()));
        assertThat(next.packChunks()).isZero();
        assertThat(next.manifest()).isEqualTo(base.manifest());
    }

    @Test
    void aLongHistoryIsNotScatteredOverAllItsPacks() {
        Random random = new Random(5);
        long[] contents = new long[30_000];
        Arrays.setAll(contents, i -> i);
        Optional<Digest> base = Optional.empty();
        for (int snapshot = 0; snapshot < 150; snapshot++) {
            for (int change = 0; change < 3; change++) {
                contents[random.nextInt(contents.length)] = 1_000_000L + snapshot * 3L + change;
            }
            long before = store.bytesWritten.get();
            Built built = SyntheticManifest.numbered(store, contents.length, file -> contents[(int) file], base);
            base = Optional.of(built.manifest());
            if (snapshot > 0) {
                assertThat(store.bytesWritten.get() - before).isLessThan(200_000);
            }
            try (ManifestReader reader = new ManifestReader(store)) {
                assertThat(reader.root(built.manifest()).packs()).hasSizeLessThanOrEqualTo(ManifestBuilder.MAX_PACKS);
            }
            if (snapshot % 30 == 0 || snapshot == 149) {
                List<Problem> problems = new ArrayList<>();
                engine.verifyManifest(built.manifest(), built.pin(), problems::add);
                assertThat(problems).isEmpty();
                assertOnlyNamedBlobsAreNeeded(built);
            }
        }
    }

    private void assertOnlyNamedBlobsAreNeeded(Built built) {
        Set<Digest> named = new HashSet<>();
        engine.forEachBlob(built.manifest(), false, named::add);
        DirectoryStore part =
                new DirectoryStore(scratch.resolve("part" + built.manifest().abbreviated()));
        named.forEach(blob -> {
            try {
                Files.copy(store.path(blob), part.path(blob));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        List<Problem> problems = new ArrayList<>();
        new SnapshotEngine(part, Optional.empty()).verifyManifest(built.manifest(), built.pin(), problems::add);
        assertThat(problems).isEmpty();
    }

    @Test
    void blobsOfTheDataAreNamedOnDemand() {
        SortedMap<String, Content> files = random(new Random(1), 500);
        Built built = SyntheticManifest.of(store, files, Optional.empty());
        Set<Digest> with = new HashSet<>();
        Set<Digest> without = new HashSet<>();
        engine.forEachBlob(built.manifest(), true, with::add);
        engine.forEachBlob(built.manifest(), false, without::add);
        assertThat(without).hasSize(2).contains(built.manifest());
        files.values().forEach(content -> without.add(content.digest()));
        assertThat(with).isEqualTo(without);
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Built base = SyntheticManifest.numbered(store, 5_000, file -> file, Optional.empty());
        Built built = SyntheticManifest.numbered(
                store, 5_000, file -> file % 100 == 0 ? file + 7_777 : file, Optional.of(base.manifest()));
        Map<String, Content> expected = read(built.manifest());
        List<Digest> blobs = new ArrayList<>();
        engine.forEachBlob(built.manifest(), false, blobs::add);
        int unread = 0;
        for (int i = 0; i < 1_500; i++) {
            Digest blob = blobs.get(random.nextInt(blobs.size()));
            byte[] sound = Files.readAllBytes(store.path(blob));
            byte[] broken = sound.clone();
            if (random.nextInt(10) == 0) {
                broken = Arrays.copyOf(broken, random.nextInt(broken.length));
            } else {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(store.path(blob), broken);
            List<Problem> problems = new ArrayList<>();
            engine.verifyManifest(built.manifest(), built.pin(), problems::add);
            try {
                Map<String, Content> read = read(built.manifest());
                assertThat(read).as(Seeds.replay(seed)).isEqualTo(expected);
                assertThat(problems).as(Seeds.replay(seed)).isEmpty();
                // The base's chunks that this manifest does not use, and the pack's header, are not read.
                unread++;
            } catch (IntegrityException e) {
                assertThat(problems).as(Seeds.replay(seed)).isNotEmpty();
            }
            Files.write(store.path(blob), sound);
        }
        assertThat(unread).isLessThan(1_300);
        assertThat(read(built.manifest())).isEqualTo(expected);
    }

    @Test
    void aDamagedBaseIsNotBuiltUpon() throws IOException {
        Built base = SyntheticManifest.numbered(store, 50_000, file -> file, Optional.empty());
        List<Digest> blobs = new ArrayList<>();
        engine.forEachBlob(base.manifest(), false, blobs::add);
        byte[] pack = Files.readAllBytes(store.path(blobs.get(1)));
        Arrays.fill(pack, pack.length / 2, pack.length, (byte) 0);
        Files.write(store.path(blobs.get(1)), pack);
        Built next = SyntheticManifest.numbered(store, 50_000, file -> file + 1, Optional.of(base.manifest()));
        List<Problem> problems = new ArrayList<>();
        engine.verifyManifest(next.manifest(), next.pin(), problems::add);
        assertThat(problems).isEmpty();
        Files.delete(store.path(base.manifest()));
        SyntheticManifest.numbered(store, 50_000, file -> file + 2, Optional.of(base.manifest()));
    }

    @Test
    void missingBlobsAreNamed() throws IOException {
        Built built = SyntheticManifest.numbered(store, 5_000, file -> file, Optional.empty());
        List<Digest> blobs = new ArrayList<>();
        engine.forEachBlob(built.manifest(), false, blobs::add);
        Files.delete(store.path(blobs.get(1)));
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> read(built.manifest()))
                .withMessageContaining(blobs.get(1).hex());
        List<Problem> problems = new ArrayList<>();
        engine.verifyManifest(built.manifest(), built.pin(), problems::add);
        assertThat(problems).isNotEmpty();
    }

    @Test
    void aManifestOfOtherDataIsAProblem() {
        Built a = SyntheticManifest.numbered(store, 100, file -> file, Optional.empty());
        Built b = SyntheticManifest.numbered(store, 100, file -> file + 1, Optional.empty());
        List<Problem> problems = new ArrayList<>();
        engine.verifyManifest(a.manifest(), b.pin(), problems::add);
        assertThat(problems).hasSize(1);
    }

    private Digest put(byte[] blob) {
        try (BlobWriter writer = store.writer()) {
            writer.write(ByteBuffer.wrap(blob));
            return writer.commit().digest();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A manifest whose digests are all right, with one leaf as given. */
    private Digest hostile(byte[] leaf, String last, long files, long bytes) {
        Digest pack = put(leaf);
        ChunkRef top = new ChunkRef(
                0, Digest.of(leaf), last.getBytes(StandardCharsets.UTF_8), files, bytes, pack, 0, leaf.length, false);
        SnapshotPin.Content pin = new SnapshotPin.Content(SnapshotPin.Kind.TREE, Digest.of(leaf), files, bytes);
        return put(new Root(pin, top, Map.of(pack, (long) leaf.length)).encode());
    }

    private static byte[] leaf(String... paths) {
        Leaf.Encoder leaf = new Leaf.Encoder();
        for (String path : paths) {
            byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
            leaf.add(bytes, 0, bytes.length, 1, new byte[32], 0);
        }
        return leaf.finish().toArray();
    }

    @Test
    void hostilePathsAreRefused() {
        for (String path : List.of(
                "../x",
                "a/../../b",
                "./a",
                "a//b",
                ".",
                "..",
                "/etc/passwd",
                "a/",
                "a/.",
                "a\\b",
                "a\nb",
                "a\rb",
                "a\0b",
                "\u00ff",
                "a/..",
                "")) {
            assertThatExceptionOfType(IntegrityException.class)
                    .as(path)
                    .isThrownBy(() -> read(hostile(leaf(path), path, 1, 1)));
        }
        for (String[] paths : new String[][] {{"b", "a"}, {"a", "a"}, {"a/b", "a.b"}}) {
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> read(hostile(leaf(paths), paths[1], 2, 2)));
        }
        assertThat(read(hostile(leaf("%2e%2e%2f", "C:x", "a b"), "a b", 3, 3))).hasSize(3);
    }

    @Test
    void wrongCountsAreRefused() {
        for (long[] counts : new long[][] {{2, 1}, {1, 2}, {1, Long.MAX_VALUE >> 11}}) {
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> read(hostile(leaf("a"), "a", counts[0], counts[1])));
        }
        assertThatExceptionOfType(IntegrityException.class).isThrownBy(() -> read(hostile(leaf("a"), "b", 1, 1)));
    }

    @Test
    void randomBytesAreRefused() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        byte[] sound = leaf("a", "b", "c/d");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = sound.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Leaf.Decoder decoder = new Leaf.Decoder(bytes, bytes.length);
                while (decoder.next()) {
                    assertThat(Paths.isValid(decoder.path(), 0, decoder.pathLength()))
                            .isTrue();
                }
            } catch (BytesReader.MalformedException e) {
                assertThat(e).hasMessageNotContaining("null");
            } catch (RuntimeException e) {
                fail(Seeds.replay(seed), e);
            }
        }
    }

    @Test
    void randomNodesAreRefused() throws Exception {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        List<ChunkRef> children = new ArrayList<>();
        for (String path : List.of("a", "b", "c/d", "c/e")) {
            children.add(new ChunkRef(
                    0, Digest.of(new byte[1]), path.getBytes(StandardCharsets.UTF_8), 1, 1, null, 15, 20, false));
        }
        byte[] logical = Node.logicalPart(1, children);
        byte[] sound = Node.encode(logical, children);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = sound.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = new BytesReader(bytes, 0, 4).fixedInt();
            Digest digest = length >= 0 && length <= bytes.length - 4
                    ? Digest.of(Arrays.copyOfRange(bytes, 4, 4 + length))
                    : Digest.of(logical);
            ChunkRef ref = new ChunkRef(
                    1, digest, "c/e".getBytes(StandardCharsets.UTF_8), 4, 4, Digest.of(sound), 0, bytes.length, false);
            try {
                assertThat(Node.decode(bytes, ref, null)).hasSize(4);
            } catch (BytesReader.MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                fail(Seeds.replay(seed), e);
            }
        }
    }

    @Test
    void aNewerFormatIsRefusedAsSuch() {
        Digest newer = put("{\"format\":2,\"type\":\"lineage/manifest\"}".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(UnsupportedFormatException.class)
                .isThrownBy(() -> read(newer))
                .withMessageContaining("format 2");
        for (String root : List.of("", "{}", "[]", "null", "x", "{\"format\":1,\"type\":\"lineage/manifest\"}")) {
            Digest bad = put(root.getBytes(StandardCharsets.UTF_8));
            assertThatExceptionOfType(IntegrityException.class).as(root).isThrownBy(() -> read(bad));
        }
        Digest huge = put(new byte[Root.MAX_BYTES + 1]);
        assertThatExceptionOfType(LineageException.class).isThrownBy(() -> read(huge));
    }
}
