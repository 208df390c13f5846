package dev.lineage.fs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.CommitUnknownException;
import dev.lineage.LineageException;
import dev.lineage.StoreException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The n-th operation fails, for n = 1 until none does: what was promised stays true, and nothing else was promised. */
final class FailureTest {
    private static final Path STORE = MemoryFiles.ROOT.resolve("store");

    /** How an operation fails. */
    enum Failure {
        BEFORE,
        /** It is done, or half of it, and then it fails. */
        AFTER,
        RUNTIME
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void everyOperationMayFailOnce(Failure failure) {
        int n = 1;
        while (run(failure, n, 1)) {
            n++;
        }
        assertThat(n).as("operations").isGreaterThan(40);
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void everyOperationMayFailFromSomePointOn(Failure failure) {
        int n = 1;
        while (run(failure, n, Integer.MAX_VALUE)) {
            n++;
        }
    }

    /** Whether there were so many operations that one failed. */
    private static boolean run(Failure failure, int n, int times) {
        CrashDisk disk = new CrashDisk();
        Failing files = new Failing(disk.files(), failure, n, times);
        List<Entry> acknowledged = new ArrayList<>();
        List<Entry> refused = new ArrayList<>();
        boolean unknown = false;
        try (FileRecordStore store = FileRecordStore.open(STORE, files, "boot")) {
            for (int i = 1; i <= 4; i++) {
                long revision = store.pointer("models/fraud/versions")
                                .map(pointer -> pointer.revision())
                                .orElse(0L)
                        + 1;
                Entry entry = Samples.entry(
                        "entry " + i,
                        Samples.document("models/fraud/versions", revision),
                        Samples.line("models/fraud/stages/production", revision));
                try {
                    assertThat(store.append(List.of(entry))).isInstanceOf(AppendResult.Appended.class);
                    acknowledged.add(entry);
                } catch (CommitUnknownException e) {
                    assertThat(e).hasMessageContaining(entry.digest().toString());
                    unknown = true;
                } catch (StoreException | IllegalStateException e) {
                    refused.add(entry);
                }
            }
        } catch (StoreException | IllegalStateException e) {
            assertThat(e).as("opening, %s at %d", failure, n).hasMessageMatching(".*(No space left|a bug).*");
        }

        try (FileRecordStore store = FileRecordStore.open(STORE, disk.files(), "boot")) {
            List<Entry> entries =
                    store.entries(0, 100).stream().map(LogEntry::entry).toList();
            assertThat(entries).as("%s at %d", failure, n).containsAll(acknowledged);
            if (!unknown) {
                assertThat(entries).as("%s at %d", failure, n).noneMatch(refused::contains);
            }
            Samples.append(store, Samples.entry("next", Samples.line("lines/next", 1)));
            assertThat(Samples.problems(store)).as("%s at %d", failure, n).isEmpty();
        }
        return files.count.get() >= n;
    }

    @Test
    void afterAFailedFlushNothingIsWrittenUntilReopened() {
        for (boolean ofDirectory : new boolean[] {false, true}) {
            CrashDisk disk = new CrashDisk();
            AtomicInteger broken = new AtomicInteger();
            FileOps files = new ForwardingFileOps(disk.files()) {
                @Override
                public void syncDirectory(Path directory) throws IOException {
                    if (ofDirectory && broken.get() == 1) {
                        throw new FileSystemException(directory.toString(), null, "Input/output error");
                    }
                    super.syncDirectory(directory);
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
                            if (!ofDirectory && broken.get() == 1) {
                                throw new FileSystemException(file.toString(), null, "Input/output error");
                            }
                            created.force();
                        }

                        @Override
                        public void close() throws IOException {
                            created.close();
                        }
                    };
                }
            };
            try (FileRecordStore store = FileRecordStore.open(STORE, files, "boot")) {
                Samples.append(store, Samples.entry("before"));
                broken.set(1);
                Entry entry = Samples.entry("during");
                Optional<LineageException> failure = failure(store, entry);
                assertThat(failure)
                        .get()
                        .isInstanceOf(ofDirectory ? CommitUnknownException.class : StoreException.class);
                assertThat(failure.get()).hasMessageContaining("Input/output error");
                broken.set(2);
                assertThat(failure(store, Samples.entry("after")))
                        .get()
                        .isInstanceOf(StoreException.class)
                        .extracting(Throwable::getMessage)
                        .asString()
                        .contains("takes no more writes", "Input/output error");
                assertThat(store.size()).isEqualTo(ofDirectory ? 2 : 1);
            }
            try (FileRecordStore store = FileRecordStore.open(STORE, files, "boot")) {
                Samples.append(store, Samples.entry("reopened"));
                assertThat(Samples.problems(store)).isEmpty();
            }
        }
    }

    private static Optional<LineageException> failure(FileRecordStore store, Entry entry) {
        try {
            store.append(List.of(entry));
            return Optional.empty();
        } catch (LineageException e) {
            return Optional.of(e);
        }
    }

    /** Fails the n-th operation that changes something, and as many after it as it is told. */
    private static final class Failing extends ForwardingFileOps {
        private interface Operation<T> {
            T run() throws IOException;
        }

        private final Failure failure;
        private final int n;
        private final int times;
        private final AtomicInteger count = new AtomicInteger();

        Failing(FileOps to, Failure failure, int n, int times) {
            super(to);
            this.failure = failure;
            this.n = n;
            this.times = times;
        }

        private <T> T run(Path path, Operation<T> operation) throws IOException {
            int number = count.incrementAndGet();
            boolean fails = number >= n && number - n < times;
            if (!fails) {
                return operation.run();
            }
            if (failure == Failure.AFTER) {
                operation.run();
            }
            if (failure == Failure.RUNTIME) {
                throw new IllegalStateException("a bug at " + path);
            }
            throw new FileSystemException(path.toString(), null, "No space left on device");
        }

        @Override
        public NewFile create(Path file) throws IOException {
            NewFile created = run(file, () -> super.create(file));
            return new NewFile() {
                @Override
                public void write(byte[] bytes) throws IOException {
                    run(file, () -> {
                        created.write(bytes);
                        return file;
                    });
                }

                @Override
                public void force() throws IOException {
                    run(file, () -> {
                        created.force();
                        return file;
                    });
                }

                @Override
                public void close() throws IOException {
                    created.close();
                }
            };
        }

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            run(file, () -> {
                super.append(file, isFailing() ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
                return file;
            });
        }

        private boolean isFailing() {
            return count.get() >= n && count.get() - n < times;
        }

        @Override
        public void overwrite(Path file, byte[] bytes) throws IOException {
            run(file, () -> {
                super.overwrite(file, bytes);
                return file;
            });
        }

        @Override
        public void link(Path name, Path existing) throws IOException {
            run(name, () -> {
                super.link(name, existing);
                return name;
            });
        }

        @Override
        public void replace(Path from, Path to) throws IOException {
            run(to, () -> {
                super.replace(from, to);
                return to;
            });
        }

        @Override
        public void delete(Path path) throws IOException {
            run(path, () -> {
                super.delete(path);
                return path;
            });
        }

        @Override
        public boolean makeDirectory(Path directory) throws IOException {
            return run(directory, () -> super.makeDirectory(directory));
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            run(directory, () -> {
                super.syncDirectory(directory);
                return directory;
            });
        }
    }
}
