package dev.lineage.fs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a durable append costs beside the bare publish of the same bytes. Run with {@code -Dlineage.rates=true}. */
@EnabledIfSystemProperty(named = "lineage.rates", matches = "true")
final class AppendRateTest {
    private static final int ROUNDS = Integer.getInteger("lineage.rounds", 7);
    private static final int APPENDS = 300;
    private static final int BYTES = 4096;

    @TempDir
    private Path directory;

    @Test
    void appendIsCloseToTheBarePublish() throws Exception {
        double[] bare = new double[ROUNDS];
        double[] one = new double[ROUNDS];
        double[] eight = new double[ROUNDS];
        Path plain = directory.resolve("plain");
        Files.createDirectories(plain.resolve("tmp"));
        AtomicLong number = new AtomicLong();
        try (FileRecordStore store = FileRecordStore.open(directory.resolve("store"))) {
            append(store, 1, number, 200);
            for (int round = 0; round < ROUNDS; round++) {
                bare[round] = publishes(plain, round);
                one[round] = append(store, 1, number, APPENDS);
                eight[round] = append(store, 8, number, 4 * APPENDS);
            }
            assertThat(Samples.problems(store)).isEmpty();
        }
        String report = String.format(
                "per second: bare publish %.0f, append %.0f (%.2f x its time), append by 8 threads %.0f (%.2f x one)",
                median(bare), median(one), median(bare) / median(one), median(eight), median(eight) / median(one));
        LoggerFactory.getLogger(AppendRateTest.class).warn(report);
        assertThat(median(bare) / median(one)).as(report).isLessThan(1.6);
        assertThat(median(eight) / median(one)).as(report).isGreaterThan(3);
    }

    private static double publishes(Path plain, int round) throws IOException {
        Path target = Files.createDirectory(plain.resolve("round" + round));
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, (byte) 'x');
        long start = System.nanoTime();
        for (int i = 0; i < APPENDS; i++) {
            Path temp = plain.resolve("tmp/" + i);
            try (FileChannel channel =
                    FileChannel.open(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            Files.createLink(target.resolve(Integer.toString(i)), temp);
            try (FileChannel channel = FileChannel.open(target, StandardOpenOption.READ)) {
                channel.force(true);
            }
            Files.delete(temp);
        }
        return perSecond(APPENDS, start);
    }

    private static double append(FileRecordStore store, int threads, AtomicLong number, int appends) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String model = "model" + threads + "x" + number.incrementAndGet();
                work.add(() -> {
                    for (int j = 1; j <= appends / threads; j++) {
                        Samples.append(store, Samples.version(model, j, BYTES - 700));
                    }
                    return true;
                });
            }
            long start = System.nanoTime();
            for (Future<Boolean> done : pool.invokeAll(work)) {
                done.get();
            }
            return perSecond(appends, start);
        } finally {
            pool.shutdown();
        }
    }

    private static double perSecond(int count, long start) {
        return count / ((System.nanoTime() - start) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
