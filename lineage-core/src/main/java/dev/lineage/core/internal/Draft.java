package dev.lineage.core.internal;

import dev.lineage.core.internal.codec.Codec;
import dev.lineage.model.Artifact;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Names;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Tracker;
import dev.lineage.model.Value;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is known of a version so far. Thread-safe: parallel training reports into it. */
final class Draft {
    private static final int MAX_TEXT = 4_000;

    /** Data as it was given: a pin, or a path that was pinned. */
    record Data(SnapshotPin pin, Optional<Path> path, Optional<Codec.Snapshot> snapshot) {}

    /** A result as it was stored. */
    record Result(Artifact artifact, Path path, Optional<Codec.Snapshot> snapshot) {}

    final String model;
    final Instant started;
    private final Map<String, Data> data = new TreeMap<>();
    private final Map<String, Value> parameters = new TreeMap<>();
    private final Map<String, Long> seeds = new TreeMap<>();
    private final Map<String, ModelVersion> bases = new TreeMap<>();
    private final Map<String, Result> results = new TreeMap<>();
    private final Map<String, Value.Decimal> metrics = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final List<Tracker> trackers = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private Optional<String> trainer = Optional.empty();
    private Optional<CodeState> code = Optional.empty();
    private Optional<Digest> image = Optional.empty();
    private Optional<Boolean> classPathArchived = Optional.empty();

    Draft(String model, Instant started) {
        this.model = Names.model(model);
        this.started = started;
    }

    synchronized Optional<Data> data(String name) {
        return Optional.ofNullable(data.get(Names.require("pin", name)));
    }

    synchronized void data(String name, Data value) {
        putNew("pin", data, name, value);
    }

    synchronized void parameter(String name, Value value) {
        putSame("parameter", parameters, name, value);
    }

    synchronized void seed(String name, long value) {
        putSame("seed", seeds, name, value);
    }

    synchronized void base(String name, ModelVersion version) {
        putSame("base", bases, name, version);
    }

    synchronized Optional<ModelVersion> base(String name) {
        return Optional.ofNullable(bases.get(name));
    }

    synchronized Optional<Result> result(String name) {
        return Optional.ofNullable(results.get(Names.require("artifact", name)));
    }

    synchronized void result(String name, Result result) {
        putNew("artifact", results, name, result);
    }

    synchronized void metric(String name, double value) {
        putSame("metric", metrics, name, Value.of(value));
    }

    synchronized void tag(String name, String value) {
        putSame("tag", tags, name, requireText("tag '" + name + "'", value));
    }

    synchronized void tracker(String system, String runId) {
        Names.require("tracker", system);
        Tracker tracker = new Tracker(system, requireText("run id", runId));
        if (!trackers.contains(tracker)) {
            trackers.add(tracker);
        }
    }

    synchronized void hole(Hole hole) {
        holes.add(hole);
    }

    synchronized void trainer(String name) {
        trainer = Optional.of(name);
    }

    synchronized Optional<String> trainer() {
        return trainer;
    }

    synchronized void code(CodeState state) {
        code = Optional.of(state);
    }

    synchronized Optional<CodeState> code() {
        return code;
    }

    synchronized void archiveClassPath(boolean archive) {
        classPathArchived = Optional.of(archive);
    }

    synchronized Optional<Boolean> classPathArchived() {
        return classPathArchived;
    }

    synchronized void image(Digest digest) {
        image = Optional.of(digest);
    }

    synchronized Optional<Digest> image() {
        return image;
    }

    synchronized Map<String, Data> data() {
        return new LinkedHashMap<>(data);
    }

    synchronized Map<String, Value> parameters() {
        return new TreeMap<>(parameters);
    }

    synchronized Map<String, Long> seeds() {
        return new TreeMap<>(seeds);
    }

    synchronized Map<String, Digest> bases() {
        Map<String, Digest> digests = new TreeMap<>();
        bases.forEach((name, version) -> digests.put(name, version.digest()));
        return digests;
    }

    synchronized Map<String, Result> results() {
        return new LinkedHashMap<>(results);
    }

    synchronized Map<String, Value.Decimal> metrics() {
        return new TreeMap<>(metrics);
    }

    synchronized Map<String, String> tags() {
        return new TreeMap<>(tags);
    }

    synchronized List<Tracker> trackers() {
        return List.copyOf(trackers);
    }

    synchronized List<Hole> holes() {
        return List.copyOf(holes);
    }

    private static <T> void putNew(String what, Map<String, T> map, String name, T value) {
        T earlier = map.putIfAbsent(Names.require(what, name), value);
        if (earlier != null) {
            throw Errors.alreadySet(what, name, earlier);
        }
    }

    private static <T> void putSame(String what, Map<String, T> map, String name, T value) {
        T earlier = map.putIfAbsent(Names.require(what, name), value);
        if (earlier != null && !earlier.equals(value)) {
            throw Errors.alreadySet(what, name, earlier);
        }
    }

    private static String requireText(String what, String text) {
        if (text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The " + what + " has " + text.length()
                    + " characters or a NUL; the limit is " + MAX_TEXT + ". Store long text as an artifact");
        }
        return text;
    }
}
