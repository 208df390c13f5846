package dev.lineage;

import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Recipe;
import dev.lineage.model.RecipeId;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Records a version of a model that somebody else's code trained. Names follow {@link dev.lineage.model.Names}; a name
 * given twice throws {@link IllegalStateException} with the earlier value. Code, dependencies, platform, user and host
 * are captured by {@link #commit()} itself.
 */
public interface RecordChange extends PendingChange<RecordChange.Preview, ModelVersion> {

    /**
     * What would be recorded.
     *
     * @param recipe the recipe, if it is complete
     * @param recipeId its identity, if it is complete
     * @param holes what is missing; with a fatal one {@link #commit()} refuses
     */
    record Preview(Optional<Recipe> recipe, Optional<RecipeId> recipeId, List<Hole> holes) {
        /** Copies the list. */
        public Preview {
            holes = List.copyOf(holes);
        }
    }

    /** Names the class that trained. */
    RecordChange trainer(Class<?> trainer);

    /** States the code instead of looking for it: the explicit value wins. */
    RecordChange code(CodeState code);

    /** Pins a file or a directory tree that was trained on. */
    RecordChange data(String name, Path path);

    /** Pins like {@link #data(String, Path)} and also keeps the data itself in the artifact store. */
    RecordChange storedData(String name, Path path);

    /** Uses data that is pinned already. */
    RecordChange data(String name, SnapshotPin pin);

    /** A hyperparameter: what {@link dev.lineage.model.Value#ofObject} takes. */
    RecordChange param(String name, Object value);

    /** A random seed. */
    RecordChange seed(String name, long value);

    /** A model version that this one builds on: {@code llm@3}. */
    RecordChange base(String name, String version);

    /** The container image's digest that training ran in, if it is not in {@code LINEAGE_IMAGE_DIGEST}. */
    RecordChange image(Digest image);

    /** A result: a file or a directory, stored by {@link #commit()}. */
    RecordChange artifact(String name, Path path);

    /** What a service must know beside the artifacts; stored as the artifact {@code serving}. */
    RecordChange serving(ServingSpec spec);

    /**
     * Whether the jars and class directories are kept in the artifact store, each once, so that the version can be made again when
     * they are nowhere else. They are by default where the model's tier is above {@link dev.lineage.model.Tier#RESEARCH}.
     */
    RecordChange archiveClassPath(boolean archive);

    /** A measured number. */
    RecordChange metric(String name, double value);

    /** Something for people. */
    RecordChange tag(String name, String value);

    /** A run of an experiment tracker. */
    RecordChange tracker(String system, String runId);

    /**
     * Records. The same recipe with the same artifacts is the same version, which is returned with a further observation
     * beside it; the same recipe with other artifacts is a new version with a non-determinism finding.
     *
     * @throws IncompleteRecordException if a part of the tuple is missing; lists every hole at once
     * @throws UnpinnableDataException if data or an artifact cannot be read honestly
     */
    @Override
    ModelVersion commit();
}
