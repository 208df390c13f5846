package dev.lineage.core.internal.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a jar in the cache of a build tool came from, as the tool noted it. */
final class Sources {
    private static final String MAVEN = "maven";
    /** Beside each jar, one line {@code file>repository=} for each repository that it came from; of none, if it was built here. */
    private static final String NOTES = "_remote.repositories";

    private static final int MAX_NOTES = 1 << 16;

    private Sources() {}

    /** The source of a jar whose path says its coordinates. */
    static String of(Path jar) {
        if (Coordinates.isInGradle(jar)) {
            return "gradle";
        }
        Path notes = jar.resolveSibling(NOTES);
        try {
            if (!Files.isRegularFile(notes) || Files.size(notes) > MAX_NOTES) {
                return MAVEN;
            }
            Matcher repository = Pattern.compile(
                            "^" + Pattern.quote(jar.getFileName().toString()) + ">([\\w.-]+)=", Pattern.MULTILINE)
                    .matcher(Files.readString(notes, StandardCharsets.ISO_8859_1));
            // The order of the lines says nothing.
            return repository
                    .results()
                    .map(found -> MAVEN + ":" + found.group(1))
                    .min(String::compareTo)
                    .orElse(MAVEN);
        } catch (IOException e) {
            return MAVEN;
        }
    }
}
