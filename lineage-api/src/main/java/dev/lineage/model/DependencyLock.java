package dev.lineage.model;

import java.util.List;

/**
 * The locked dependencies: every jar and class directory that trained, in class-path order.
 *
 * <p>{@link #toText} is the file {@code lineage.lock} as {@code docs/formats/capture.md} describes it: a line for each element, with its
 * digest, coordinates and source. It is the text that the artifact store has, so that the SHA-256 of the file is the
 * {@link Observation#dependencyLock} of the version.
 *
 * @param dependencies the elements, in the order in which classes are looked up
 */
public record DependencyLock(List<Dependency> dependencies) {
    /** Copies the list. */
    public DependencyLock {
        dependencies = List.copyOf(dependencies);
    }

    /**
     * Reads the text of a {@code lineage.lock}, of whatever age.
     *
     * @throws IllegalArgumentException if it is not one that Lineage wrote, to the last blank; the message names the line
     */
    public static DependencyLock parse(String text) {
        return new DependencyLock(LockText.read(text));
    }

    /**
     * The text of {@code lineage.lock}, to be written as UTF-8. Lines end with one line feed; equal locks have equal texts.
     *
     * @throws IllegalArgumentException if coordinates, a source, a name or a size is not fit to be written
     */
    public String toText() {
        return LockText.write(dependencies);
    }
}
