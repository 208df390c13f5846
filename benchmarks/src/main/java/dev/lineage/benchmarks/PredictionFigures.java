package dev.lineage.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.lineage.ModelRegistry;
import dev.lineage.PredictionLog;
import dev.lineage.PredictionSettings;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.PredictionStream;
import dev.lineage.model.VersionName;
import dev.lineage.spi.PredictionChunk;
import dev.lineage.spi.PredictionSink;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContextSelector;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * The figures of the prediction log: what a thread that predicts pays, beside Log4j 2's asynchronous loggers; what is hashed and
 * made durable in a second, beside hashing and writing the same; and finding one among many.
 *
 * <p>Arguments: a directory, which of P1, P2 and P3 (all of them), and how many predictions to find one among.
 */
public final class PredictionFigures {
    private static final int BURST = 500;
    private static final int BURSTS = 1_500;
    private static final String ID = "0193b4de-5c1a-7c3e-9f00-a1b2c3d4e5f6";
    private static final byte[] INPUT = "amount=17.25;country=DE;age=41".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OUTPUT = "p=0.0312".getBytes(StandardCharsets.UTF_8);

    private final Path directory;

    private PredictionFigures(Path directory) {
        this.directory = directory;
    }

    /** Measures everything. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("log4j2.contextSelector", AsyncLoggerContextSelector.class.getName());
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        PredictionFigures figures = new PredictionFigures(Files.createTempDirectory(directory, "run"));
        String which = arguments.length > 1 ? arguments[1] : "P1,P2,P3";
        if (which.contains("P1")) {
            figures.callers(1);
            figures.callers(8);
        }
        if (which.contains("P2")) {
            figures.sustained();
        }
        if (which.contains("P3")) {
            figures.find(arguments.length > 2 ? Long.parseLong(arguments[2]) : 2_000_000);
        }
        System.exit(0);
    }

    private PredictionLog log(String name, PredictionSettings settings) throws IOException {
        ModelRegistry registry = ModelRegistry.open("file:" + directory.resolve(name));
        Path model = Files.writeString(directory.resolve("model"), "weights");
        registry.record("fraud")
                .code(CodeState.clean("0123456789012345678901234567890123456789"))
                .data("train", model)
                .artifact("model", model)
                .commit();
        registry.promote("fraud@1").to("production").because("first").commit();
        return registry.release("fraud", "production").predictions(settings);
    }

    private Logger log4j() {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.add(builder.newAppender("file", "RandomAccessFile")
                .addAttribute("fileName", directory.resolve("log4j.log").toString())
                .addAttribute("immediateFlush", false)
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", "%d{UNIX_MILLIS} %m%n")));
        builder.add(
                builder.newAsyncRootLogger(org.apache.logging.log4j.Level.INFO).add(builder.newAppenderRef("file")));
        LoggerContext context = Configurator.initialize(builder.build());
        return context.getLogger("predictions");
    }

    // ---- P1

    private interface Call {
        void run();
    }

    private void callers(int threads) throws Exception {
        PredictionLog log = log("callers" + threads, PredictionSettings.DEFAULT);
        Logger logger = log4j();
        String line = ID + " " + new String(INPUT, StandardCharsets.UTF_8) + " "
                + new String(OUTPUT, StandardCharsets.UTF_8) + " customer-17 xxxxxxxx";
        Call ours = () -> log.prediction(ID)
                .input(INPUT)
                .output(OUTPUT)
                .subject("customer-17")
                .log();
        Call theirs = () -> logger.info(line);
        measure(threads, ours);
        measure(threads, theirs);
        double[][] a = new double[3][];
        double[][] b = new double[3][];
        for (int round = 0; round < 3; round++) {
            a[round] = measure(threads, ours);
            b[round] = measure(threads, theirs);
        }
        Arrays.sort(a, (x, y) -> Double.compare(x[0], y[0]));
        Arrays.sort(b, (x, y) -> Double.compare(x[0], y[0]));
        String[] what = {"median", "p99.9", "bytes allocated"};
        for (int i = 0; i < what.length; i++) {
            double x = median(a, i);
            double y = median(b, i);
            System.out.printf(
                    Locale.ROOT,
                    "P1 %d thread(s), %-16s %10.1f log4j2 %10.1f  ratio %.2f  (target <= 1.0)%n",
                    threads,
                    what[i],
                    x,
                    y,
                    x / Math.max(y, 1e-9));
        }
        log.close();
    }

    private static double median(double[][] rounds, int column) {
        double[] values = Arrays.stream(rounds)
                .mapToDouble(round -> round[column])
                .sorted()
                .toArray();
        return values[values.length / 2];
    }

    /** Nanoseconds of a call: median and 99.9 % of them; and bytes allocated by each. */
    private static double[] measure(int threads, Call call) throws InterruptedException {
        long[][] all = new long[threads][BURST * BURSTS / threads];
        AtomicLong allocated = new AtomicLong();
        ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Thread[] running = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            long[] own = all[t];
            running[t] = new Thread(() -> {
                call.run();
                long before = beans.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < own.length; i++) {
                    if (i % BURST == 0) {
                        LockSupport.parkNanos(1_500_000);
                    }
                    long start = System.nanoTime();
                    call.run();
                    own[i] = System.nanoTime() - start;
                }
                allocated.addAndGet(beans.getCurrentThreadAllocatedBytes() - before);
            });
            running[t].start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        long[] sorted =
                Arrays.stream(all).flatMapToLong(Arrays::stream).sorted().toArray();
        return new double[] {
            sorted[sorted.length / 2],
            sorted[(int) (sorted.length * 0.999)],
            Math.floor((double) allocated.get() / sorted.length)
        };
    }

    // ---- P2

    private void sustained() throws Exception {
        for (int round = 0; round < 3; round++) {
            int count = 4_000_000;
            PredictionLog log = log("sustained" + round, PredictionSettings.DEFAULT.withQueue(16 << 20));
            long start = System.nanoTime();
            Thread[] producers = new Thread[2];
            for (int t = 0; t < 2; t++) {
                producers[t] = new Thread(() -> {
                    for (int i = 0; i < count / 2; i++) {
                        log.prediction(ID)
                                .input(INPUT)
                                .output(OUTPUT)
                                .subject("customer-17")
                                .log();
                    }
                });
                producers[t].start();
            }
            for (Thread producer : producers) {
                producer.join();
            }
            log.flush();
            double ours = count / ((System.nanoTime() - start) / 1e9);
            log.close();
            double floor = floor(count);
            System.out.printf(
                    Locale.ROOT,
                    "P2 sustained, 2 producers: %,.0f/s, floor %,.0f/s, ratio %.2f (target >= 0.6); longest write %s%n",
                    ours,
                    floor,
                    ours / floor,
                    log.metrics().longestWrite());
        }
    }

    /** Hashes each of the same records and writes all, with a flush every 50 ms, in one thread. */
    private double floor(int count) throws Exception {
        byte[] record = new byte[recordBytes()];
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        long start = System.nanoTime();
        long flushed = start;
        try (FileChannel out = FileChannel.open(
                directory.resolve("floor"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            for (int i = 0; i < count; i++) {
                record[record.length - 1] = (byte) i;
                sha256.digest(record);
                if (buffer.remaining() < record.length) {
                    out.write(buffer.flip());
                    buffer.clear();
                    if (System.nanoTime() - flushed > 50_000_000) {
                        out.force(false);
                        flushed = System.nanoTime();
                    }
                }
                buffer.put(record);
            }
            out.write(buffer.flip());
            out.force(false);
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    /** As many as a record of the predictions above has, with its length. */
    private static int recordBytes() {
        int head = Integer.BYTES + 1 + PredictionRecord.SALT_BYTES + 1 + Long.BYTES;
        int keys = 2 + ID.length() + 2 + "customer-17".length();
        return head + keys + 1 + Integer.BYTES + INPUT.length + 1 + Integer.BYTES + OUTPUT.length;
    }

    // ---- P3

    private static byte[] record(long sequence, String id) {
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(1 + PredictionRecord.SALT_BYTES + 1 + 8 + 2 + key.length + 2 + 2 + 8);
        bytes.put(PredictionRecord.PRESENT)
                .putLong(sequence * 0x9e3779b97f4a7c15L)
                .putLong(~sequence);
        bytes.put(PredictionRecord.FORMAT).putLong(1_763_971_200_000L + sequence);
        bytes.putShort((short) key.length).put(key).putShort((short) 0);
        bytes.put((byte) 0).put((byte) 2).putInt(4).putInt((int) sequence);
        return bytes.array();
    }

    private void find(long count) throws Exception {
        String url = "file:" + directory.resolve("find");
        StoreProvider.Stores stores = StoreProvider.of(url).open(url);
        PredictionStore store = stores.predictions().orElseThrow();
        PredictionStream stream = new PredictionStream(
                "0".repeat(32),
                "fraud",
                new VersionName("fraud", 1),
                Digest.of(new byte[0]),
                "production",
                0,
                false,
                Instant.EPOCH);
        long start = System.nanoTime();
        try (PredictionSink sink = store.open(stream)) {
            int chunk = 10_000;
            ByteBuffer bytes = ByteBuffer.allocate(chunk * 100);
            for (long first = 1; first <= count; first += chunk) {
                bytes.clear();
                int size = (int) Math.min(chunk, count - first + 1);
                for (long sequence = first; sequence < first + size; sequence++) {
                    byte[] record = record(sequence, "req-" + sequence);
                    bytes.putInt(record.length).put(record);
                }
                sink.write(new PredictionChunk(first, size, bytes.flip()));
            }
        }
        store.close();
        double built = (System.nanoTime() - start) / 1e9;
        StoreProvider.Stores again = StoreProvider.of(url).open(url);
        PredictionStore found = again.predictions().orElseThrow();
        Random random = new Random(1);
        long[] nanos = new long[2_000];
        for (int i = 0; i < nanos.length; i++) {
            String id = "req-" + (1 + random.nextLong(count));
            long before = System.nanoTime();
            List<PredictionStore.Found> answer = found.find("fraud", PredictionStore.Key.ID, id, Optional.empty(), 10);
            nanos[i] = System.nanoTime() - before;
            if (answer.size() != 1 || !answer.get(0).record().id().equals(id)) {
                throw new IllegalStateException(id + " was not found: " + answer);
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "P3 find one of %,d (written, compressed and indexed in %.0f s): median %s, 99 %% %s (target <= 5 ms)%n",
                count,
                built,
                Duration.ofNanos(nanos[nanos.length / 2]),
                Duration.ofNanos(nanos[(int) (nanos.length * .99)]));
    }
}
