package dev.lineage.fs.internal;

import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings commits into one generation of the index and into the documents. Doing it twice is harmless. For the writer
 * thread only.
 */
final class Applier {
    private static final int KNOWN = 16_384;

    private final Index index;
    private final Views views;
    private final Set<Listing> known = new HashSet<>();

    /** What may be there already. */
    enum Mode {
        /** Nothing, as far as nobody else did the same meanwhile. */
        NEW,
        /** Nothing in the index, and any views. */
        REBUILD,
        /** Anything, whole or torn. */
        REPAIR
    }

    Applier(Index index, Views views) {
        this.index = index;
        this.views = views;
    }

    Index index() {
        return index;
    }

    /**
     * Applies commits.
     *
     * @return the line pointers that were moved, whose views are to be shown once the index is in use
     */
    Map<String, Pointer> apply(List<Commit> commits, Mode mode) throws IOException, IndexException {
        boolean repair = mode == Mode.REPAIR;
        List<IndexRecord> listings = new ArrayList<>();
        List<IndexRecord> records = new ArrayList<>();
        Set<Listing> listed = new HashSet<>();
        Map<String, Pointer> lines = new LinkedHashMap<>();
        Map<String, Set<String>> lists = new HashMap<>();
        for (Commit commit : commits) {
            for (int offset = 0; offset < commit.entries().size(); offset++) {
                Entry entry = commit.entries().get(offset);
                long position = commit.first() + offset;
                for (Edge edge : entry.edges()) {
                    records.addAll(IndexRecord.edge(edge, position, offset));
                }
                for (Move move : entry.moves()) {
                    records.add(IndexRecord.revision(move.pointer(), move.revision(), position, offset));
                    for (Listing listing : Listing.of(move)) {
                        if (!known.contains(listing) && listed.add(listing) && !isListed(listing, repair, lists)) {
                            listings.add(new IndexRecord(
                                    IndexKey.list(listing.parent()), position, offset, listing.segment()));
                            records.add(new IndexRecord(
                                    IndexKey.listed(listing.parent(), listing.segment()), position, offset, ""));
                        }
                    }
                    if (move.view() == Move.View.LINE) {
                        lines.put(move.pointer(), new Pointer(move.pointer(), move.revision(), move.value(), position));
                    }
                }
            }
        }
        // What says that something is listed comes behind the list, so that it is never alone.
        index.append(listings);
        index.append(repair ? index.missing(records) : records);
        if (known.size() > KNOWN) {
            known.clear();
        }
        known.addAll(listed);
        showDocuments(commits, mode != Mode.NEW);
        return lines;
    }

    private void showDocuments(List<Commit> commits, boolean look) throws IOException {
        for (Commit commit : commits) {
            for (Entry entry : commit.entries()) {
                for (Move move : entry.moves()) {
                    if (move.view() == Move.View.DOCUMENT) {
                        views.showDocument(move, entry, look);
                    }
                }
            }
        }
    }

    /** Whether something needs not be listed again; with {@code whole}, also whether the list itself is whole. */
    private boolean isListed(Listing listing, boolean whole, Map<String, Set<String>> lists)
            throws IOException, IndexException {
        if (whole) {
            Set<String> list = lists.get(listing.parent());
            if (list == null) {
                list = index.texts(IndexKey.list(listing.parent()), Long.MAX_VALUE);
                lists.put(listing.parent(), list);
            }
            if (!list.contains(listing.segment())) {
                return false;
            }
        }
        return index.has(IndexKey.listed(listing.parent(), listing.segment()));
    }
}
