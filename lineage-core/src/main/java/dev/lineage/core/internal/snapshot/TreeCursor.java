package dev.lineage.core.internal.snapshot;

import dev.lineage.core.internal.snapshot.BytesReader.MalformedException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a manifest, in path order: at a subtree that was not opened yet, at a record, or at the end. Memory is
 * bounded by the tree's height. Not thread-safe.
 */
final class TreeCursor {
    private final ManifestReader reader;
    private final Deque<Iterator<ChunkRef>> open = new ArrayDeque<>();
    private @Nullable ChunkRef subtree;
    private @Nullable ChunkRef leaf;
    private Leaf.@Nullable Decoder records;
    /** Everything at or before this path has been passed. */
    private byte @Nullable [] passed;

    TreeCursor(ManifestReader reader, Root root) {
        this.reader = reader;
        this.subtree = root.top();
    }

    boolean atEnd() {
        return subtree == null && records == null;
    }

    boolean atRecord() {
        return records != null;
    }

    /** The level of what the cursor is at: −1 for a record. */
    int level() {
        return subtree == null ? -1 : subtree.level();
    }

    ChunkRef subtree() {
        return Objects.requireNonNull(subtree);
    }

    Leaf.Decoder record() {
        return Objects.requireNonNull(records);
    }

    byte @Nullable [] passed() {
        return passed;
    }

    /** Compares the last path of what this cursor is at with what the other has passed: whether it lies before. */
    boolean liesBefore(TreeCursor other) {
        if (other.atEnd()) {
            return true;
        }
        if (other.records != null) {
            Leaf.Decoder record = other.records;
            return compareLast(record.path(), record.pathLength()) < 0;
        }
        return other.passed != null && compareLast(other.passed, other.passed.length) <= 0;
    }

    private int compareLast(byte[] path, int length) {
        if (records != null) {
            return Bytes.compare(records.path(), 0, records.pathLength(), path, 0, length);
        }
        byte[] last = subtree().lastPath();
        return Bytes.compare(last, 0, last.length, path, 0, length);
    }

    /** Opens the subtree: the cursor is then at its first child. */
    void open() {
        ChunkRef node = subtree();
        subtree = null;
        if (node.level() > 0) {
            open.push(reader.children(node, passed).iterator());
            advance();
        } else {
            records = reader.leaf(node, passed);
            leaf = node;
            nextRecord();
        }
    }

    /** Passes over the record or the whole subtree. */
    void skip() {
        if (records != null) {
            nextRecord();
            return;
        }
        passed = subtree().lastPath();
        subtree = null;
        advance();
    }

    /** Passes over a subtree that could not be opened. */
    void abandon(ChunkRef broken) {
        passed = broken.lastPath();
        records = null;
        leaf = null;
        subtree = null;
        advance();
    }

    private void nextRecord() {
        Leaf.Decoder current = record();
        ChunkRef from = Objects.requireNonNull(leaf);
        try {
            if (current.next()) {
                return;
            }
        } catch (MalformedException e) {
            throw reader.damaged(from, e);
        }
        passed = from.lastPath();
        records = null;
        leaf = null;
        advance();
    }

    private void advance() {
        while (!open.isEmpty()) {
            Iterator<ChunkRef> siblings = open.peek();
            if (siblings.hasNext()) {
                subtree = siblings.next();
                return;
            }
            open.pop();
        }
    }

    /** Goes on to the next record, opening whatever is in between; false at the end. */
    static boolean toRecord(TreeCursor cursor) {
        while (!cursor.atEnd() && !cursor.atRecord()) {
            cursor.open();
        }
        return !cursor.atEnd();
    }

    /** The subtrees of one level, in path order. */
    static final class OfLevel {
        private final ManifestReader reader;
        private final int level;
        private final Deque<Iterator<ChunkRef>> open = new ArrayDeque<>();
        private byte @Nullable [] passed;
        private @Nullable ChunkRef current;

        OfLevel(ManifestReader reader, Root root, int level) {
            this.reader = reader;
            this.level = level;
            ChunkRef top = root.top();
            if (top != null && top.level() >= level) {
                open.push(List.of(top).iterator());
                next();
            }
        }

        private void next() {
            current = null;
            while (current == null && !open.isEmpty()) {
                Iterator<ChunkRef> siblings = open.peek();
                if (!siblings.hasNext()) {
                    open.pop();
                } else {
                    ChunkRef node = siblings.next();
                    if (node.level() == level) {
                        current = node;
                    } else {
                        open.push(reader.children(node, passed).iterator());
                    }
                }
            }
        }

        /** The subtree that ends with {@code lastPath}, if there is one; paths must be asked for in ascending order. */
        @Nullable
        ChunkRef endingWith(byte[] lastPath) {
            while (current != null) {
                int order = Arrays.compareUnsigned(current.lastPath(), lastPath);
                if (order >= 0) {
                    return order == 0 ? current : null;
                }
                passed = current.lastPath();
                next();
            }
            return null;
        }
    }
}
