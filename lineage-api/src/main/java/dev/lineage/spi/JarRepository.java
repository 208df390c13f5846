package dev.lineage.spi;

import dev.lineage.Rebuild;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where jars can be had that are not on this machine, by their Maven coordinates. {@link Rebuild#run} asks it for the jars of a
 * recorded class path that it finds nowhere else. Found by {@link java.util.ServiceLoader}; the module {@code lineage-maven} has one.
 *
 * <p>It is trusted for nothing: what it hands over is hashed, and refused if it is not what was recorded. Coordinates come from
 * records; those with parts that could lead out of a directory are never asked for.
 *
 * <p>Implementations are thread-safe and have a public constructor without parameters, which asks no network.
 */
public interface JarRepository {
    /** What people call it: {@code the remote Maven repositories}. Without user names, passwords and tokens. */
    String name();

    /**
     * Gets a jar, over a network if need be.
     *
     * @param coordinates {@code group:artifact:version[:classifier]}
     * @param digest the SHA-256 that was recorded, to choose by where there is a choice
     * @param directory an empty directory, deleted once the rebuild is over, for what shall not stay
     * @return a file with the jar, in {@code directory} or in a cache; empty if the repository has none of these coordinates
     * @throws IOException if it cannot be asked; the message says why
     */
    Optional<Path> fetch(String coordinates, Digest digest, Path directory) throws IOException;
}
