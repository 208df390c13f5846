package dev.lineage.core.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pin is what coreutils say, however the tree looks. */
class TreeIdentityTest {
    private static final String COREUTILS =
            "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -r -0 sha256sum -- | sha256sum";

    @TempDir
    Path scratch;

    private SnapshotEngine engine(boolean cached) {
        return new SnapshotEngine(
                new DirectoryStore(scratch.resolve("store")),
                cached ? Optional.of(scratch.resolve("cache")) : Optional.empty());
    }

    private static void assumeCoreutils() {
        assumeTrue(
                Trees.canRun(
                        "bash", "-c", "find . -maxdepth 0 -printf '' && sort -z </dev/null && sha256sum --version"),
                "SKIPPED: no GNU find, sort and sha256sum here, so identity was not compared with coreutils");
    }

    private static Digest coreutils(Path tree) throws IOException, InterruptedException {
        return Digest.ofHex(Trees.shell(tree, COREUTILS).substring(0, 64));
    }

    @Test
    void aFileIsTheDigestOfItsBytes() throws IOException {
        Path file = Files.write(scratch.resolve("file"), new byte[] {1, 2, 3});
        assertThat(engine(false).hash(file))
                .isEqualTo(new SnapshotPin.Content(SnapshotPin.Kind.FILE, Digest.of(new byte[] {1, 2, 3}), 1, 3));
    }

    @Test
    void aLargeFileIsTheDigestOfItsBytes() throws IOException {
        byte[] content = new byte[40 * 1024 * 1024 + 17];
        new Random(7).nextBytes(content);
        Path file = Files.write(scratch.resolve("file"), content);
        assertThat(engine(false).hash(file).digest()).isEqualTo(Digest.of(content));
    }

    @Test
    void everyLengthAroundABufferIsRead() throws IOException {
        Random random = new Random(3);
        Path tree = scratch.resolve("tree");
        Files.createDirectories(tree);
        for (int length : List.of(0, 1, 262_143, 262_144, 262_145, 524_288, 1_000_000, 16 * 1024 * 1024, 17_000_001)) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            Files.write(tree.resolve("f" + length), content);
        }
        Map<String, byte[]> files = Trees.read(tree);
        assertThat(engine(false).hash(tree).digest()).isEqualTo(Trees.digest(files));
    }

    @Test
    void randomTreesAreWhatCoreutilsSay() throws Exception {
        assumeCoreutils();
        long seed = Seeds.seed();
        Random random = new Random(seed);
        for (int i = 0; i < 15; i++) {
            Path tree = scratch.resolve("tree" + i);
            Map<String, byte[]> files = Trees.random(tree, random, 1 + random.nextInt(300));
            SnapshotPin.Content pin = engine(i % 2 == 0).hash(tree);
            assertThat(pin.digest()).as(Seeds.replay(seed)).isEqualTo(Trees.digest(files));
            assertThat(pin.digest()).as(Seeds.replay(seed)).isEqualTo(coreutils(tree));
            assertThat(pin.files()).as(Seeds.replay(seed)).isEqualTo(files.size());
            assertThat(pin.bytes())
                    .as(Seeds.replay(seed))
                    .isEqualTo(files.values().stream()
                            .mapToLong(content -> content.length)
                            .sum());
        }
    }

    @Test
    void directoriesSortWithTheirSlash() throws Exception {
        Path tree = Files.createDirectories(scratch.resolve("tree"));
        for (String name : List.of("a/b", "a.txt", "a-b", "a!", "a0", "ab", "a\u0001", "A/b", "a b/c")) {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        assertThat(engine(false).hash(tree).digest()).isEqualTo(Trees.digest(Trees.read(tree)));
        assumeCoreutils();
        assertThat(engine(false).hash(tree).digest()).isEqualTo(coreutils(tree));
    }

    @Test
    void namesSortByTheirBytesAndNotByTheirUtf16Units() throws IOException {
        Path tree = Files.createDirectories(scratch.resolve("tree"));
        // U+FFEE is greater than a surrogate as UTF-16 and smaller than U+1F600 as UTF-8.
        Files.writeString(tree.resolve("\uffee"), "1");
        Files.writeString(tree.resolve("\ud83d\ude00"), "2");
        List<String> order = new ArrayList<>();
        SnapshotEngine engine = engine(false);
        Pinned pinned =
                engine.pin(new PinRequest(tree, Optional.empty(), true, false, false, Optional.empty(), () -> false));
        engine.forEachFile(pinned.manifest().orElseThrow(), (path, size, digest) -> order.add(path));
        assertThat(order).containsExactly("\uffee", "\ud83d\ude00");
    }

    @Test
    void anEmptyTreeIsTheDigestOfNothing() throws IOException {
        Path tree = scratch.resolve("tree");
        Files.createDirectories(tree.resolve("empty").resolve("also"));
        assertThat(engine(false).hash(tree))
                .isEqualTo(new SnapshotPin.Content(SnapshotPin.Kind.TREE, Digest.of(new byte[0]), 0, 0));
    }

    @Test
    void aDirectoryOfManyEntriesIsListedInParts() throws Exception {
        assumeCoreutils();
        Path tree = Files.createDirectories(scratch.resolve("tree"));
        Trees.shell(
                tree,
                "for d in x y; do mkdir -p $d; done; seq 1 17000 | split -l 1 -a 4 - x/f; seq 1 8500 | split"
                        + " -l 1 -a 4 - f; mkdir fzzzz f.d; echo 1 > f.d/1; echo 1 > fzzzz/1; seq 1 8500 | sed 's,^,y/d,' | xargs"
                        + " mkdir; for i in 1 77 8499; do echo $i > y/d$i/file; done");
        assertThat(engine(false).hash(tree).digest()).isEqualTo(coreutils(tree));
        assertThat(engine(true).hash(tree).digest()).isEqualTo(coreutils(tree));
    }

    @Test
    void hugeDirectoriesGoThroughTemporaryFiles() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        List<Listing> parts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (Spill spill = new Spill()) {
            for (int p = 0; p < 7; p++) {
                Listing part = new Listing();
                for (int i = 0; i < 3_000; i++) {
                    String name = Integer.toString(random.nextInt(), 36) + "." + p + "." + i;
                    boolean directory = random.nextInt(5) == 0;
                    byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    part.add(bytes, 0, bytes.length, directory ? FileStat.DIRECTORY : FileStat.FILE, i, -i, p);
                    names.add(directory ? name + "/" : name);
                }
                part.sort();
                parts.add(part);
                if (p % 3 == 2) {
                    spill.write(new MergedEntries(parts));
                    parts = new ArrayList<>();
                }
            }
            List<Entries> sources = new ArrayList<>(spill.parts());
            sources.addAll(parts);
            Entries all = new MergedEntries(sources);
            names.sort(Trees.BY_BYTES);
            for (String expected : names) {
                assertThat(all.next()).isTrue();
                assertThat(Paths.text(all.names(), all.nameAt(), all.nameLength()))
                        .as(Seeds.replay(seed))
                        .isEqualTo(expected);
                assertThat(all.changed()).isEqualTo(-all.size());
            }
            assertThat(all.next()).isFalse();
        }
    }
}
