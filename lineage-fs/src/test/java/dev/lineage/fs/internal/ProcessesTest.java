package dev.lineage.fs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a store, and processes that die. More with {@code -Dlineage.kills=} and {@code -Dlineage.races=}. */
final class ProcessesTest {
    private static final int KILLS = Integer.getInteger("lineage.kills", 30);
    private static final int RACES = Integer.getInteger("lineage.races", 400);
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());

    @TempDir
    private Path directory;

    @Test
    void whatAKilledProcessAcknowledgedIsThere() throws Exception {
        Random random = new Random(SEED);
        List<String> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = fork("append", "writer", Integer.toString(Integer.MAX_VALUE));
            try (BufferedReader out = output(process)) {
                String first = out.readLine();
                assertThat(first).as("output of the writer").isNotNull();
                TimeUnit.MICROSECONDS.sleep(random.nextInt(40_000));
                // By its handle: the process itself would close the stream that is still to be read.
                process.toHandle().destroyForcibly();
                process.waitFor();
                acknowledged.add(first);
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    if (line.length() == first.length()) {
                        acknowledged.add(line);
                    }
                }
            }
        }
        try (FileRecordStore store = FileRecordStore.open(directory)) {
            assertThat(digests(store)).as("seed %d", SEED).containsAll(acknowledged);
            assertThat(Samples.problems(store)).as("seed %d", SEED).isEmpty();
            assertThat(store.pointer("models/raced/versions"))
                    .map(Pointer::revision)
                    .contains(store.size());
        }
    }

    @Test
    void processesThatRaceForOnePointerClaimEachRevisionOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(fork("race", "process" + i, Integer.toString(RACES)));
        }
        Set<String> wins = new HashSet<>();
        for (Process process : processes) {
            try (BufferedReader out = output(process)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    assertThat(wins.add(line)).as("%s was won twice", line).isTrue();
                }
            }
            assertThat(process.waitFor()).isZero();
        }
        assertThat(wins).hasSize(RACES);
        try (FileRecordStore store = FileRecordStore.open(directory)) {
            assertThat(Samples.problems(store)).isEmpty();
            long revision = 0;
            for (LogEntry entry : store.entries(0, Integer.MAX_VALUE)) {
                for (Move move : entry.entry().moves()) {
                    if (move.pointer().equals("models/raced/stages/production")) {
                        assertThat(move.revision()).isEqualTo(++revision);
                    }
                }
            }
            assertThat(revision).isEqualTo(RACES);
        }
    }

    private static List<String> digests(FileRecordStore store) {
        List<String> digests = new ArrayList<>();
        for (long at = 0; at < store.size(); at = digests.size()) {
            store.entries(at, 500)
                    .forEach(entry -> digests.add(entry.entry().digest().toString()));
        }
        return digests;
    }

    private Process fork(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-classpath",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A process that appends and says what was acknowledged. */
    public static final class Child {
        private Child() {}

        /** The store, what to do, a name, and how often. */
        public static void main(String[] arguments) throws InterruptedException {
            int count = Integer.parseInt(arguments[3]);
            try (FileRecordStore store = FileRecordStore.open(Path.of(arguments[0]))) {
                if (arguments[1].equals("append")) {
                    append(store, arguments[2], count);
                } else {
                    List<Thread> threads = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        String name = arguments[2] + "thread" + i;
                        threads.add(new Thread(() -> race(store, name, count)));
                    }
                    threads.forEach(Thread::start);
                    for (Thread thread : threads) {
                        thread.join();
                    }
                }
            }
        }

        private static void append(FileRecordStore store, String name, int count) {
            for (int i = 0; i < count; i++) {
                long next = store.pointer("models/raced/versions")
                                .map(Pointer::revision)
                                .orElse(0L)
                        + 1;
                Entry entry = Samples.entry(
                        name + next,
                        Samples.document("models/raced/versions", next),
                        Samples.line("models/raced/stages/production", next));
                Samples.append(store, entry);
                say(entry.digest().toString());
            }
        }

        private static void race(FileRecordStore store, String name, int last) {
            while (true) {
                Optional<Pointer> current = store.pointer("models/raced/stages/production");
                long next = current.map(Pointer::revision).orElse(0L) + 1;
                if (next > last) {
                    return;
                }
                Entry entry = Samples.entry(
                        name, Samples.line("models/raced/stages/production", next), Samples.hidden("by/" + next, 1));
                if (store.append(List.of(entry)) instanceof AppendResult.Appended) {
                    say("won " + next);
                }
            }
        }

        private static synchronized void say(String line) {
            System.out.println(line);
        }
    }
}
