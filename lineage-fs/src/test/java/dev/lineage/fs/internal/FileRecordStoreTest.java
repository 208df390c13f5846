package dev.lineage.fs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.SystemFileOps;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.Query;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract kit does not know: the files, and what becomes of them. */
final class FileRecordStoreTest {
    @TempDir
    private Path directory;

    private FileRecordStore open() {
        return FileRecordStore.open(root());
    }

    private Path root() {
        return directory.resolve("store");
    }

    private void fill(int versions) {
        try (FileRecordStore store = open()) {
            for (int i = 1; i <= versions; i++) {
                Samples.append(
                        store,
                        Samples.entry(
                                "v" + i,
                                Samples.document("models/Fraud/versions", i),
                                Samples.line("models/Fraud/stages/production", i),
                                Samples.hidden("keys/k" + i, 1)));
            }
        }
    }

    private static void requireFilled(FileRecordStore store, int versions) {
        assertThat(store.size()).isEqualTo(versions);
        assertThat(store.pointer("models/Fraud/versions"))
                .contains(new Pointer("models/Fraud/versions", versions, "value " + versions, versions - 1L));
        for (int i = 1; i <= versions; i++) {
            assertThat(store.pointer("keys/k" + i)).map(Pointer::position).contains(i - 1L);
            assertThat(store.pointer("models/Fraud/stages/production", i)).isPresent();
        }
        assertThat(store.pointer("models/Fraud/versions", versions + 1L)).isEmpty();
        assertThat(store.children("models/Fraud", Optional.empty(), 10)).containsExactly("stages", "versions");
        assertThat(store.children("", Optional.empty(), 10)).containsExactly("models");
        assertThat(Samples.problems(store)).isEmpty();
    }

    // ---- files

