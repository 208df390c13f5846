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
 */
public record Dependency(Kind kind, Optional<String> coordinates, String file, Digest digest, long bytes) {
    /** What an element is. */
    public enum Kind {
        /** A jar or another single file. */
        JAR,
        /** A directory of class files and resources. */
        DIRECTORY
    }
}
