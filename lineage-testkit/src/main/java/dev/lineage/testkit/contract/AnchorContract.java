package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Anchor;
import dev.lineage.CheckpointStore;
import dev.lineage.Decision;
import dev.lineage.IntegrityException;
import dev.lineage.ModelRegistry;
import dev.lineage.StoreException;
import dev.lineage.Witness;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.TreeHead;
import dev.lineage.model.VerificationKey;
import dev.lineage.spi.Claim;
import dev.lineage.spi.Entry;
import dev.lineage.spi.ForwardingRecordStore;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.internal.TestSigner;
import dev.lineage.testkit.internal.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a kept checkpoint proves on every backend: that a log was cut, rewritten, reordered, put back or shown in two versions.
 */
public abstract class AnchorContract {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String ORIGIN = "models.example.com/lineage";

    /** Kept for all tests of a class: the jars on the class path are hashed once. */
    @TempDir
    @SuppressWarnings({"NullAway.Init", "initialization"})
    private static Path cache;

    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final TestSigner key = new TestSigner();
    private ModelRegistry registry;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected AnchorContract() {}

    /**
     * Opens a handle on the stores of that directory; the first call makes them, later calls open the same ones again.
     *
     * @param directory a directory that is this test's own and is deleted after it; each has stores of its own
     */
    protected abstract StoreProvider.Stores open(Path directory);

    private Path checkpoint() {
        return directory.resolve("checkpoint");
    }

    private Anchor anchor() {
        return Anchor.of(ORIGIN, CheckpointStore.ofFile(checkpoint())).signedBy(key);
    }

    private StoreProvider.Stores stores(String name) throws IOException {
        return open(Files.createDirectories(directory.resolve(name)));
    }

    private ModelRegistry handle(String name, Anchor anchor) throws IOException {
        return handle(stores(name), anchor);
    }

    private ModelRegistry handle(StoreProvider.Stores stores, Anchor anchor) {
        ModelRegistry handle = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .cache(cache)
                .anchor(anchor)
                .open();
        opened.add(handle);
        return handle;
    }

    @BeforeEach
    final void openRegistry() throws IOException {
        registry = handle("registry", anchor());
        for (int i = 1; i <= 3; i++) {
            version("w" + i);
        }
        promote("fraud@1");
        promote("fraud@2");
    }

    @AfterEach
    final void close() throws Exception {
        for (AutoCloseable handle : opened) {
            handle.close();
        }
    }

    private void version(String weights) throws IOException {
        registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .data("train", SnapshotPin.declared("prices", "as mailed on 2026-11-01"))
                .param("weights", weights)
                .artifact("model", Files.writeString(directory.resolve("model"), weights))
                .commit();
    }

    private void promote(String version) {
        registry.promote(version).to("production").because("better").by("rita").commit();
    }

    private List<Entry> log() throws IOException {
        try (RecordStore records = stores("registry").records()) {
            List<Entry> all = new ArrayList<>();
            while (all.size() < records.size()) {
                records.entries(all.size(), 100).forEach(entry -> all.add(entry.entry()));
            }
            return all;
        }
    }

    /** Another store with a history that somebody made of this one. */
    private String forged(String name, UnaryOperator<List<Entry>> change) throws IOException {
        List<Entry> entries = change.apply(new ArrayList<>(log()));
        StoreProvider.Stores stores = stores(name);
        try (RecordStore records = stores.records()) {
            for (Entry entry : entries) {
                records.append(List.of(entry));
            }
        }
        stores.artifacts().close();
        return name;
    }

    /** The same entry with another word in it. */
    private static Entry altered(Entry entry) {
        String body = entry.body().contains("better")
                ? entry.body().replace("better", "bitter")
                : entry.body().replace("\"by\":\"", "\"by\":\"not ");
        assertThat(body).isNotEqualTo(entry.body());
        return Entry.of(entry.type(), entry.format(), body, entry.moves(), entry.attributes(), entry.edges());
    }

    private void assertDetected(String name, String... parts) {
        assertThatThrownBy(() -> handle(name, anchor()))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContainingAll(parts);
    }

    // ---- what is detected

    @Test
    void anHonestLogIsOpenedAgainAndAgain() throws IOException {
        TreeHead head = registry.treeHead();
        for (int i = 0; i < 3; i++) {
            ModelRegistry again = handle("registry", anchor());
            assertThat(again.treeHead()).isEqualTo(head);
            assertThat(again.release("fraud", "production").version().name()).hasToString("fraud@2");
            again.close();
        }
        assertThat(Checkpoint.parse(Files.readString(checkpoint())).head()).isEqualTo(head);
    }

