package dev.lineage.core.internal.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RingTest {
    private static final int SIZE = 1 << 12;
    private static final int WRITERS = 4;
    private static final int EACH = 200_000;

    /** Fills a record with the writer, its number, and bytes that follow from both. */
    private static void write(Ring ring, long position, int length, int writer, int number) {
        ByteBuffer to = ByteBuffer.wrap(ring.bytes(), ring.offset(position), length);
        to.putInt(writer).putInt(number);
        while (to.hasRemaining()) {
            to.put((byte) (writer + number + to.remaining()));
        }
    }

    @Test
    void everyRecordComesOutWholeAndInTheOrderOfItsWriter() throws Exception {
        Ring ring = new Ring(SIZE);
        int[] next = new int[WRITERS];
        int[] skipped = new int[WRITERS];
        AtomicInteger running = new AtomicInteger(WRITERS);
        AtomicBoolean failed = new AtomicBoolean();
        AtomicInteger givenUp = new AtomicInteger();
        List<Callable<Void>> tasks = new ArrayList<>();
        tasks.add(() -> {
            try {
                while (running.get() > 0 || ring.used() > 0) {
                    ring.poll((bytes, offset, length) -> {
                        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
                        int writer = in.getInt();
                        int number = in.getInt();
                        assertThat(number).isGreaterThanOrEqualTo(next[writer]);
                        skipped[writer] += number - next[writer];
                        next[writer] = number + 1;
                        while (in.hasRemaining()) {
                            int left = in.remaining();
                            if (in.get() != (byte) (writer + number + left)) {
                                throw new AssertionError("Record " + number + " of " + writer + " is torn");
                            }
                        }
                    });
                }
            } catch (AssertionError e) {
                failed.set(true);
                throw e;
            }
            return null;
        });
        for (int t = 0; t < WRITERS; t++) {
            int writer = t;
            tasks.add(() -> {
                SplittableRandom random = new SplittableRandom(writer);
                for (int number = 0; number < EACH; number++) {
                    int length = 8 + random.nextInt(SIZE / 8);
                    long position = ring.claim(length);
                    while (position == Ring.FULL && !failed.get()) {
                        Thread.onSpinWait();
                        position = ring.claim(length);
                    }
                    if (position == Ring.FULL) {
                        break;
                    }
                    if (random.nextInt(50) == 0) {
                        ring.giveUp(position, length);
                        givenUp.incrementAndGet();
                    } else {
                        write(ring, position, length, writer, number);
                        ring.publish(position, length);
                    }
                }
                running.decrementAndGet();
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        for (Future<Void> task : threads.invokeAll(tasks)) {
            task.get();
        }
        threads.shutdown();
        int missing = 0;
        for (int writer = 0; writer < WRITERS; writer++) {
            missing += skipped[writer] + EACH - next[writer];
        }
        assertThat(missing).isEqualTo(givenUp.get()).isPositive();
        assertThat(ring.used()).isZero();
        assertThat(ring.head()).isEqualTo(ring.tail());
    }

    @Test
    void aRingThatIsFullOrClosedSaysSo() {
        Ring ring = new Ring(SIZE);
        long first = ring.claim(SIZE / 2);
        long second = ring.claim(SIZE / 2);
        assertThat(first).isZero();
        assertThat(ring.offset(second)).isEqualTo(SIZE / 2);
        assertThat(ring.claim(1)).isEqualTo(Ring.FULL);
        assertThat(ring.used()).isEqualTo(SIZE);

        // What is claimed first comes first, however late it is published.
        ring.publish(second, SIZE / 2);
        assertThat(ring.poll((bytes, offset, length) -> {})).isFalse();
        ring.publish(first, SIZE / 2);
        assertThat(ring.poll((bytes, offset, length) -> assertThat(offset).isZero()))
                .isTrue();
        ring.close();
        ring.close();
        assertThat(ring.claim(1)).isEqualTo(Ring.CLOSED);
        assertThat(ring.poll((bytes, offset, length) -> assertThat(offset).isEqualTo(SIZE / 2)))
                .isTrue();
        assertThat(ring.poll((bytes, offset, length) -> {})).isFalse();
        assertThat(ring.used()).isZero();
    }

    @Test
    void aRecordNeverWrapsAround() {
        Ring ring = new Ring(SIZE);
        for (int round = 0; round < 100; round++) {
            int length = SIZE / 2 - 100 + round;
            long position = ring.claim(length);
            assertThat(ring.offset(position) + length).isLessThanOrEqualTo(SIZE);
            ring.publish(position, length);
            assertThat(ring.poll((bytes, offset, size) -> assertThat(size).isEqualTo(length)))
                    .isTrue();
        }
    }
}
