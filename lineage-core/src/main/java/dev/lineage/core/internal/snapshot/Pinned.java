package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import java.util.Optional;

/**
 * What pinning made.
 *
 * @param pin the pin
 * @param manifest the digest of the manifest's root in the artifact store; empty for a single file, or if none was asked
 *     for
 */
public record Pinned(SnapshotPin.Content pin, Optional<Digest> manifest) {}
