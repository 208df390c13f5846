package dev.lineage;

import dev.lineage.model.ModelVersion;
import dev.lineage.model.ServingSpec;
import java.nio.file.Path;
import java.util.Map;

/** Loads a version the way that the service does. */
@FunctionalInterface
public interface ModelLoader {
    /**
     * What there is to load.
     *
     * @param version the version
     * @param serving its settings, features and smoke cases
     * @param artifacts files and directories by the artifact's name, verified
     */
    record Bundle(ModelVersion version, ServingSpec serving, Map<String, Path> artifacts) {
        /** Copies the map. */
        public Bundle {
            artifacts = Map.copyOf(artifacts);
        }
    }

    /**
     * Loads.
     *
     * @throws Exception if it cannot be loaded
     */
    Predictor load(Bundle bundle) throws Exception;
}
