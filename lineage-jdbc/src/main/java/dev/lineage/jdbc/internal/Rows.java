package dev.lineage.jdbc.internal;

import dev.lineage.spi.Attribute;
import dev.lineage.spi.Edge;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What entries are in the tables: the one place that says which rows an entry has.
 *
 * @param log the entries
 * @param pointers the revisions that they claim
 * @param children what becomes listed, if it is not yet
 * @param attributes their attributes
 * @param edges their edges
 */
record Rows(
        List<LogEntry> log,
        List<PointerRow> pointers,
        Set<Listing> children,
        List<AttributeRow> attributes,
        List<EdgeRow> edges) {

    /** A row of {@code pointers}. */
    record PointerRow(String name, long revision, String content, String shownAs, long position) {
        private static PointerRow of(long position, Move move) {
            return new PointerRow(
                    move.pointer(),
                    move.revision(),
                    move.value(),
                    move.view().name().toLowerCase(Locale.ROOT),
                    position);
        }
    }

    /** A row of {@code attributes}; a number has no text. */
    record AttributeRow(
            long position,
            int ordinal,
            String entryType,
            String name,
            String key,
            @Nullable String text,
            @Nullable Double number,
            @Nullable Long order) {
        private static AttributeRow of(long position, int ordinal, String entryType, Attribute attribute) {
            String value = attribute.value();
            boolean numeric = attribute.numeric();
            double number = numeric ? Double.parseDouble(value) : Double.NaN;
            return new AttributeRow(
                    position,
                    ordinal,
                    entryType,
                    attribute.name(),
                    attribute.key(),
                    numeric ? null : value,
                    Numbers.shown(number),
                    Numbers.order(number));
        }
    }

    /** A row of the table of edges. */
    record EdgeRow(long position, int ordinal, Edge edge) {}

    /** The rows of entries at their places. */
    static Rows of(List<LogEntry> log) {
        List<PointerRow> pointers = new ArrayList<>();
        Set<Listing> children = new LinkedHashSet<>();
        List<AttributeRow> attributes = new ArrayList<>();
        List<EdgeRow> edges = new ArrayList<>();
        for (LogEntry each : log) {
            long position = each.position();
            Entry entry = each.entry();
            for (Move move : entry.moves()) {
                pointers.add(PointerRow.of(position, move));
                children.addAll(Listing.of(move));
            }
            for (int i = 0; i < entry.attributes().size(); i++) {
                attributes.add(AttributeRow.of(
                        position, i, entry.type(), entry.attributes().get(i)));
            }
            for (int i = 0; i < entry.edges().size(); i++) {
                edges.add(new EdgeRow(position, i, entry.edges().get(i)));
            }
        }
        return new Rows(log, pointers, children, attributes, edges);
    }
}