    @Test
    void aPersonSeesTheseFiles() throws IOException {
        fill(2);

        try (Stream<Path> files = Files.walk(root())) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> root().relativize(file).toString().replace('\\', '/'))
                            .filter(file -> !file.startsWith("index/")))
                    .containsExactlyInAnyOrder(
                            ".gitattributes",
                            ".gitignore",
                            "lineage.json",
                            "log/000000000/000000000000.jsonl",
                            "log/000000000/000000000001.jsonl",
                            "models/!fraud/stages/production",
                            "models/!fraud/versions/1.json",
                            "models/!fraud/versions/2.json");
        }
        assertThat(root().resolve("lineage.json")).hasContent("{\n  \"format\": 1,\n  \"required\": []\n}\n");
        assertThat(root().resolve("models/!fraud/stages/production")).hasContent("value 2\t2\t1\n");
        assertThat(root().resolve("models/!fraud/versions/2.json"))
                .content()
                .contains("\"text\": \"v2\"")
                .endsWith("}\n");
        assertThat(Files.readString(root().resolve("log/000000000/000000000001.jsonl")))
                .matches("\\{\"count\":1,\"entries\":\"sha256:[0-9a-f]{64}\",\"first\":1,\"format\":1,"
                        + "\"previous\":\"sha256:[0-9a-f]{64}\"}\n\\{\"body\":.*}\n");
    }

    @Test
    void filesOfTheUserAreNotOverwritten() throws IOException {
        Files.createDirectories(root());
        Files.writeString(root().resolve(".gitignore"), "mine\n");

        fill(1);

        assertThat(root().resolve(".gitignore")).hasContent("mine\n");
    }

    @Test
    void theFilesForPeopleAreThereSoonWithoutAClose() throws Exception {
        try (FileRecordStore store = open()) {
            Samples.append(store, Samples.entry("v1", Samples.document("models/fraud/versions", 1)));
            Path document = root().resolve("models/fraud/versions/1.json");
            while (!Files.exists(document)) {
                Thread.sleep(1);
            }
        }
    }

    @Test
    void reservedNamesCannotBeShown() {
        try (FileRecordStore store = open()) {
            assertThatThrownBy(() -> Samples.append(store, Samples.entry("x", Samples.line("log/000000000", 1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("log/000000000");
            Samples.append(store, Samples.entry("x", Samples.hidden("index/x", 1), Samples.line("Log/000000000", 1)));
            assertThat(Samples.problems(store)).isEmpty();
        }
    }

    @Test
    void aNameMayBeAPointerAndAGroup() {
        List<Move> moves = List.of(
                Samples.line("a", 1),
                Samples.line("a/b", 1),
                Samples.document("a/c", 1),
                Samples.document("a/c/1.json", 1),
                Samples.line("a/b/c/d", 1));
        try (FileRecordStore store = open()) {
            Samples.append(store, Samples.entry("x", moves.toArray(Move[]::new)));
            assertThat(Samples.problems(store)).isEmpty();
            assertThat(store.children("a", Optional.empty(), 9)).containsExactly("b", "c");
            assertThat(store.pointer("a/b")).isPresent();
        }
    }

    @Test
    void manyEntriesMakeTheIndexGrow() throws IOException {
        int entries = 20_000;
        try (FileRecordStore store = open();
                FileRecordStore other = open()) {
            for (int at = 0; at < entries; ) {
                Entry[] batch = new Entry[50];
                for (int i = 0; i < batch.length; i++) {
                    at++;
                    batch[i] = Samples.entry("e" + at, Samples.hidden("keys/k" + at, 1), Samples.hidden("n", at));
                }
                Samples.append(at % 3 == 0 ? other : store, batch);
            }
        }
        try (Stream<Path> generations = Files.list(root().resolve("index"))) {
            assertThat(generations.map(Layout::fileName)).anyMatch(name -> name.endsWith("-9"));
        }
        try (FileRecordStore store = open()) {
            assertThat(store.pointer("n")).map(Pointer::revision).contains((long) entries);
            assertThat(store.pointer("n", 777)).isPresent();
            assertThat(store.pointer("keys/k" + entries)).isPresent();
            assertThat(store.entries(12_340, 20)).hasSize(20);
            assertThat(Samples.problems(store)).isEmpty();
        }
    }

    @Test
    void whatDeadProcessesLeftBehindIsRemovedAfterADay() throws IOException {
        fill(1);
        Path old = Files.writeString(root().resolve("tmp/old.tmp"), "x");
        Path young = Files.writeString(root().resolve("tmp/young.tmp"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        Files.setLastModifiedTime(young, FileTime.from(Instant.now().minus(Duration.ofHours(23))));
        try (FileRecordStore store = open()) {
            Samples.append(store, Samples.entry("x"));
        }
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    // ---- opening

    @Test
    void aNewerFormatIsRefusedUntouched() throws IOException {
        for (String marker : List.of("{\"format\":2,\"required\":[]}", "{\"format\":1,\"required\":[\"sealed\"]}")) {
            Path store = Files.createDirectory(directory.resolve("newer" + marker.length()));
            Files.writeString(store.resolve("lineage.json"), marker);

            assertThatThrownBy(() -> FileRecordStore.open(store))
                    .isInstanceOf(UnsupportedFormatException.class)
                    .hasMessageContaining(store.toString());

            assertThat(store).isDirectoryContaining("glob:**lineage.json");
            assertThat(store.toFile().list()).hasSize(1);
        }
    }

    @Test
    void aMarkerThatIsNoneIsRefused() throws IOException {
        Files.createDirectories(root());
        Files.writeString(root().resolve("lineage.json"), "{\"format\":");
        assertThatThrownBy(this::open).isInstanceOf(IntegrityException.class).hasMessageContaining("lineage.json");
    }

    @Test
    void documentsWithoutALogAreRefusedUntouched() throws IOException {
        fill(1);
        Samples.delete(root().resolve("log"));
        Samples.delete(root().resolve("index"));
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("log/");
        assertThat(root().resolve("index")).doesNotExist();
    }

    @Test
    void aLogWithoutAMarkerOrItsBeginningIsRefused() throws IOException {
        fill(2);
        Files.delete(root().resolve("lineage.json"));
        assertThatThrownBy(this::open).isInstanceOf(IntegrityException.class).hasMessageContaining("lineage.json");
        Files.writeString(root().resolve("lineage.json"), "{\"format\":1,\"required\":[]}");
        Files.delete(root().resolve("log/000000000/000000000000.jsonl"));
        assertThatThrownBy(this::open).isInstanceOf(IntegrityException.class).hasMessageContaining("position 0");
    }

    // ---- the index

    @Test
    void aDeletedIndexIsMadeAgain() throws IOException {
        fill(40);
        for (String lost : List.of("index", "tmp", "index/applied")) {
            Path path = root().resolve(lost);
            Samples.delete(path);
            try (FileRecordStore store = open()) {
                requireFilled(store, 40);
            }
        }
    }

    @Test
    void deletedAndAlteredViewsAreReportedAndWrittenAgainWithTheIndex() throws IOException {
        fill(3);
        Files.delete(root().resolve("models/!fraud/versions/2.json"));
        Files.writeString(root().resolve("models/!fraud/versions/3.json"), "<<<<<<< ours\n");
        Files.writeString(root().resolve("models/!fraud/versions/9.json"), "{}");
        Files.writeString(root().resolve("models/!fraud/stages/production"), "value 1\t1\t0\n");
        try (FileRecordStore store = open()) {
            assertThat(Samples.problems(store))
                    .hasSize(4)
                    .anyMatch(p -> p.startsWith("models/!fraud/versions/2.json: is missing"))
                    .anyMatch(p -> p.startsWith("models/!fraud/versions/3.json: has the markers of a Git merge"))
                    .anyMatch(p -> p.startsWith("models/!fraud/versions/9.json: is of no revision"))
                    .anyMatch(p -> p.startsWith("models/!fraud/stages/production: is not what the log says"));
            assertThat(store.pointer("models/Fraud/stages/production"))
                    .map(Pointer::revision)
                    .contains(3L);
        }

        Files.delete(root().resolve("models/!fraud/versions/9.json"));
        Samples.delete(root().resolve("index"));

        try (FileRecordStore store = open()) {
            requireFilled(store, 3);
        }
    }

    private static boolean isBucket(Path file) {
        return Layout.fileName(file).matches("[0-9a-f]{3}");
    }

    @Test
    void aCopiedStoreDoesNotTrustAnIndexThatWasCopiedEarlier() throws IOException {
        fill(10);
        Path copy = directory.resolve("copy");
        Samples.copy(root(), copy);
        // As if the index had been copied first: its mark is the newest, its records are not all there.
        try (Stream<Path> buckets = Files.walk(copy.resolve("index"))) {
            for (Path bucket : buckets.filter(FileRecordStoreTest::isBucket).toList()) {
                Files.delete(bucket);
            }
        }
        try (FileRecordStore store = FileRecordStore.open(copy)) {
            requireFilled(store, 10);
        }
    }

    @Test
    void anotherBranchesLogIsNotReadWithThisOnesIndex() throws IOException {
        fill(5);
        Path other = directory.resolve("other");
        try (FileRecordStore store = FileRecordStore.open(other)) {
            for (int i = 1; i <= 7; i++) {
                Samples.append(store, Samples.entry("other " + i, Samples.document("models/Other/versions", i)));
            }
        }
        for (String tracked : List.of("log", "models")) {
            Samples.delete(root().resolve(tracked));
            Samples.copy(other.resolve(tracked), root().resolve(tracked));
        }

        try (FileRecordStore store = open()) {
            assertThat(store.size()).isEqualTo(7);
            assertThat(store.pointer("models/Fraud/versions")).isEmpty();
            assertThat(store.pointer("models/Other/versions"))
                    .map(Pointer::revision)
                    .contains(7L);
            assertThat(store.children("models", Optional.empty(), 9)).containsExactly("Other");
            assertThat(Samples.problems(store)).isEmpty();
        }
    }

    @Test
    void afterARestartOfTheMachineALostIndexIsRepaired() throws IOException {
        fill(30);
        try (Stream<Path> buckets = Files.walk(root().resolve("index"))) {
            int i = 0;
            for (Path bucket :
                    buckets.filter(FileRecordStoreTest::isBucket).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(bucket);
                switch (i++ % 3) {
                    case 0 -> Files.delete(bucket);
                    case 1 -> Files.write(bucket, Arrays.copyOf(bytes, bytes.length - 32));
                    default -> Files.write(bucket, Arrays.copyOf(bytes, bytes.length - 7));
                }
            }
        }
        FileOps files = new SystemFileOps();
        try (FileRecordStore store = FileRecordStore.open(root(), files, "another boot")) {
            requireFilled(store, 30);
        }
        try (FileRecordStore store = FileRecordStore.open(root(), files, "")) {
            requireFilled(store, 30);
        }
    }

    @Test
    void anIndexThatVanishesWhileOpenIsMadeAgain() throws IOException {
        fill(10);
        try (FileRecordStore store = open()) {
            Samples.delete(root().resolve("index"));
            requireFilled(store, 10);
        }
    }

    @Test
    void aCheckpointIsWhereRepairBegins() throws IOException {
        fill(20);
        AtomicInteger reads = new AtomicInteger();
        FileOps counting = new ForwardingFileOps(new SystemFileOps()) {
            @Override
            public byte[] read(Path file, int limit) throws IOException {
                if (file.toString().endsWith(".jsonl")) {
                    reads.incrementAndGet();
                }
                return super.read(file, limit);
            }
        };
        Layout layout = new Layout(root());
        Checkpoints checkpoints = new Checkpoints(counting, layout, new CommitLog(counting, layout));
        Index index = Index.open(counting, layout.index(), "1-6").orElseThrow();
        checkpoints.write(index, 0, 15);
        reads.set(0);

        try (FileRecordStore store = FileRecordStore.open(root(), counting, "another boot")) {
            assertThat(reads).hasValueLessThan(12);
            requireFilled(store, 20);
        }
    }

    // ---- media

    @Test
    void aStoreThatCannotBeWrittenCanBeRead() throws IOException {
        fill(10);
        for (boolean withIndex : new boolean[] {true, false}) {
            if (!withIndex) {
                Samples.delete(root().resolve("index"));
            }
            try (FileRecordStore store = FileRecordStore.open(root(), new ReadOnly(), "")) {
                requireFilled(store, 10);
                assertThatThrownBy(() -> Samples.append(store, Samples.entry("no")))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("Nothing was written")
                        .hasMessageContaining("AccessDenied");
            }
        }
        assertThat(root().resolve("index")).doesNotExist();
    }

    private static final class ReadOnly extends ForwardingFileOps {
        ReadOnly() {
            super(new SystemFileOps());
        }

        @Override
        public NewFile create(Path file) throws IOException {
            throw new AccessDeniedException(file.toString());
        }

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            throw new AccessDeniedException(file.toString());
        }

        @Override
        public void overwrite(Path file, byte[] bytes) throws IOException {
            throw new AccessDeniedException(file.toString());
        }

        @Override
        public boolean makeDirectory(Path made) throws IOException {
            if (isDirectory(made)) {
                return false;
            }
            throw new AccessDeniedException(made.toString());
        }
    }

    @Test
    void withoutHardLinksNothingIsMade() {
        FileOps files = new ForwardingFileOps(new SystemFileOps()) {
            @Override
            public void link(Path name, Path existing) {
                throw new UnsupportedOperationException("no links here");
            }
        };
        assertThatThrownBy(() -> FileRecordStore.open(root(), files, ""))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("hard links");
    }

    // ---- threads

    @Test
    void interruptsNeitherHarmTheStoreNorGetLost() throws Exception {
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger appended = new AtomicInteger();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        try (FileRecordStore store = open()) {
            for (int t = 0; t < 3; t++) {
                String name = "thread" + t;
                threads.add(new Thread(() -> {
                    try {
                        for (int i = 1; !stop.get(); i++) {
                            Samples.append(store, Samples.entry(name + i, Samples.line("lines/" + name, i)));
                            store.pointer("lines/" + name, 1);
                            store.search(new Query("sample", List.of(), OptionalLong.empty(), 3));
                            appended.incrementAndGet();
                        }
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            while (appended.get() < 60 && failures.isEmpty()) {
                threads.forEach(Thread::interrupt);
                Thread.sleep(1);
            }
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(store.size()).isEqualTo(appended.get());

            Thread.currentThread().interrupt();
            Samples.append(store, Samples.entry("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Samples.problems(store)).isEmpty();
        }
        Thread.currentThread().interrupt();
        try (FileRecordStore store = open()) {
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.size()).isEqualTo(appended.get() + 1L);
        }
    }

    @Test
    void appendsThatWaitTogetherShareACommitAndAConflictDisturbsNobody() throws Exception {
        List<Thread> threads = new ArrayList<>();
        AtomicInteger won = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        try (FileRecordStore store = open()) {
            for (int t = 0; t < 8; t++) {
                String name = "t" + t;
                threads.add(new Thread(() -> {
                    for (int i = 1; i <= 25; i++) {
                        AppendResult race = store.append(List.of(Samples.entry(name + i, Samples.line("raced", i))));
                        (race instanceof AppendResult.Appended ? won : lost).incrementAndGet();
                        Samples.append(store, Samples.entry(name + i, Samples.line("own/" + name, i)));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(won).hasValue(25);
            assertThat(lost).hasValue(7 * 25);
            assertThat(store.size()).isEqualTo(25 + 8 * 25);
            try (Stream<Path> commits = Files.list(root().resolve("log/000000000"))) {
                assertThat(commits.count()).isLessThan(150);
            }
            assertThat(Samples.problems(store)).isEmpty();
        }
    }

    @Test
    void whatWasJudgedBeforeSomebodyElsesCommitIsNotPublishedBehindIt() {
        fill(1);
        AtomicBoolean armed = new AtomicBoolean();
        AtomicReference<FileRecordStore> reader = new AtomicReference<>();
        try (FileRecordStore other = open()) {
            FileOps files = new ForwardingFileOps(new SystemFileOps()) {
                @Override
                public byte[] read(Path file, int limit) throws IOException {
                    try {
                        return super.read(file, limit);
                    } finally {
                        // While the first writer looks the pointer up, the other one moves it and a reader catches up.
                        if (isBucket(file) && armed.getAndSet(false)) {
                            Samples.append(other, Samples.entry("other", Samples.hidden("keys/new", 1)));
                            CompletableFuture.supplyAsync(() -> reader.get().size())
                                    .join();
                        }
                    }
                }
            };
            try (FileRecordStore store = FileRecordStore.open(root(), files, FileRecordStore.boot(files))) {
                reader.set(store);
                armed.set(true);
                assertThat(store.append(List.of(Samples.entry("mine", Samples.hidden("keys/new", 1)))))
                        .isInstanceOf(AppendResult.Conflict.class);
                assertThat(armed).isFalse();
                assertThat(Samples.problems(store)).isEmpty();
            }
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        FileRecordStore store = open();
        store.close();
        store.close();
        assertThatThrownBy(store::size).isInstanceOf(StoreException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> Samples.append(store, Samples.entry("x"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.verify(problem -> {})).isInstanceOf(StoreException.class);
    }
}
