package dev.lineage.fs.internal.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the directories of a store when they are needed first, and knows which of them are durable. Thread-safe.
 *
 * <p>A directory that was there already may have been made a moment ago by a process that did not flush it yet, so all of
 * them are flushed once by each store that relies on them.
 */
final class Directories {
    private final BlobPaths paths;
    private final Disk disk;
    private final TemporaryFiles temporary;
    private final BitSet made = new BitSet(BlobPaths.SHARDS);
    private final BitSet durable = new BitSet(BlobPaths.SHARDS);
    /** The directories above the shards that are not durable yet. */
    private final Set<Path> parents = new LinkedHashSet<>();

    private boolean prepared;

    Directories(BlobPaths paths, Disk disk, TemporaryFiles temporary) {
        this.paths = paths;
        this.disk = disk;
        this.temporary = temporary;
    }

    /** Makes what every write needs. */
    synchronized void prepare() throws IOException {
        if (prepared) {
            return;
        }
        makeRoot();
        disk.makeDirectory(paths.blobs());
        temporary.makeDirectories();
        parents.add(paths.root());
        Path above = paths.root().getParent();
        if (above != null) {
            parents.add(above);
        }
        prepared = true;
        temporary.clean();
    }

    /** The root may be a link: that is how stores are moved to larger disks. Nothing below it may. */
    private void makeRoot() throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path path = paths.root(); path != null && !Files.isDirectory(path); path = path.getParent()) {
            missing.add(0, path);
        }
        for (Path path : missing) {
            disk.makeDirectory(path);
            Path above = path.getParent();
            if (above != null) {
                parents.add(above);
            }
        }
    }

    /** Makes the directory of a shard. */
    synchronized void make(int shard) throws IOException {
        if (!made.get(shard)) {
            disk.makeDirectory(paths.shard(shard));
            made.set(shard);
        }
    }

    /** Makes the names in these shards durable, and the shards' own names. */
    void sync(BitSet shards, Durability durability) throws IOException {
        prepare();
        for (int shard = shards.nextSetBit(0); shard >= 0; shard = shards.nextSetBit(shard + 1)) {
            durability.sync(paths.shard(shard));
        }
        List<Path> above = notDurable(shards);
        for (Path directory : above) {
            durability.sync(directory);
        }
        synchronized (this) {
            parents.removeAll(above);
            durable.or(shards);
        }
    }

    private synchronized List<Path> notDurable(BitSet shards) {
        BitSet open = (BitSet) shards.clone();
        open.andNot(durable);
        List<Path> above = new ArrayList<>(parents);
        if (!open.isEmpty()) {
            above.add(0, paths.blobs());
        }
        return above;
    }
}
