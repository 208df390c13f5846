package dev.lineage.core.internal.snapshot;

import java.nio.file.Files;
import java.nio.file.Path;

/** Tells the directory of a registry from other directories. */
public final class StoreDirectories {
    private static final String DEFAULT = ".lineage";
    private static final String MARKER = "lineage.json";
    private static final String LOG = "log";

    private StoreDirectories() {}

    /** Whether {@code directory} holds a registry. */
    public static boolean isStore(Path directory) {
        return Files.isRegularFile(directory.resolve(MARKER))
                && (DEFAULT.equals(String.valueOf(directory.getFileName()))
                        || Files.isDirectory(directory.resolve(LOG)));
    }
}
