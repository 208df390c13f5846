package dev.lineage.fs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Power fails at every point of a recorded run, and of what was not flushed any part is lost or torn. What was
 * acknowledged is there, everything verifies, and the next append works. More states with {@code -Dlineage.crashes=}.
 */
final class CrashTest {
    private static final int STATES = Integer.getInteger("lineage.crashes", 2_000);
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());
    private static final Path STORE = MemoryFiles.ROOT.resolve("store");
    private static final String BEFORE = "boot-before";
    private static final String AFTER = "boot-after";

    private final Random random = new Random(SEED);

    // ---- the protocol as it is

    @Test
    void nothingAcknowledgedIsLost() {
        CrashDisk disk = record(CrashDisk::files, CrashTest::someAppends);

        Optional<Throwable> failure = crash(disk, STATES, AFTER);

        assertThat(failure).as(replay()).isEmpty();
    }

    @Test
    void nothingIsLostWhenASecondWriterBuildsOnACommitThatIsNotFlushedYet() {
        CrashDisk disk = record(CrashDisk::files, CrashTest::appendsAcrossDirectories);

        // The interesting states are the last ones, and they come first: before, a directory is only filled.
        Optional<Throwable> failure = crash(disk, STATES / 20, AFTER);

        assertThat(failure).as(replay()).isEmpty();
    }

    @Test
    void aCrashWhileRecoveringFromACrashLosesNothing() {
        CrashDisk disk = record(CrashDisk::files, CrashTest::someAppends);
        for (int i = 0; i < STATES / 40; i++) {
            int end = random.nextInt(disk.size() + 1);
            CrashDisk second = disk.crash(end, CrashDisk.Loss.TORN, random);
            disk.notes(end).forEach(second::noted);
            try (FileRecordStore store = FileRecordStore.open(STORE, second.files(), AFTER)) {
                append(
                        store,
                        second,
                        Samples.entry("after" + i, Samples.document("again/docs", next(store, "again/docs"))));
            }

            Optional<Throwable> failure = crash(second, 10, "boot-third");

            assertThat(failure).as(replay()).isEmpty();
        }
    }

    // ---- the test of the test: each of these mistakes must be found

    /** What a careless writer would do. */
    enum Mistake {
        NO_FILE_FLUSH,
        NO_DIRECTORY_FLUSH,
        NO_PARENT_FLUSH,
        ACKNOWLEDGED_BEFORE_FLUSH,
        LINKED_BEFORE_FLUSH,
        UNFLUSHED_INDEX_TRUSTED,
        PREDECESSOR_NOT_FLUSHED
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void everyMistakeIsFound(Mistake mistake) {
        String boot = mistake == Mistake.UNFLUSHED_INDEX_TRUSTED ? BEFORE : AFTER;
        Run run = mistake == Mistake.PREDECESSOR_NOT_FLUSHED
                ? CrashTest::appendsAcrossDirectories
                : CrashTest::someAppends;
        CrashDisk disk = record(recorded -> new Careless(recorded, mistake), run);

        Optional<Throwable> failure = crash(disk, 20_000, boot);

        assertThat(failure).as("what %s breaks; %s", mistake, replay()).isPresent();
    }

    /** Makes one mistake. */
    private static final class Careless extends ForwardingFileOps {
        private final CrashDisk disk;
        private final Mistake mistake;
        private final List<NewFile> late = new ArrayList<>();

        Careless(CrashDisk disk, Mistake mistake) {
            super(disk.files());
            this.disk = disk;
            this.mistake = mistake;
        }

        @Override
        public NewFile create(Path file) throws IOException {
            NewFile created = super.create(file);
            return new NewFile() {
                @Override
                public void write(byte[] bytes) throws IOException {
                    created.write(bytes);
                }

                @Override
                public void force() throws IOException {
                    if (mistake == Mistake.LINKED_BEFORE_FLUSH) {
                        late.add(created);
                    } else if (mistake != Mistake.NO_FILE_FLUSH) {
                        created.force();
                    }
                }

                @Override
                public void close() throws IOException {
                    created.close();
                }
            };
        }

        @Override
        public void link(Path name, Path existing) throws IOException {
            super.link(name, existing);
            if (mistake == Mistake.ACKNOWLEDGED_BEFORE_FLUSH && name.toString().endsWith(".jsonl")) {
                Entry entry = parse(name);
                disk.noted(entry.digest().toString());
            }
        }

        @Override
        public void syncDirectory(Path synced) throws IOException {
            boolean commits = Layout.fileName(synced).startsWith("0");
            if (mistake == Mistake.NO_DIRECTORY_FLUSH && commits
                    || mistake == Mistake.NO_PARENT_FLUSH
                            && Layout.fileName(synced).equals("log")
                    || mistake == Mistake.PREDECESSOR_NOT_FLUSHED && commits && synced.endsWith("000000000")) {
                return;
            }
            super.syncDirectory(synced);
            for (NewFile file : late) {
                file.force();
            }
            late.clear();
        }

        private Entry parse(Path commit) throws IOException {
            String[] lines = new String(read(commit, Commit.MAX_BYTES), StandardCharsets.UTF_8).split("\n", -1);
            return Entry.parse(lines[1].getBytes(StandardCharsets.UTF_8));
        }
    }

    // ---- runs

    private interface Run {
        void on(CrashDisk disk, FileOps files);
    }

    private static CrashDisk record(Function<CrashDisk, FileOps> files, Run run) {
        CrashDisk disk = new CrashDisk();
        run.on(disk, files.apply(disk));
        return disk;
    }

    private static void someAppends(CrashDisk disk, FileOps files) {
        for (int open = 0; open < 2; open++) {
            try (FileRecordStore store = FileRecordStore.open(STORE, files, BEFORE)) {
                for (int i = 1; i <= 5; i++) {
                    int number = 5 * open + i;
                    append(
                            store,
                            disk,
                            Samples.entry(
                                    "entry " + number,
                                    Samples.document("models/Fraud/versions", number),
                                    Samples.line("models/Fraud/stages/production", number),
                                    Samples.hidden("digests/number" + number, 1)));
                }
            }
        }
    }

    /** The first writer is stopped before its last flush, where its commit ends a directory; the second one goes on. */
    private static void appendsAcrossDirectories(CrashDisk disk, FileOps files) {
        try (FileRecordStore second = FileRecordStore.open(STORE, files, BEFORE);
                FileRecordStore first = FileRecordStore.open(
                        STORE,
                        new ForwardingFileOps(files) {
                            @Override
                            public void syncDirectory(Path synced) throws IOException {
                                if (synced.endsWith("000000000") && second.size() == 1000) {
                                    CrashTest.append(
                                            second, disk, Samples.entry("built on it", Samples.line("lines/one", 2)));
                                }
                                super.syncDirectory(synced);
                            }
                        },
                        BEFORE)) {
            for (int filled = 0; filled < 999; ) {
                int count = Math.min(64, 999 - filled);
                Entry[] entries = new Entry[count];
                for (int i = 0; i < count; i++) {
                    entries[i] = Samples.entry("filler " + (filled + i));
                }
                append(first, disk, entries);
                filled += count;
            }
            append(first, disk, Samples.entry("not flushed yet", Samples.line("lines/one", 1)));
        }
    }

    private static void append(FileRecordStore store, CrashDisk disk, Entry... entries) {
        Samples.append(store, entries);
        for (Entry entry : entries) {
            disk.noted(entry.digest().toString());
        }
    }

    private static long next(FileRecordStore store, String pointer) {
        return store.pointer(pointer).map(Pointer::revision).orElse(0L) + 1;
    }

    // ---- crashes

    /** The first thing that goes wrong in so many states: every loss at every point from the end on, then random ones. */
    private Optional<Throwable> crash(CrashDisk disk, int count, String boot) {
        CrashDisk.Loss[] losses = CrashDisk.Loss.values();
        int points = disk.size() + 1;
        for (int i = 0; i < count; i++) {
            int end = i < points * losses.length ? disk.size() - i / losses.length : random.nextInt(points);
            CrashDisk.Loss loss = losses[i % losses.length];
            CrashDisk after = disk.crash(end, loss, random);
            Throwable failure = catchThrowable(() -> check(after, disk.notes(end), boot));
            if (failure != null) {
                return Optional.of(
                        new AssertionError("A crash at " + end + " of " + disk.size() + ", losing " + loss, failure));
            }
        }
        return Optional.empty();
    }

    private static void check(CrashDisk disk, List<String> acknowledged, String boot) {
        for (int open = 0; open < 2; open++) {
            try (FileRecordStore store = FileRecordStore.open(STORE, disk.files(), boot)) {
                List<String> digests = new ArrayList<>();
                long position = 0;
                for (List<LogEntry> page = store.entries(0, 100);
                        !page.isEmpty();
                        page = store.entries(position, 100)) {
                    for (LogEntry entry : page) {
                        digests.add(entry.entry().digest().toString());
                    }
                    position += page.size();
                }
                assertThat(digests).containsAll(acknowledged);
                assertThat(Samples.problems(store)).isEmpty();
                Samples.append(
                        store,
                        Samples.entry(
                                "next " + open,
                                Samples.document("models/Fraud/versions", next(store, "models/Fraud/versions")),
                                Samples.line("lines/one", next(store, "lines/one"))));
                assertThat(store.size()).isEqualTo(position + 1);
                assertThat(store.children("", Optional.empty(), 10)).contains("models", "lines");
            }
        }
    }

    private String replay() {
        return "replay with -Dlineage.seed=" + SEED;
    }
}
