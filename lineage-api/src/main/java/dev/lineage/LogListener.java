package dev.lineage;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Hears of everything that is logged through a registry: for notifications, not for decisions. */
@FunctionalInterface
public interface LogListener {
    /**
     * What was logged.
     *
     * @param position the position of the entry
     * @param type its type: {@code version}, {@code stage}, {@code promotion-attempt}, {@code rehearsal}…
     * @param facts what it is found by: {@code model}, {@code stage}, {@code by}… and, where there can be several,
     *     {@code metric/auc}
     * @param body the whole fact, as JSON
     */
    record Logged(long position, String type, Map<String, String> facts, String body) {
        /** Copies the map. */
        public Logged {
            facts = Collections.unmodifiableMap(new TreeMap<>(facts));
        }
    }

    /**
     * Called once for each entry that this registry appended, after it is durable, on a thread of the registry's own, in the
     * order in which appends returned. Whatever it throws is logged and changes nothing.
     */
    void logged(Logged logged);
}