    @Test
    void aCutTailIsDetectedHoweverShort() throws IOException {
        int size = log().size();
        for (int cut : new int[] {1, 2, size / 2, size}) {
            String name = forged("cut-" + cut, log -> log.subList(0, size - cut));
            assertDetected(name, "has " + (size - cut) + " entries", "had " + size, "its end was cut off");
        }
    }

    @Test
    void rewritingIsDetectedWhereverItIs() throws IOException {
        int size = log().size();
        for (int position = 0; position < size; position++) {
            int at = position;
            if (!log().get(at).body().contains("\"by\"")) {
                continue;
            }
            String name = forged("rewritten-" + at, log -> {
                log.set(at, altered(log.get(at)));
                return log;
            });
            assertDetected(name, "were rewritten");
        }
    }

    @Test
    void aLongerHistoryFromAnOlderBackupIsDetected() throws IOException {
        List<Entry> more = log();
        int size = more.size();
        Entry observation = more.stream()
                .filter(entry -> entry.type().equals("stage"))
                .findFirst()
                .orElseThrow();
        Entry harmless = Entry.of("attempt", 1, observation.body(), List.of(), List.of());
        String name = forged("backup", log -> {
            List<Entry> older = new ArrayList<>(log.subList(0, size - 2));
            older.addAll(Collections.nCopies(5, harmless));
            return older;
        });
        assertDetected(name, "were rewritten");
    }

    @Test
    void reorderingIsDetected() throws IOException {
        Entry one = Entry.of("attempt", 1, "{\"n\":1}", List.of(), List.of());
        Entry two = Entry.of("attempt", 1, "{\"n\":2}", List.of(), List.of());
        try (RecordStore records = stores("registry").records()) {
            records.append(List.of(one, two));
        }
        registry.checkpoint();
        String name = forged("reordered", log -> {
            Collections.swap(log, log.size() - 1, log.size() - 2);
            return log;
        });
        assertDetected(name, "were rewritten");
    }

    @Test
    void aLogThatShrinksWhileItIsOpenIsNoticed() throws IOException {
        AtomicLong hidden = new AtomicLong();
        StoreProvider.Stores stores = stores("registry");
        ModelRegistry handle = handle(
                new StoreProvider.Stores(
                        new ForwardingRecordStore(stores.records()) {
                            @Override
                            public long size() {
                                return super.size() - hidden.get();
                            }
                        },
                        stores.artifacts(),
                        Optional.empty(),
                        Optional.empty()),
                anchor());
        hidden.set(1);
        assertThatThrownBy(handle::checkpoint).isInstanceOf(IntegrityException.class);
        hidden.set(0);
        assertThat(handle.checkpoint().head()).isEqualTo(registry.treeHead());
    }

    @Test
    void anEntryThatIsSwappedBehindAnOpenHandleIsNotBelieved() throws IOException {
        StoreProvider.Stores stores = stores("registry");
        boolean[] lying = new boolean[1];
        ModelRegistry handle = handle(
                new StoreProvider.Stores(
                        new ForwardingRecordStore(stores.records()) {
                            @Override
                            public Optional<Claim> claim(String name) {
                                return super.claim(name)
                                        .map(claim -> lying[0]
                                                ? new Claim(
                                                        claim.pointer(),
                                                        new LogEntry(
                                                                claim.entry().position(),
                                                                altered(claim.entry()
                                                                        .entry())))
                                                : claim);
                            }
                        },
                        stores.artifacts(),
                        Optional.empty(),
                        Optional.empty()),
                anchor());
        assertThat(handle.stage("fraud", "production").map(Stage::reason)).contains("better");
        lying[0] = true;
        assertThatThrownBy(() -> handle.stage("fraud", "production"))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("is not the one that was verified");
    }

    // ---- two histories

    @Test
    void twoHistoriesContradictEachOthersCheckpoints() throws IOException {
        int size = log().size();
        String other = forged("other", log -> {
            log.set(size - 1, altered(log.get(size - 1)));
            return log;
        });
        Path elsewhere = directory.resolve("elsewhere");
        Anchor reader = Anchor.of(ORIGIN, CheckpointStore.ofFile(elsewhere)).signedBy(key);
        // Who never saw the log before believes what is shown.
        ModelRegistry believing = handle(other, reader);
        assertThat(believing.treeHead()).isNotEqualTo(registry.treeHead());
        assertThatThrownBy(() -> handle("registry", reader)).isInstanceOf(IntegrityException.class);
        assertDetected(other, "two histories");
    }

