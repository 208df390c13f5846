package dev.lineage.jdbc.internal;

import dev.lineage.spi.Move;
import java.util.ArrayList;
import java.util.List;

/**
 * That a pointer or a group is listed below its parent.
 *
 * @param parent the parent's name
 * @param segment the last segment
 */
record Listing(String parent, String segment) {
    /** What a move makes listed below something: the pointer and the groups that it is in, if it is new and shown. */
    static List<Listing> of(Move move) {
        List<Listing> listings = new ArrayList<>();
        if (move.revision() == 1 && move.view() != Move.View.HIDDEN) {
            String name = move.pointer();
            for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/')) {
                listings.add(new Listing(name.substring(0, slash), name.substring(slash + 1)));
                name = name.substring(0, slash);
            }
        }
        return listings;
    }

    /** The name of what is listed. */
    String name() {
        return parent + "/" + segment;
    }
}
