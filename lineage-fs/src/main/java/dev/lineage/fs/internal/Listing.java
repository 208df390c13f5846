package dev.lineage.fs.internal;

import dev.lineage.spi.Move;
import java.util.ArrayList;
import java.util.List;

/**
 * That a group or pointer is listed below its parent.
 *
 * @param parent the parent's name; empty at the top
 * @param segment the last segment
 */
record Listing(String parent, String segment) {
    /** What the first revision of a shown pointer makes listed: itself and the groups that it is in. */
    static List<Listing> of(Move move) {
        if (move.revision() > 1 || move.view() == Move.View.HIDDEN) {
            return List.of();
        }
        List<Listing> listings = new ArrayList<>();
        String name = move.pointer();
        int start = 0;
        while (true) {
            int slash = name.indexOf('/', start);
            String parent = start == 0 ? "" : name.substring(0, start - 1);
            listings.add(new Listing(parent, slash < 0 ? name.substring(start) : name.substring(start, slash)));
            if (slash < 0) {
                return listings;
            }
            start = slash + 1;
        }
    }
}
