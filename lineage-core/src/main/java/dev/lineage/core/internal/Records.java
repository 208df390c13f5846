package dev.lineage.core.internal;

import dev.lineage.Attempt;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Digest;
import dev.lineage.model.GraphNode;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.Observation;
import dev.lineage.model.Page;
import dev.lineage.model.RecipeId;
import dev.lineage.model.Stage;
import dev.lineage.model.Subject;
import dev.lineage.model.VersionName;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Claim;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The record store in the words of the domain: which pointers there are, and what the entries behind them say. */
final class Records {
    static final String VERSION = "version";
    static final String OBSERVATION = "observation";
    static final String ATTEMPT = "attempt";
    static final String STAGE = "stage";
    static final String SNAPSHOT = "snapshot";
    static final int FORMAT = 1;
    static final int MAX_PAGE = 1_000;
    private static final int CHUNK = 256;

    private final RecordStore store;
    private final Listeners listeners;
    private final Checkpointing checkpointing;

    Records(RecordStore store, Listeners listeners, Checkpointing checkpointing) {
        this.store = store;
        this.listeners = listeners;
        this.checkpointing = checkpointing;
    }

    /** Records that nobody listens to and that are compared with nothing. */
    static Records alone(RecordStore store) {
        return new Records(store, new Listeners(List.of()), new Checkpointing(new LogTree(store), Optional.empty()));
    }

    /** Appends, keeps a checkpoint of what must not be lost, and tells the listeners. */
    AppendResult append(List<Entry> entries) {
        AppendResult result = store.append(entries);
        if (result instanceof AppendResult.Appended appended) {
            checkpointing.appended(appended.position(), entries);
            listeners.tell(appended.position(), entries);
        }
        return result;
    }

    Checkpointing checkpointing() {
        return checkpointing;
    }

    RecordStore store() {
        return store;
    }

    // ---- pointer names

    static String versions(String model) {
        return "models/" + model + "/versions";
    }

    static String stages(String model) {
        return "models/" + model + "/stages";
    }

    static String stage(String model, String stage) {
        return stages(model) + "/" + stage;
    }

    static String byDigest(Digest version) {
        return "versions/" + version.hex();
    }

    static String byRecipe(RecipeId recipe) {
        return "recipes/" + recipe.digest().hex();
    }

    static String observations(Digest version) {
        return "observations/" + version.hex();
    }

    static String attempts(String model) {
        return "attempts/" + model;
    }

    static String tree(Digest tree) {
        return "trees/" + tree.hex();
    }

    static String data(String name) {
        return "data/" + name;
    }

    // ---- reading

    /** Gives the entries from one position to below another to {@code visitor}, in order. */
    void forEach(long from, long to, Consumer<LogEntry> visitor) {
        for (long position = from; position < to; ) {
            List<LogEntry> chunk = store.entries(position, (int) Math.min(CHUNK, to - position));
            if (chunk.isEmpty()) {
                throw Errors.missingEntry(store.location(), position);
            }
            chunk.forEach(visitor);
            position += chunk.size();
        }
    }

    long newest(String pointer) {
        return store.pointer(pointer).map(Pointer::revision).orElse(0L);
    }

    ModelVersion version(VersionName name) {
        Claim claim = store.claim(versions(name.model()), name.number())
                .orElseThrow(() -> Errors.noVersion(name, newest(versions(name.model()))));
        ModelVersion version = version(claim);
        if (!version.name().equals(name)) {
            throw Errors.badEntry(
                    store.location(), claim.entry(), "it records " + version + " where " + name + " was asked for");
        }
        return version;
    }

    Optional<ModelVersion> version(Digest digest) {
        return store.claim(byDigest(digest), 1).map(this::version);
    }

    private ModelVersion version(Claim claim) {
        Pointer pointer = claim.pointer();
        ModelVersion version = version(entry(claim, VERSION));
        // The pointer and the entry were written together; if they disagree the entry was swapped.
        boolean agrees = pointer.value().equals(version.digest().toString())
                || pointer.value().equals(version.name().toString());
        if (!agrees) {
            throw Errors.badEntry(
                    store.location(),
                    claim.entry(),
                    "pointer " + pointer.name() + " says " + pointer.value() + " but the record is " + version);
        }
        return version;
    }

    ModelVersion version(LogEntry entry) {
        return decode(entry, e -> Codec.version(e.entry().body(), e.position()));
    }

    Optional<Stage> stageNow(String model, String stage) {
        return current(stage(Names.model(model), Names.stage(stage)), STAGE, GovernanceCodec::stage);
    }

    /** One revision of a stage, which must exist. */
    Stage stageAt(String model, String stage, long revision) {
        return at(stage(model, stage), revision, STAGE, GovernanceCodec::stage)
                .orElseThrow(() -> Errors.missingRevision(store.location(), stage(model, stage), revision));
    }

    /** The move of a stage that an entry records, which must be one. */
    Stage stageMovedAt(long position) {
        LogEntry entry = store.entry(position).orElseThrow(() -> Errors.missingEntry(store.location(), position));
        if (!entry.entry().type().equals(STAGE)) {
            throw Errors.unexpectedType(store.location(), entry, STAGE);
        }
        return decode(entry, e -> GovernanceCodec.stage(e.entry().body(), e.position()));
    }

    Page<Stage> stageHistory(String model, String stage, int size, Optional<String> next) {
        return revisions(stage(Names.model(model), Names.stage(stage)), STAGE, size, next, GovernanceCodec::stage);
    }

    /** Reads the body of an entry that is at a position. */
    @FunctionalInterface
    interface BodyReader<T> {
        T read(String body, long position);
    }

