package dev.lineage.core.internal.snapshot;

import dev.lineage.model.DataDiff;
import dev.lineage.model.Digest;
import dev.lineage.model.FileChange;
import dev.lineage.model.SnapshotPin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The difference of two manifests. Reads only subtrees that differ. Memory grows with the number of added and removed
 * files up to {@link #MAX_UNPAIRED} of them; with more, renames are reported as a removed and an added file. Not
 * thread-safe.
 */
final class ManifestDiff {
    /** How many added and removed files, together, are remembered to find renames among them. */
    static final int MAX_UNPAIRED = 200_000;

    private final int listed;
    private final PriorityQueue<Change> first = new PriorityQueue<>(Change.ORDER.reversed());
    private List<UnpairedFile> removed = new ArrayList<>();
    private List<UnpairedFile> added = new ArrayList<>();
    private boolean pairing = true;
    private long removedFiles;
    private long addedFiles;
    private long modifiedFiles;
    private long renamedFiles;

    ManifestDiff(int listed) {
        this.listed = listed;
    }

    /** A change in the order of its path's bytes. */
    private static final class Change {
        private static final Comparator<Change> ORDER = Comparator.<Change, byte[]>comparing(
                        change -> change.key, Arrays::compareUnsigned)
                .thenComparing(change -> change.file.kind());

        private final byte[] key;
        private final FileChange file;

        Change(byte[] key, FileChange file) {
            this.key = key;
            this.file = file;
        }
    }

    DataDiff.Changed between(TreeCursor a, TreeCursor b, SnapshotPin.Content pinA, SnapshotPin.Content pinB) {
        while (!a.atEnd() || !b.atEnd()) {
            if (b.atEnd() || !a.atEnd() && a.liesBefore(b)) {
                passOne(a, true);
            } else if (a.atEnd() || b.liesBefore(a)) {
                passOne(b, false);
            } else {
                passBoth(a, b);
            }
        }
        pair();
        long changes = removedFiles + addedFiles + modifiedFiles + renamedFiles;
        List<FileChange> list =
                first.stream().sorted(Change.ORDER).map(change -> change.file).toList();
        return new DataDiff.Changed(
                addedFiles,
                removedFiles,
                modifiedFiles,
                renamedFiles,
                pinA.bytes(),
                pinB.bytes(),
                list,
                list.size() == changes);
    }

    private void passOne(TreeCursor cursor, boolean gone) {
        if (!cursor.atRecord()) {
            cursor.open();
            return;
        }
        Leaf.Decoder record = cursor.record();
        byte[] path = Arrays.copyOf(record.path(), record.pathLength());
        unpaired(gone, new UnpairedFile(path, record.size(), Manifests.digest(record)));
        cursor.skip();
    }

    private void passBoth(TreeCursor a, TreeCursor b) {
        if (a.atRecord() && b.atRecord()) {
            Leaf.Decoder x = a.record();
            Leaf.Decoder y = b.record();
            if (x.size() != y.size()
                    || !Arrays.equals(
                            x.array(), x.digestAt(), x.digestAt() + 32, y.array(), y.digestAt(), y.digestAt() + 32)) {
                modifiedFiles++;
                list(
                        Arrays.copyOf(x.path(), x.pathLength()),
                        FileChange.Kind.MODIFIED,
                        Optional.empty(),
                        x.size(),
                        y.size());
            }
            a.skip();
            b.skip();
        } else if (a.level() > b.level()) {
            a.open();
        } else if (b.level() > a.level()) {
            b.open();
        } else if (a.subtree().digest().equals(b.subtree().digest())) {
            a.skip();
            b.skip();
        } else {
            a.open();
            b.open();
        }
    }

    private void unpaired(boolean gone, UnpairedFile file) {
        if (pairing && removed.size() + added.size() == MAX_UNPAIRED) {
            pairing = false;
            removed.forEach(earlier -> count(true, earlier));
            added.forEach(earlier -> count(false, earlier));
            removed = List.of();
            added = List.of();
        }
        // An empty file says nothing about where it came from.
        if (pairing && file.size() > 0) {
            (gone ? removed : added).add(file);
        } else {
            count(gone, file);
        }
    }

    private void count(boolean gone, UnpairedFile file) {
        if (gone) {
            removedFiles++;
            list(file.path(), FileChange.Kind.REMOVED, Optional.empty(), file.size(), 0);
        } else {
            addedFiles++;
            list(file.path(), FileChange.Kind.ADDED, Optional.empty(), 0, file.size());
        }
    }

    /** Pairs the removed and the added files of equal content, each list in path order. */
    private void pair() {
        Map<Digest, List<UnpairedFile>> sources = new HashMap<>();
        for (UnpairedFile file : removed) {
            sources.computeIfAbsent(file.digest(), digest -> new ArrayList<>(1)).add(file);
        }
        Map<Digest, Integer> taken = new HashMap<>();
        for (UnpairedFile file : added) {
            List<UnpairedFile> candidates = sources.getOrDefault(file.digest(), List.of());
            int next = taken.getOrDefault(file.digest(), 0);
            if (next < candidates.size()) {
                UnpairedFile source = candidates.get(next);
                taken.put(file.digest(), next + 1);
                renamedFiles++;
                list(file.path(), FileChange.Kind.RENAMED, Optional.of(source.text()), source.size(), file.size());
            } else {
                count(false, file);
            }
        }
        sources.forEach((digest, files) ->
                files.stream().skip(taken.getOrDefault(digest, 0)).forEach(file -> count(true, file)));
    }

    private void list(byte[] path, FileChange.Kind kind, Optional<String> from, long before, long after) {
        if (listed == 0) {
            return;
        }
        Change change = new Change(path, new FileChange(kind, Paths.text(path, 0, path.length), from, before, after));
        if (first.size() < listed) {
            first.add(change);
        } else if (Change.ORDER.compare(change, Objects.requireNonNull(first.peek())) < 0) {
            first.poll();
            first.add(change);
        }
    }
}
