package dev.lineage.core.internal.attest;

import dev.lineage.NotFoundException;
import dev.lineage.Signer;
import dev.lineage.core.internal.snapshot.FileVisitor;
import dev.lineage.model.Artifact;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.Evaluation;
import dev.lineage.model.ModelVersion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is attested: a version, and what the registry knows of it. Thread-safe. */
public interface Source {
    /** The version. */
    ModelVersion version();

    /** Another version, such as a base. */
    Optional<ModelVersion> version(Digest digest);

    /** The locked dependencies. */
    DependencyLock dependencies();

    /** The newest evaluations, newest first; some hundreds at the least. */
    List<Evaluation> evaluations();

    /** How many evaluations there are. */
    long evaluationCount();

    /**
     * Hands over the files of an artifact that is a tree, sorted by the UTF-8 bytes of their paths.
     *
     * @throws NotFoundException if the registry does not know them
     */
    void forEachFile(Artifact tree, FileVisitor visitor);

    /**
     * Signs.
     *
     * @throws IllegalArgumentException if what a signer made is not its signature
     */
    Envelope sign(String type, String payload, Collection<Signer> signers);
}
