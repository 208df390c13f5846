package dev.lineage.jdbc.internal;

import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of the appends that go together: each is judged against the head and the accepted ones before it. */
final class Plan {
    private final Head head;
    private final List<LogEntry> log = new ArrayList<>();
    private final Map<String, Pointer> moved = new HashMap<>();
    private final Map<Request, AppendResult> results = new LinkedHashMap<>();

    private Plan(Head head) {
        this.head = head;
    }

    static Plan of(Head head, List<Request> requests) {
        Plan plan = new Plan(head);
        requests.forEach(plan::judge);
        return plan;
    }

    private void judge(Request request) {
        long first = next();
        List<LogEntry> entries = new ArrayList<>();
        Map<String, Pointer> own = new HashMap<>();
        for (Entry entry : request.entries()) {
            long position = first + entries.size();
            for (Move move : entry.moves()) {
                Optional<Pointer> others = current(move.pointer());
                long stands = Optional.ofNullable(own.get(move.pointer()))
                        .or(() -> others)
                        .map(Pointer::revision)
                        .orElse(0L);
                if (move.revision() != stands + 1) {
                    results.put(request, new AppendResult.Conflict(move, others));
                    return;
                }
                own.put(move.pointer(), new Pointer(move.pointer(), move.revision(), move.value(), position));
            }
            entries.add(new LogEntry(position, entry));
        }
        log.addAll(entries);
        moved.putAll(own);
        results.put(request, new AppendResult.Appended(first));
    }

    private Optional<Pointer> current(String pointer) {
        return Optional.ofNullable(moved.get(pointer)).or(() -> head.pointer(pointer));
    }

    private long next() {
        return head.next() + log.size();
    }

    /** The accepted entries at their places. */
    List<LogEntry> log() {
        return log;
    }

    /** Tells everybody, once the accepted entries are durable: a conflict may be with one of them. */
    void answer() {
        results.forEach((request, result) -> request.outcome().value(result));
    }
}
