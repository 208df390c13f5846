package dev.lineage.model;

import java.util.Optional;

/**
 * One element of the class path or module path that trained.
 *
 * @param kind a jar or a directory of classes
 * @param coordinates Maven coordinates {@code group:artifact:version[:classifier]} where they are known
 * @param file the file's or directory's own name, without its path
 * @param digest SHA-256 of the jar, or the {@code dirHash1} of the directory
 * @param bytes the size, or the sum of the sizes, in bytes
 * @param source where the build tool had it from, if it says so: {@code maven:central} from the repository of that name, {@code maven}
 *     if it was built and installed here or nothing is noted, {@code gradle} from Gradle's cache. For people; nothing rests on it
 */
public record Dependency(
        Kind kind, Optional<String> coordinates, String file, Digest digest, long bytes, Optional<String> source) {
    /** An element of which no source is known. */
    public Dependency(Kind kind, Optional<String> coordinates, String file, Digest digest, long bytes) {
        this(kind, coordinates, file, digest, bytes, Optional.empty());
    }

    /** Whether a text is {@code group:artifact:version[:classifier]}, of printable ASCII without blanks. */
    public static boolean areCoordinates(String text) {
        return LockText.areCoordinates(text);
    }

    /** What an element is. */
    public enum Kind {
        /** A jar or another single file. */
        JAR,
        /** A directory of class files and resources. */
        DIRECTORY
    }
}