    @Test
    void aWitnessSignsOneHistoryOnly() throws IOException {
        TestSigner witnessKey = new TestSigner();
        Witness witness = Witness.of(
                "witness.example.org", witnessKey, CheckpointStore.ofFile(directory.resolve("witness")), key.key());
        ModelRegistry witnessed = handle("registry", anchor().witnessedBy(1, witness));
        Checkpoint cosigned = witnessed.checkpoint();
        assertThat(cosigned.signatures())
                .extracting(Checkpoint.Signature::name)
                .containsExactly(ORIGIN, witness.name());
        promote("fraud@3");
        assertThat(witnessed.checkpoint().head().size())
                .isGreaterThan(cosigned.head().size());

        int size = log().size();
        String other = forged("other", log -> {
            log.set(size - 1, altered(log.get(size - 1)));
            return log;
        });
        Anchor fresh = Anchor.of(ORIGIN, CheckpointStore.ofFile(directory.resolve("fresh")))
                .signedBy(key)
                .witnessedBy(1, witness);
        assertThatThrownBy(() -> handle(other, fresh))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("does not follow");
        String shorter = forged("shorter", log -> log.subList(0, size - 3));
        assertThatThrownBy(() -> handle(shorter, fresh))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("was cut off");
    }

    @Test
    void tooFewWitnessesAreSaidAndNothingIsKept() throws IOException {
        Witness absent = new Witness() {
            private final VerificationKey key = new TestSigner().key();

            @Override
            public String name() {
                return "away.example.org";
            }

            @Override
            public VerificationKey key() {
                return key;
            }

            @Override
            public Answer cosign(Checkpoint checkpoint, long oldSize, List<Digest> consistency) {
                throw new StoreException("it is away");
            }
        };
        String before = Files.readString(checkpoint());
        assertThatThrownBy(() -> handle("registry", anchor().witnessedBy(1, absent)))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("Only 0 of 1", "away.example.org: it is away");
        assertThat(Files.readString(checkpoint())).isEqualTo(before);
        assertThat(handle("registry", anchor().witnessedBy(0, absent))
                        .checkpoint()
                        .signatures())
                .hasSize(1);
    }

    @Test
    void whatIsLoggedIsLoggedWhateverBecomesOfItsCheckpoint() throws IOException {
        boolean[] broken = new boolean[1];
        CheckpointStore file = CheckpointStore.ofFile(checkpoint());
        CheckpointStore own = new CheckpointStore() {
            @Override
            public String location() {
                return "the bucket";
            }

            @Override
            public Optional<String> load() {
                return file.load();
            }

            @Override
            public boolean replace(Optional<String> expected, String next) {
                if (broken[0]) {
                    throw new IllegalStateException("the network is down");
                }
                return file.replace(expected, next);
            }
        };
        ModelRegistry handle = handle("registry", Anchor.of(ORIGIN, own).signedBy(key));
        broken[0] = true;
        assertThat(handle.promote("fraud@3")
                        .to("production")
                        .because("better")
                        .by("rita")
                        .commit())
                .isInstanceOf(Decision.Promoted.class);
        assertThatThrownBy(handle::checkpoint).isInstanceOf(IllegalStateException.class);
        assertThat(Checkpoint.parse(Files.readString(checkpoint())).head().size())
                .isLessThan(log().size());
        broken[0] = false;
        assertThat(handle.checkpoint().head().size()).isEqualTo(log().size());
    }

    // ---- the checkpoint itself

    @Test
    void aCheckpointThatWasChangedForgedOrSwappedIsRefused() throws IOException {
        String good = Files.readString(checkpoint());
        Checkpoint kept = Checkpoint.parse(good);
        Files.writeString(checkpoint(), new Checkpoint(ORIGIN, kept.head(), List.of()).toNote());
        assertDetected("registry", "no good signature", "Anchor.trusting(key)");
        Files.writeString(checkpoint(), good.replace("\n" + kept.head().size() + "\n", "\n1\n"));
        assertDetected("registry", "is not");
        Files.writeString(checkpoint(), "gone");
        assertDetected("registry", "cannot be compared with");
        Files.writeString(checkpoint(), "");
        assertDetected("registry", "cannot be compared with");

        ModelRegistry stranger = handle(
                "stranger",
                Anchor.of(ORIGIN, CheckpointStore.ofFile(directory.resolve("strange")))
                        .signedBy(new TestSigner()));
        stranger.checkpoint();
        Files.copy(directory.resolve("strange"), checkpoint(), StandardCopyOption.REPLACE_EXISTING);
        assertDetected("registry", "no good signature");
        ModelRegistry namesake = handle(
                "namesake",
                Anchor.of("another.example.com/log", CheckpointStore.ofFile(directory.resolve("same")))
                        .signedBy(key));
        namesake.checkpoint();
        Files.copy(directory.resolve("same"), checkpoint(), StandardCopyOption.REPLACE_EXISTING);
        assertDetected("registry", "is of the log 'another.example.com/log'");

        Files.writeString(checkpoint(), good);
        handle("registry", anchor());
    }

