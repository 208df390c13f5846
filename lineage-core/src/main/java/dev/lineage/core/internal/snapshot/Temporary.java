package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Names for temporary files in the cache, where nobody else's guess matters. The JDK's own need a secure generator. */
final class Temporary {
    private static final int TRIES = 100;

    private Temporary() {}

    /** Makes an empty file that was not there. */
    static Path file(Path directory, String prefix) throws IOException {
        SplittableRandom random = new SplittableRandom();
        for (int i = 1; ; i++) {
            try {
                return Files.createFile(directory.resolve(prefix + Long.toHexString(random.nextLong()) + ".tmp"));
            } catch (FileAlreadyExistsException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }
}
