package dev.lineage.core.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lineage.UnpinnableDataException;
import dev.lineage.UnpinnableDataException.Reason;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pin is never a digest of a mixture, while somebody writes. {@code -Dlineage.pin.tries=100000} for the long run.
 */
class ChangingDataTest {
    private static final int TRIES = Integer.getInteger("lineage.pin.tries", 600);

    @TempDir
    Path scratch;

    private SnapshotEngine engine(boolean cached) {
        return new SnapshotEngine(
                new DirectoryStore(scratch.resolve("store")),
                cached ? Optional.of(scratch.resolve("cache")) : Optional.empty());
    }

    /** Writes until it is closed; what it failed with is thrown then. */
    private static final class Writer implements AutoCloseable {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Thread thread;

        interface Step {
            void run(int round) throws Exception;
        }

        Writer(Step step) {
            thread = new Thread(() -> {
                try {
                    for (int round = 1; !stop.get(); round++) {
                        step.run(round);
                    }
                } catch (Throwable t) {
                    failure.set(t);
                }
            });
            thread.start();
        }

        /** For a loop beside the writer: fails as soon as the writer has failed. */
        void requireSound() {
            assertThat(failure.get()).isNull();
        }

        @Override
        public void close() {
            stop.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(failure.get()).isNull();
        }
    }

