package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.util.Optional;

/** The entries of one directory in the order of a manifest, one at a time. Not thread-safe. */
interface Entries extends AutoCloseable {
    /** Goes on to the next entry. */
    boolean next() throws IOException;

    /** The array that holds the current entry's name. A directory's name ends with {@code /}. */
    byte[] names();

    int nameAt();

    int nameLength();

    byte kind();

    long size();

    long changed();

    long key();

    /**
     * The next directory that this method did not return yet, looking ahead of the current entry; empty if
     * there is none or looking ahead is not possible.
     */
    Optional<Listing.Ahead> directoryAhead();

    /** How much memory this holds, in bytes. */
    long heapBytes();

    @Override
    void close();
}
