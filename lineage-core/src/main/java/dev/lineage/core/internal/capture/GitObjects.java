package dev.lineage.core.internal.capture;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Reads objects of one repository. */
@FunctionalInterface
interface GitObjects {
    /**
     * The content of a blob; empty if it is larger than {@code limit} bytes.
     *
     * @throws IOException if it is missing or damaged
     */
    Optional<byte[]> read(ObjectId id, int limit) throws IOException;
}