    /** The content of a file in which every byte says the same: a mixture of two of them is none of them. */
    private static byte[] content(int size, int round) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) round);
        return content;
    }

    private static void pause(Random random) throws InterruptedException {
        // Long enough, sometimes, for the clock to pass the last change, so that some pins succeed.
        Thread.sleep(random.nextInt(3) == 0 ? 30 + random.nextInt(30) : random.nextInt(4));
    }

    private void race(int size, Writer.Step step, Path file, boolean cached) {
        Set<Digest> whole = new HashSet<>();
        for (int round = 0; round < 256; round++) {
            whole.add(Digest.of(content(size, round)));
        }
        int pinned = 0;
        SnapshotEngine engine = engine(cached);
        try (Writer writer = new Writer(step)) {
            for (int i = 0; i < TRIES / 4; i++) {
                writer.requireSound();
                try {
                    assertThat(whole).contains(engine.hash(file).digest());
                    pinned++;
                } catch (UnpinnableDataException e) {
                    assertThat(e.reason()).isEqualTo(Reason.CHANGED_WHILE_READ);
                }
            }
        }
        assertThat(pinned).as("some pins succeed, or nothing was tested").isPositive();
    }

    @Test
    void overwrittenInPlace() throws IOException {
        Path file = Files.write(scratch.resolve("file"), content(100_000, 0));
        Random random = new Random(1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            race(
                    100_000,
                    round -> {
                        channel.write(ByteBuffer.wrap(content(100_000, round)), 0);
                        pause(random);
                    },
                    file,
                    false);
        }
    }

    @Test
    void overwrittenInPlaceInSmallSteps() throws IOException {
        Path file = Files.write(scratch.resolve("file"), content(1_000, 0));
        Random random = new Random(2);
        Set<Digest> states = new HashSet<>();
        byte[] now = content(1_000, 0);
        // Every state that the file ever has, computed before the race: one byte at a time.
        byte[][] written = new byte[50_000][];
        for (int i = 0; i < written.length; i++) {
            now[i % now.length] = (byte) random.nextInt();
            written[i] = new byte[] {now[i % now.length]};
            states.add(Digest.of(now));
        }
        states.add(Digest.of(content(1_000, 0)));
        SnapshotEngine engine = engine(true);
        int pinned = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                Writer writer = new Writer(round -> {
                    if (round <= written.length) {
                        channel.write(ByteBuffer.wrap(written[round - 1]), (round - 1) % 1_000);
                    }
                    if (round % 50 == 0) {
                        Thread.sleep(random.nextInt(40));
                    }
                })) {
            for (int i = 0; i < TRIES / 4; i++) {
                writer.requireSound();
                try {
                    assertThat(states).contains(engine.hash(file).digest());
                    pinned++;
                } catch (UnpinnableDataException e) {
                    assertThat(e.reason()).isEqualTo(Reason.CHANGED_WHILE_READ);
                }
            }
        }
        assertThat(pinned).isPositive();
    }

    @Test
    void replacedByAnotherFile() throws IOException {
        Path file = Files.write(scratch.resolve("file"), content(50_000, 0));
        Random random = new Random(3);
        race(
                50_000,
                round -> {
                    Path next = Files.write(scratch.resolve("next"), content(50_000, round));
                    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                    pause(random);
                },
                file,
                true);
    }

    @Test
    void truncatedAndGrown() throws IOException {
        Path file = Files.write(scratch.resolve("file"), content(200_000, 0));
        Random random = new Random(4);
        Set<Digest> states = new HashSet<>();
        for (int size = 0; size <= 200_000; size += 1_000) {
            states.add(Digest.of(new byte[size]));
        }
        Files.write(file, new byte[200_000]);
        SnapshotEngine engine = engine(true);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw");
                Writer writer = new Writer(round -> {
                    access.setLength(random.nextInt(201) * 1_000L);
                    pause(random);
                })) {
            for (int i = 0; i < TRIES / 4; i++) {
                writer.requireSound();
                try {
                    assertThat(states).contains(engine.hash(file).digest());
                } catch (UnpinnableDataException e) {
                    assertThat(e.reason()).isEqualTo(Reason.CHANGED_WHILE_READ);
                }
            }
        }
    }

    /** The writer changes one file after the other: a pin must be a state that the whole tree had at some instant. */
    @Test
    void aTreeIsAsItWasAtOneInstant() throws IOException {
        Path tree = Files.createDirectories(scratch.resolve("tree"));
        int files = 12;
        Map<String, byte[]> state = new TreeMap<>(Trees.BY_BYTES);
        for (int i = 0; i < files; i++) {
            String path = "d" + i % 3 + "/f" + i;
            Files.createDirectories(tree.resolve(path).getParent());
            Files.write(tree.resolve(path), content(2_000, 0));
            state.put(path, content(2_000, 0));
        }
        String[] paths = state.keySet().toArray(new String[0]);
        Set<Digest> states = ConcurrentHashMap.newKeySet();
        states.add(Trees.digest(state));
        Random random = new Random(5);
        int pinned = 0;
        SnapshotEngine engine = engine(true);
        try (Writer writer = new Writer(round -> {
            String path = paths[round * 5 % paths.length];
            byte[] next = content(2_000, round);
            state.put(path, next);
            states.add(Trees.digest(state));
            try (FileChannel channel = FileChannel.open(tree.resolve(path), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(next));
            }
            pause(random);
        })) {
            for (int i = 0; i < TRIES / 4; i++) {
                writer.requireSound();
                try {
                    assertThat(states).contains(engine.hash(tree).digest());
                    pinned++;
                } catch (UnpinnableDataException e) {
                    assertThat(e.reason()).isEqualTo(Reason.CHANGED_WHILE_READ);
                }
            }
        }
        assertThat(pinned).as("some pins succeed, or nothing was tested").isPositive();
    }

    @Test
    void filesThatComeAndGo() throws IOException {
        Path tree = Files.createDirectories(scratch.resolve("tree"));
        Set<Digest> states = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Files.write(tree.resolve("f" + i), content(100, i));
        }
        states.add(Trees.digest(Trees.read(tree)));
        Files.write(tree.resolve("x"), content(100, 1));
        states.add(Trees.digest(Trees.read(tree)));
        Random random = new Random(6);
        SnapshotEngine engine = engine(false);
        try (Writer writer = new Writer(round -> {
            if (!Files.deleteIfExists(tree.resolve("x"))) {
                Path ready = Files.write(scratch.resolve("ready"), content(100, 1));
                Files.move(ready, tree.resolve("x"), StandardCopyOption.ATOMIC_MOVE);
            }
            pause(random);
        })) {
            for (int i = 0; i < TRIES / 4; i++) {
                writer.requireSound();
                try {
                    assertThat(states).contains(engine.hash(tree).digest());
                } catch (UnpinnableDataException e) {
                    assertThat(e.reason()).isEqualTo(Reason.CHANGED_WHILE_READ);
                }
            }
        }
    }

    @Test
    void storedDataIsWhatWasHashed() throws IOException {
        Path tree = Files.createDirectories(scratch.resolve("tree"));
        for (int i = 0; i < 6; i++) {
            Files.write(tree.resolve("f" + i), content(3_000, i));
        }
        Random random = new Random(7);
        DirectoryStore store = new DirectoryStore(scratch.resolve("store"));
        SnapshotEngine engine = new SnapshotEngine(store, Optional.of(scratch.resolve("cache")));
        Optional<Digest> base = Optional.empty();
        int pinned = 0;
        try (Writer writer = new Writer(round -> {
            Files.write(tree.resolve("f" + round % 6), content(3_000 + round % 3, round));
            pause(random);
        })) {
            for (int i = 0; i < TRIES / 10; i++) {
                writer.requireSound();
                try {
                    Pinned pin =
                            engine.pin(new PinRequest(tree, base, true, true, true, Optional.empty(), () -> false));
                    base = pin.manifest();
                    Set<Digest> blobs = new HashSet<>();
                    engine.forEachBlob(pin.manifest().orElseThrow(), true, blobs::add);
                    blobs.forEach(store::verify);
                    pinned++;
                } catch (UnpinnableDataException e) {
                    assertThat(e.reason()).isEqualTo(Reason.CHANGED_WHILE_READ);
                }
            }
        }
        assertThat(pinned).isPositive();
        store.blobs().forEach(store::verify);
    }

    @Test
    void aChangeDuringALongPinIsNoticed() throws IOException {
        Path tree = Files.createDirectories(scratch.resolve("tree"));
        for (int i = 0; i < 3_000; i++) {
            Files.write(tree.resolve("f" + i), content(2_000, i));
        }
        Path last = tree.resolve("z");
        Files.write(last, content(10, 0));
        AtomicBoolean done = new AtomicBoolean();
        assertThatExceptionOfType(UnpinnableDataException.class)
                .isThrownBy(() -> engine(false)
                        .pin(new PinRequest(
                                scratch.resolve("tree"), Optional.empty(), false, false, true, Optional.empty(), () -> {
                                    // Asked first when some files have been found; the last one is not read yet.
                                    if (done.compareAndSet(false, true)) {
                                        write(last);
                                    }
                                    return false;
                                })))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED_WHILE_READ))
                .withMessageContaining("z");
    }

    /** One file that was read already changes, then one that was not looked at yet: never were both so at once. */
    @Test
    void aStateThatNeverWasIsNotPinned() throws IOException {
        Path tree = Files.createDirectories(scratch.resolve("tree"));
        for (int d = 0; d < 60; d++) {
            Path directory = Files.createDirectories(tree.resolve("d" + (100 + d)));
            for (int i = 0; i < 100; i++) {
                Files.write(directory.resolve("f" + i), content(10, i));
            }
        }
        for (boolean cached : new boolean[] {false, true, true}) {
            AtomicBoolean done = new AtomicBoolean();
            assertThatExceptionOfType(UnpinnableDataException.class)
                    .isThrownBy(() -> engine(cached)
                            .pin(new PinRequest(tree, Optional.empty(), false, false, true, Optional.empty(), () -> {
                                if (done.compareAndSet(false, true)) {
                                    write(tree.resolve("d100").resolve("f0"));
                                    write(tree.resolve("d159").resolve("f0"));
                                }
                                return false;
                            })))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED_WHILE_READ));
            assertThat(engine(cached).hash(tree).digest()).isEqualTo(Trees.digest(Trees.read(tree)));
        }
    }

    private static void write(Path file) {
        try {
            Files.write(file, content(10, 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
