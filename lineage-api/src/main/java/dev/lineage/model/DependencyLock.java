package dev.lineage.model;

import java.util.List;

/**
 * The locked dependencies: every jar and class directory that trained, in class-path order.
 *
 * @param dependencies the elements, in the order in which classes are looked up
 */
public record DependencyLock(List<Dependency> dependencies) {
    /** Copies the list. */
    public DependencyLock {
        dependencies = List.copyOf(dependencies);
    }
}
