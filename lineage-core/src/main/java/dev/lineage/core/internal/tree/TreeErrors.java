package dev.lineage.core.internal.tree;

import dev.lineage.IntegrityException;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.TreeHead;

/** Every message of this package: what, why, what to do. */
final class TreeErrors {
    private static final String REMEDY =
            ". Somebody changed the store, or it was restored from an older copy. Keep both the"
                    + " store and the checkpoint as they are, find out what happened, and restore the store from a newer copy";

    private TreeErrors() {}

    static IntegrityException shrank(String location, long known, long size) {
        return new IntegrityException(
                "The log at " + location + " has " + size + " entries, where " + known + " were there before" + REMEDY);
    }

    static IntegrityException missing(String location, long position) {
        return new IntegrityException("Entry " + position + " of the log at " + location
                + " is missing although the log is longer. Restore the store from a copy and run verify()");
    }

    static IntegrityException otherEntry(String location, long position) {
        return new IntegrityException("Entry " + position + " of the log at " + location
                + " is not the one that was verified: it was replaced since its checkpoint" + REMEDY);
    }

    static IntegrityException rewritten(String location, long from, long to, int level) {
        return new IntegrityException("The log at " + location + " was changed between the entries "
                + from * subtree(level) + " and " + (to * subtree(level) - 1)
                + ": they are not those that its checkpoint covers" + REMEDY);
    }

    private static long subtree(int level) {
        return 1L << Frontier.BITS * level;
    }

    static IntegrityException truncated(String location, long size, Checkpoint kept, String where) {
        return new IntegrityException("The log at " + location + " has " + size + " entries, but the checkpoint at "
                + where + " says that it had " + kept.head().size() + ": its end was cut off, or it is another log"
                + REMEDY);
    }

    static IntegrityException notTheSame(String location, TreeHead now, Checkpoint kept, String where) {
        return new IntegrityException("The first " + now.size() + " entries of the log at " + location
                + " have the root " + now.root() + ", but the checkpoint at " + where + " says "
                + kept.head().root() + ": they were rewritten, or two histories are shown" + REMEDY);
    }

    static IntegrityException otherOrigin(Checkpoint kept, String origin, String where) {
        return new IntegrityException("The checkpoint at " + where + " is of the log '" + kept.origin() + "', not of '"
                + origin + "'. Open the registry with the anchor of its own log");
    }

    static IntegrityException noCheckpoint(String where, String why) {
        return new IntegrityException("What is kept at " + where + " cannot be compared with: " + why
                + ". Restore it from a copy, or keep checkpoints elsewhere");
    }

    static IntegrityException notSigned(Checkpoint kept, String where, String keys) {
        return new IntegrityException("The checkpoint " + kept + " at " + where + " has no good signature of the keys "
                + keys + ": somebody else wrote it, or the log has a new key. Name the key that it had before with"
                + " Anchor.trusting(key), or restore the checkpoint from a copy");
    }
}
