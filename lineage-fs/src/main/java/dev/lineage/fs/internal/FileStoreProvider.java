package dev.lineage.fs.internal;

import dev.lineage.fs.internal.artifacts.FileArtifactStore;
import dev.lineage.fs.internal.predictions.FilePredictionStore;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.StoreProvider;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code file:<directory>}, relative to the working directory or absolute, or a {@code file:///} URI. */
public final class FileStoreProvider implements StoreProvider {
    private static final String SCHEME = "file:";

    /** For {@link java.util.ServiceLoader}. */
    public FileStoreProvider() {}

    @Override
    public boolean handles(String url) {
        return url.startsWith(SCHEME);
    }

    @Override
    public String form() {
        return "file:<directory>";
    }

    @Override
    public Stores open(String url) {
        return open(directory(url));
    }

    @Override
    public ArtifactStore openArtifacts(String url) {
        return openArtifacts(directory(url));
    }

    private static FileArtifactStore openArtifacts(Path directory) {
        return FileArtifactStore.open(directory.resolve("artifacts"));
    }

    /** Opens the store in {@code directory}. */
    public static Stores open(Path directory) {
        FileRecordStore records = FileRecordStore.open(directory);
        try {
            return new Stores(
                    records,
                    openArtifacts(directory),
                    Optional.of(directory.resolve("cache")),
                    Optional.of(FilePredictionStore.open(directory.resolve("predictions"))));
        } catch (RuntimeException | Error e) {
            records.close();
            throw e;
        }
    }

    private static Path directory(String url) {
        String path = url.substring(SCHEME.length());
        if (path.isBlank()) {
            throw new IllegalArgumentException(
                    "'" + url + "' names no directory; write file:<directory>, for example file:.lineage");
        }
        try {
            return path.startsWith("//") ? Path.of(URI.create(url)) : Path.of(path);
        } catch (FileSystemNotFoundException e) {
            throw notADirectory(url, e);
        } catch (IllegalArgumentException e) {
            throw notADirectory(url, e);
        }
    }

    private static IllegalArgumentException notADirectory(String url, RuntimeException e) {
        return new IllegalArgumentException(
                "'" + url + "' does not name a directory: " + e.getMessage()
                        + ". Write file:<directory> or file:///<absolute path>",
                e);
    }
}
