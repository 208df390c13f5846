package dev.lineage.fs.internal.predictions;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The directory of a model's streams, with the indexes that cover several of them. Immutable. */
record ModelDirectory(FileOps files, Path path) {
    private static final String INDEX = "index";
    private static final int MOST_TIERS = 16;

    Path lock() {
        return path.resolve("lock");
    }

    StreamDirectory stream(String id) {
        return new StreamDirectory(files, path.resolve(id));
    }

    /** The streams that are here, in the order of their ids. */
    List<StreamDirectory> streams() throws IOException {
        List<StreamDirectory> streams = new ArrayList<>();
        for (Path each : files.list(path)) {
            if (StreamDirectory.isOne(each)) {
                streams.add(new StreamDirectory(files, each));
            }
        }
        return streams;
    }

    /** The merged indexes. */
    List<KeyIndex> merged() throws IOException {
        List<KeyIndex> indexes = new ArrayList<>();
        for (Path file : files.list(path.resolve(INDEX))) {
            if (file.toString().endsWith(KeyIndex.SUFFIX)) {
                open(file).ifPresent(indexes::add);
            }
        }
        return indexes;
    }

    /** An index, unless it was merged into another one meanwhile. */
    static Optional<KeyIndex> open(Path file) throws IOException {
        try {
            return Optional.of(KeyIndex.open(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    // ---- merging

    /** Merges indexes as long as there are many of one kind, unless somebody else is at it. */
    void merge(int fanIn) throws IOException {
        Optional<Locks.Held> held = Locks.tryLock(lock());
        if (held.isEmpty()) {
            return;
        }
        try (Locks.Held lock = held.get()) {
            FsLog.debug("Looking at the indexes in {} under {}", path, lock);
            List<KeyIndex> small = small();
            if (small.size() > fanIn) {
                merge(small, 1);
            }
            for (int tier = 1; tier < MOST_TIERS; tier++) {
                List<KeyIndex> same = tier(tier);
                if (same.size() > fanIn) {
                    merge(same, tier + 1);
                }
            }
        } catch (NoSuchFileException e) {
            FsLog.debug("An index in {} was merged or replaced meanwhile", path, e);
        }
    }

    private void merge(List<KeyIndex> indexes, int tier) throws IOException {
        Path directory = path.resolve(INDEX);
        if (files.makeDirectory(directory)) {
            files.syncDirectory(path);
        }
        for (Path file : files.list(directory)) {
            if (file.toString().endsWith(StreamDirectory.TEMPORARY)) {
                files.delete(file);
            }
        }
        String name = tier + "-" + UUID.randomUUID();
        Path temporary = directory.resolve(name + StreamDirectory.TEMPORARY);
        KeyIndex.merge(indexes, files, temporary);
        files.replace(temporary, directory.resolve(name + KeyIndex.SUFFIX));
        files.syncDirectory(directory);
        for (KeyIndex index : indexes) {
            files.delete(index.file());
        }
    }

    private List<KeyIndex> small() throws IOException {
        List<KeyIndex> small = new ArrayList<>();
        for (StreamDirectory stream : streams()) {
            for (Path file : stream.all(KeyIndex.SUFFIX)) {
                open(file).ifPresent(small::add);
            }
        }
        return small;
    }

    private List<KeyIndex> tier(int tier) throws IOException {
        List<KeyIndex> same = new ArrayList<>();
        for (KeyIndex index : merged()) {
            if (StreamDirectory.name(index.file()).startsWith(tier + "-")) {
                same.add(index);
            }
        }
        return same;
    }

    /** Takes keys out of the merged indexes. */
    void forget(String sealed, Set<Sealing.Gone> gone) throws IOException {
        for (KeyIndex index : merged()) {
            if (index.covered().contains(sealed)) {
                Path temporary =
                        index.file().resolveSibling(StreamDirectory.name(index.file()) + StreamDirectory.TEMPORARY);
                files.delete(temporary);
                index.without(sealed, gone, files, temporary);
                files.replace(temporary, index.file());
                files.syncDirectory(path.resolve(INDEX));
            }
        }
    }

    /** The sealed files that merged indexes cover. */
    static Set<String> covered(List<KeyIndex> merged) {
        Set<String> covered = new HashSet<>();
        merged.forEach(index -> covered.addAll(index.covered()));
        return covered;
    }
}
