package dev.lineage.core.internal;

import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.model.Collected;
import dev.lineage.model.Digest;
import dev.lineage.model.Page;
import dev.lineage.model.VersionName;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Which versions and trees have lost their bytes to a collection, and which of them were stored again. */
final class Marks {
    static final String COLLECTION = "collection";
    static final String RESTORATION = "restoration";
    /** Every collection moves this one. */
    static final String ALL = "collections";

    static final String GONE = "collected";
    static final String BACK = "stored";
    private static final String PREFIX = "collected/";

    private final Records records;

    Marks(Records records) {
        this.records = records;
    }

    static String version(Digest version) {
        return PREFIX + "version/" + version.hex();
    }

    /** Data is a tree, or a file that was stored for itself. */
    static String data(Digest data) {
        return PREFIX + "data/" + data.hex();
    }

    /** By which collection something lost its bytes, unless they were stored again. */
    Optional<Collected> of(String mark) {
        return records.gone(mark)
                .flatMap(pointer -> records.at(mark, pointer.revision(), COLLECTION, GovernanceCodec::collected));
    }

    Page<Collected> all(int size, Optional<String> next) {
        return records.revisions(ALL, COLLECTION, size, next, GovernanceCodec::collected);
    }

    /** What was stored, by its mark. */
    static final class Restored {
        private final Map<String, VersionName> versions = new TreeMap<>();
        private final Map<String, Digest> data = new TreeMap<>();

        void version(Digest digest, VersionName name) {
            versions.put(Marks.version(digest), name);
        }

        void data(Digest digest) {
            data.put(Marks.data(digest), digest);
        }
    }

    /**
     * Takes marks away from what was stored again. Asked after it was recorded: a collection that comes later finds the
     * record, and one that came before is found here.
     *
     * @param now asked only if there was a mark
     */
    void restore(Restored restored, Supplier<Instant> now) {
        for (int tries = 1; tries <= Commits.MAX_TRIES; tries++) {
            List<Move> moves = new ArrayList<>();
            List<VersionName> versions = new ArrayList<>();
            List<Digest> data = new ArrayList<>();
            restored.versions.forEach((mark, name) -> back(mark, moves).ifPresent(move -> versions.add(name)));
            restored.data.forEach((mark, digest) -> back(mark, moves).ifPresent(move -> data.add(digest)));
            if (moves.isEmpty()) {
                return;
            }
            Entry entry = Entry.of(
                    RESTORATION,
                    Records.FORMAT,
                    GovernanceCodec.restoration(versions, data, now.get()),
                    moves,
                    List.of());
            if (records.append(List.of(entry)) instanceof AppendResult.Appended) {
                return;
            }
            Commits.pause(tries);
        }
        throw Errors.tooManyConflicts("that bytes were stored again", Commits.MAX_TRIES);
    }

    private Optional<Move> back(String mark, List<Move> moves) {
        Optional<Move> move =
                records.gone(mark).map(pointer -> new Move(mark, pointer.revision() + 1, BACK, Move.View.HIDDEN));
        move.ifPresent(moves::add);
        return move;
    }
}