    @Test
    void theKeyOfALogIsReplaced() throws IOException {
        TestSigner next = new TestSigner();
        Anchor after = Anchor.of(ORIGIN, CheckpointStore.ofFile(checkpoint())).signedBy(next);
        assertThatThrownBy(() -> handle("registry", after))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("trusting");
        handle("registry", after.trusting(key.key()));
        handle("registry", after).checkpoint();
        // The old key is worth nothing any more.
        assertDetected("registry", "no good signature");
    }

    @Test
    void whoHasNoKeyComparesAndKeepsNothing() throws IOException {
        String before = Files.readString(checkpoint());
        Anchor reader = Anchor.of(ORIGIN, CheckpointStore.ofFile(checkpoint())).trusting(key.key());
        ModelRegistry reading = handle("registry", reader);
        assertThat(reading.release("fraud", "production").version().name()).hasToString("fraud@2");
        reading.promote("fraud@3").to("staging").because("try").by("ola").commit();
        assertThat(Files.readString(checkpoint())).isEqualTo(before);
        assertThatThrownBy(reading::checkpoint)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("signedBy");
        int size = Math.toIntExact(Checkpoint.parse(before).head().size());
        String cut = forged("cut", log -> log.subList(0, size - 1));
        assertThatThrownBy(() -> handle(cut, reader)).isInstanceOf(IntegrityException.class);
    }

    @Test
    void withoutAnyKeyThePlaceProtectsTheCheckpoint() throws IOException {
        Path plain = directory.resolve("plain");
        Anchor unsigned = Anchor.of(ORIGIN, CheckpointStore.ofFile(plain));
        ModelRegistry handle = handle("registry", unsigned);
        assertThat(handle.checkpoint().signatures()).isEmpty();
        int size = log().size();
        String cut = forged("cut", log -> log.subList(0, size - 1));
        assertThatThrownBy(() -> handle(cut, unsigned)).isInstanceOf(IntegrityException.class);
    }

    // ---- long logs and many writers

    @Test
    void aLongLogIsComparedWithoutReadingIt() throws IOException {
        int many = 1_500;
        try (RecordStore records = stores("registry").records()) {
            List<Entry> batch = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                batch.add(Entry.of("attempt", 1, "{\"n\":" + i + "}", List.of(), List.of()));
                if (batch.size() == RecordStore.MAX_ENTRIES || i == many - 1) {
                    records.append(batch);
                    batch.clear();
                }
            }
        }
        Checkpoint kept = registry.checkpoint();
        AtomicLong read = new AtomicLong();
        StoreProvider.Stores stores = stores("registry");
        ModelRegistry again = handle(
                new StoreProvider.Stores(
                        new ForwardingRecordStore(stores.records()) {
                            @Override
                            public List<LogEntry> entries(long position, int limit) {
                                List<LogEntry> entries = super.entries(position, limit);
                                read.addAndGet(entries.size());
                                return entries;
                            }

                            @Override
                            public Optional<LogEntry> entry(long position) {
                                read.incrementAndGet();
                                return super.entry(position);
                            }
                        },
                        stores.artifacts(),
                        Optional.empty(),
                        Optional.empty()),
                anchor());
        assertThat(again.treeHead()).isEqualTo(kept.head());
        assertThat(again.release("fraud", "production").version().name()).hasToString("fraud@2");
        assertThat(read.get()).as("entries read of " + kept.head().size()).isLessThan(64);
    }

    @Test
    void manyWritersKeepOneCheckpoint() throws Exception {
        int writers = 6;
        List<ModelRegistry> handles = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            handles.add(handle("registry", anchor()));
        }
        Together.run(writers, number -> () -> {
            for (int i = 0; i < 5; i++) {
                handles.get(number)
                        .promote("fraud@" + (1 + (number + i) % 3))
                        .to("stage-" + number)
                        .because("race")
                        .by("rita")
                        .commit();
            }
            return number;
        });
        Checkpoint kept = registry.checkpoint();
        assertThat(kept.head()).isEqualTo(handle("registry", anchor()).treeHead());
        assertThat(kept.head().size()).isEqualTo(log().size());
    }
}