    private <T> T read(Claim claim, String type, BodyReader<T> reader) {
        return decode(entry(claim, type), e -> reader.read(e.entry().body(), e.position()));
    }

    /** What the entry behind the current revision of a pointer says. */
    <T> Optional<T> current(String pointer, String type, BodyReader<T> reader) {
        return store.claim(pointer).map(found -> read(found, type, reader));
    }

    /** What the entry behind one revision of a pointer says. */
    <T> Optional<T> at(String pointer, long revision, String type, BodyReader<T> reader) {
        return store.claim(pointer, revision).map(found -> read(found, type, reader));
    }

    /** What the entries behind a pointer's revisions say, newest first. */
    <T> Page<T> revisions(String pointer, String type, int size, Optional<String> next, BodyReader<T> reader) {
        return revisions(pointer, size, next, found -> read(found, type, reader));
    }

    Page<ModelVersion> versions(String model, int size, Optional<String> next) {
        return revisions(versions(Names.model(model)), size, next, this::version);
    }

    List<ModelVersion> versionsOf(RecipeId recipe) {
        String name = byRecipe(recipe);
        List<ModelVersion> versions = new ArrayList<>();
        for (long revision = 1; ; revision++) {
            Optional<Claim> claim = store.claim(name, revision);
            if (claim.isEmpty()) {
                return List.copyOf(versions);
            }
            versions.add(version(claim.get()));
        }
    }

    Page<Attempt> attempts(String model, int size, Optional<String> next) {
        return revisions(attempts(Names.model(model)), ATTEMPT, size, next, Codec::attempt);
    }

    /** Oldest first: the run that recorded the version is the first one. */
    Page<Observation> observations(VersionName name, int size, Optional<String> next) {
        requirePage(size);
        String pointerName = observations(version(name).digest());
        long from = next.map(token -> token(token, Long.MAX_VALUE)).orElse(1L);
        List<Observation> items = new ArrayList<>();
        for (long revision = from; ; revision++) {
            Optional<Claim> claim = store.claim(pointerName, revision);
            if (claim.isEmpty()) {
                return new Page<>(items, Optional.empty());
            }
            if (items.size() == size) {
                return new Page<>(items, Optional.of(Long.toString(revision)));
            }
            items.add(decode(
                    claim.get().entry(), e -> Codec.observationIn(e.entry().body())));
        }
    }

    /** The digest of a subject that is a version, which must exist. */
    Optional<Digest> digest(Subject subject) {
        return subject instanceof Subject.Version version
                ? Optional.of(version(version.name()).digest())
                : Optional.empty();
    }

    /** The node of a subject in the lineage graph. */
    GraphNode node(Subject subject) {
        return Edges.subject(subject, name -> version(name).digest());
    }

    /** What is known of a tree. It is not stored if its bytes were collected. */
    Optional<Codec.Snapshot> snapshot(Digest tree) {
        return store.claim(tree(tree))
                .map(this::snapshot)
                .map(snapshot -> snapshot.stored() && isGone(Marks.data(tree))
                        ? new Codec.Snapshot(snapshot.name(), snapshot.pin(), snapshot.manifest(), false)
                        : snapshot);
    }

    /** Whether what has that mark was collected. */
    boolean isGone(String mark) {
        return gone(mark).isPresent();
    }

    /** The mark, if what has it was collected and not stored again. */
    Optional<Pointer> gone(String mark) {
        return store.pointer(mark).filter(pointer -> pointer.value().equals(Marks.GONE));
    }

    /** The newest snapshot of data of that name. */
    Optional<Codec.Snapshot> lastSnapshot(String name) {
        return store.claim(data(name)).map(this::snapshot);
    }

    private Codec.Snapshot snapshot(Claim claim) {
        return decode(entry(claim, SNAPSHOT), e -> Codec.snapshot(e.entry().body()));
    }

    /** Revisions of a pointer, newest first. */
    private <T> Page<T> revisions(String name, int size, Optional<String> next, Function<Claim, T> read) {
        requirePage(size);
        long newest = newest(name);
        long from = next.map(token -> token(token, newest)).orElse(newest);
        List<T> items = new ArrayList<>();
        long revision = from;
        for (; revision >= 1 && items.size() < size; revision--) {
            Claim claim = store.claim(name, revision).orElseThrow(() -> Errors.missingEntry(store.location(), from));
            items.add(read.apply(claim));
        }
        return new Page<>(items, revision >= 1 ? Optional.of(Long.toString(revision)) : Optional.empty());
    }

    static void requirePage(int size) {
        if (size < 1 || size > MAX_PAGE) {
            throw Errors.badPage(size);
        }
    }

    static long token(String token, long max) {
        try {
            long value = Long.parseLong(token);
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw Errors.badToken(token);
        }
        throw Errors.badToken(token);
    }

    private LogEntry entry(Claim claim, String type) {
        if (!claim.entry().entry().type().equals(type)) {
            throw Errors.unexpectedType(store.location(), claim.entry(), type);
        }
        return claim.entry();
    }

    private <T> T decode(LogEntry entry, Function<LogEntry, T> read) {
        if (entry.entry().format() != FORMAT) {
            throw new dev.lineage.UnsupportedFormatException("Entry " + entry.position() + " of the log at "
                    + store.location() + " has format " + entry.entry().format() + " of '"
                    + entry.entry().type() + "'; this version of Lineage reads up to " + FORMAT + ". Use a newer one");
        }
        try {
            return read.apply(entry);
        } catch (JsonException e) {
            throw Errors.badEntry(store.location(), entry, String.valueOf(e.getMessage()));
        }
    }
}
