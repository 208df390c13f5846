package dev.lineage.spi;

import dev.lineage.StoreException;
import dev.lineage.UnsupportedFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** A kind of store, found through {@link java.util.ServiceLoader}. Implementations are stateless. */
public interface StoreProvider {

    /** Whether this kind of store is meant by {@code url}, judged by its scheme only: {@code file:}. */
    boolean handles(String url);

    /** How such URLs look, for messages: {@code file:<directory>}. */
    String form();

    /**
     * Opens a store, making it if there is none.
     *
     * @throws IllegalArgumentException if the URL is malformed
     * @throws StoreException if the place cannot be read or written
     * @throws UnsupportedFormatException if a newer Lineage wrote it; nothing was touched
     */
    Stores open(String url);

    /**
     * Opens the artifacts of such a store alone, for records that are kept elsewhere.
     *
     * @throws IllegalArgumentException if the URL is malformed, or this kind of store keeps no artifacts
     * @throws StoreException if the place cannot be read or written
     * @throws UnsupportedFormatException if a newer Lineage wrote it; nothing was touched
     */
    ArtifactStore openArtifacts(String url);

    /**
     * The one kind of store on the class path that handles {@code url}.
     *
     * @throws IllegalArgumentException if there is none or more than one; the message says what to add or remove, and does
     *     not show what may be a secret in the URL
     */
    static StoreProvider of(String url) {
        List<StoreProvider> all = new ArrayList<>();
        ServiceLoader.load(StoreProvider.class, StoreProvider.class.getClassLoader())
                .forEach(all::add);
        List<StoreProvider> matching =
                all.stream().filter(provider -> provider.handles(url)).toList();
        if (matching.size() == 1) {
            return matching.get(0);
        }
        String shown = withoutSecrets(url);
        if (matching.isEmpty()) {
            String known = all.isEmpty()
                    ? "none is on the class path"
                    : "there are only " + all.stream().map(StoreProvider::form).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "No backend opens '" + shown + "': " + known
                            + ". Use file:<directory> with the module lineage-fs on the class path, or add the backend's module");
        }
        throw new IllegalArgumentException("More than one backend opens '" + shown + "': "
                + matching.stream().map(p -> p.getClass().getName()).collect(Collectors.joining(", "))
                + ". Remove all but one from the class path");
    }

    /** A URL as it may be shown in messages and logs: without user, password and token. */
    static String withoutSecrets(String url) {
        return url.replaceAll("//[^/@]*@", "//***@").replaceAll("(?i)(password|user|token)=[^&;]*", "$1=***");
    }

    /**
     * The parts of a registry.
     *
     * @param records the records
     * @param artifacts the artifacts
     * @param cache a directory for caches, which may be deleted at any time; empty for none
     * @param predictions the predictions; empty if this kind of store keeps none
     */
    record Stores(
            RecordStore records,
            ArtifactStore artifacts,
            Optional<Path> cache,
            Optional<PredictionStore> predictions) {}
}
