package dev.lineage.core.internal.fresh;

import dev.lineage.NotFoundException;
import dev.lineage.TrainingRun;
import dev.lineage.core.internal.codec.ServingCodec;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The run that a recipe talks to when it runs again: hands out what was recorded, whatever it is given. Thread-safe. */
final class Replay implements TrainingRun {
    private final Exchange.Training training;
    private final Map<String, Path> results = new TreeMap<>();
    private @Nullable Path scratch;

    Replay(Exchange.Training training) {
        this.training = training;
    }

    /** Where what was handed over is, by name. */
    synchronized Map<String, Path> results() {
        return new TreeMap<>(results);
    }

    private NotFoundException unknown(String what, String name, Map<String, ?> known) {
        return new NotFoundException(
                "The recipe asks for the " + what + " '" + name + "', which is not in the record of "
                        + training.version().name() + "; that has " + known.keySet()
                        + ". The code is not the recorded one, or asks for something else each time");
    }

    private <T> T recorded(String what, String name, Map<String, T> all) {
        return Optional.ofNullable(all.get(name)).orElseThrow(() -> unknown(what, name, all));
    }

    @Override
    public Path data(String name, Path path) {
        return recorded("data", name, training.data());
    }

    @Override
    public Path storedData(String name, Path path) {
        return data(name, path);
    }

    @Override
    public SnapshotPin data(String name, SnapshotPin pin) {
        return recorded("data", name, training.version().recipe().data());
    }

    private <T extends Value> T parameter(String name, Class<T> type) {
        Value value = param(name);
        if (!type.isInstance(value)) {
            throw new IllegalStateException(
                    "The recipe asks for the parameter '" + name + "' as another type than the recorded " + value);
        }
        return type.cast(value);
    }

    private Value param(String name) {
        return recorded("parameter", name, training.version().recipe().parameters());
    }

    @Override
    public String param(String name, String value) {
        return parameter(name, Value.Text.class).value();
    }

    @Override
    public long param(String name, long value) {
        return parameter(name, Value.Whole.class).value();
    }

    @Override
    public int param(String name, int value) {
        return Math.toIntExact(parameter(name, Value.Whole.class).value());
    }

    @Override
    public double param(String name, double value) {
        return parameter(name, Value.Decimal.class).doubleValue();
    }

    @Override
    public BigDecimal param(String name, BigDecimal value) {
        return parameter(name, Value.Decimal.class).bigDecimalValue();
    }

    @Override
    public boolean param(String name, boolean value) {
        return parameter(name, Value.Flag.class).value();
    }

    @Override
    public Value param(String name, Value value) {
        return param(name);
    }

    @Override
    public List<Value> param(String name, List<?> values) {
        return parameter(name, Value.Items.class).items();
    }

    @Override
    public long seed(String name, long value) {
        return recorded("seed", name, training.version().recipe().seeds());
    }

    @Override
    public ModelVersion base(String name, String version) {
        return recorded("base", name, training.bases()).version();
    }

    @Override
    public Path baseArtifact(String name, String artifact) {
        Training.Base base = recorded("base", name, training.bases());
        recorded("artifact", artifact, base.version().artifacts());
        return Optional.ofNullable(base.artifacts().get(artifact))
                .orElseThrow(
                        () -> new NotFoundException("The recipe asks for the artifact '" + artifact + "' of its base "
                                + base.version().name()
                                + ", whose bytes are not in the artifact store any more. Restore them from a"
                                + " copy, or make that version again first"));
    }

    @Override
    public synchronized Path scratch() {
        if (scratch == null) {
            try {
                scratch = Files.createTempDirectory(training.results(), "scratch-");
            } catch (IOException e) {
                throw new UncheckedIOException("No temporary directory can be made in " + training.results(), e);
            }
        }
        return scratch;
    }

    @Override
    public synchronized void artifact(String name, Path path) {
        if (results.containsKey(name)) {
            throw new IllegalStateException("The artifact '" + name + "' was handed over already");
        }
        Path copy = place();
        try {
            copy(path, copy);
        } catch (IOException e) {
            throw new UncheckedIOException("The artifact '" + name + "' cannot be copied from " + path, e);
        }
        results.put(name, copy);
    }

    /** A name of the caller is never a file's. */
    private Path place() {
        return training.results().resolve("artifact-" + (results.size() + 1));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Override
    public synchronized void serving(ServingSpec spec) {
        Path copy = place();
        try {
            Files.write(copy, ServingCodec.write(spec));
        } catch (IOException e) {
            throw new UncheckedIOException("What the recipe says about serving cannot be written", e);
        }
        results.put(ServingSpec.ARTIFACT, copy);
    }

    @Override
    public void archiveClassPath(boolean archive) {
        // Nothing is recorded.
    }

    @Override
    public void metric(String name, double value) {
        // Nothing is recorded.
    }

    @Override
    public void tag(String name, String value) {
        // Nothing is recorded.
    }

    @Override
    public void tracker(String system, String runId) {
        // Nothing is recorded.
    }
}
