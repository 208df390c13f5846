package dev.lineage;

import dev.lineage.model.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Frees the space of what is not needed any more: the artifacts of old versions, the stored data that only they used, and
 * blobs that no record ever referred to, such as those of a training that failed. Records, manifests, dependency locks,
 * patches, reports and what versions say about serving stay: what was, and how it was made, is known for ever.
 *
 * <p>Whatever the options say, the bytes of these are never deleted:
 *
 * <ul>
 *   <li>versions in any stage; the last versions of each stage (two, or {@link #keepPrevious more}); the one that a rollback
 *       would go to; versions that left a stage within the grace period;
 *   <li>what is on {@linkplain ModelRegistry#hold legal hold};
 *   <li>versions that one of these was based on, and the stored data of all of these, unless it was withdrawn;
 *   <li>the eval sets of gates, unless withdrawn;
 *   <li>whatever was recorded, stored or needed otherwise within the grace period.
 * </ul>
 *
 * <p>A version whose artifacts were deleted cannot be promoted, rehearsed or rolled back to, until the same training is
 * recorded again and makes the same bytes. Collecting is safe beside recording, serving and other collections, in other
 * processes too, as long as no clock is wrong by the length of the grace period and no recording takes that long between
 * storing and being recorded.
 */
public interface CollectChange extends PendingChange<CollectChange.Plan, CollectChange.Plan> {
    /** The grace period by default. */
    Duration DEFAULT_GRACE = Duration.ofDays(7);

    /** The shortest grace period. */
    Duration MIN_GRACE = Duration.ofDays(1);

    /** How many of the last versions of each stage are kept, at least. */
    int MIN_PREVIOUS = 2;

    /**
     * Lets versions go that were recorded longer ago than this, the last time. Without it no version goes for its age.
     *
     * @throws IllegalArgumentException if it is negative
     */
    CollectChange olderThan(Duration age);

    /**
     * Lets withdrawn versions go, and the stored bytes of withdrawn data, whatever their age: those that are {@linkplain
     * dev.lineage.model.Withdrawal.Effect#NOT_SERVED not to be served} for longer than the grace period.
     */
    CollectChange withdrawn();

    /**
     * Lets versions of this model go and no others. May be said of several models; without it, versions of all models go.
     *
     * @throws IllegalArgumentException if it is no name of a model
     */
    CollectChange model(String model);

    /**
     * How many of the last versions of each stage are kept, the present one among them.
     *
     * @throws IllegalArgumentException if it is less than {@value #MIN_PREVIOUS}
     */
    CollectChange keepPrevious(int versions);

    /**
     * How long ago something must have been needed last, {@link #DEFAULT_GRACE} by default.
     *
     * @throws IllegalArgumentException if it is less than {@link #MIN_GRACE}
     */
    CollectChange grace(Duration grace);

    /** Why; required, not blank. */
    CollectChange because(String reason);

    /** Who collects; the user who runs this process by default. */
    CollectChange by(String person);

    /** Says what would go, and why everything else is kept. Reads the whole log. */
    @Override
    Plan preview();

    /**
     * Logs what goes, then deletes it, and says what went. If this process dies meanwhile, the next collection ends its
     * work.
     *
     * @throws StoreException if the store failed; what was logged as collected may still be there
     */
    @Override
    Plan commit();

    /**
     * What happens to a version or to data.
     *
     * @param subject the version, or the data
     * @param goes whether its bytes are deleted
     * @param why why they are, or why not
     */
    record Item(Subject subject, boolean goes, String why) {}

    /**
     * What a collection does.
     *
     * @param goes what goes: versions, then data
     * @param kept what is kept, the first {@value #LISTED} of them
     * @param keptCount how many are kept
     * @param blobs how many blobs are deleted, those that no record refers to among them
     * @param bytes their size, in bytes
     */
    record Plan(List<Item> goes, List<Item> kept, long keptCount, long blobs, long bytes) {
        /** The most kept things that are listed. */
        public static final int LISTED = 10_000;

        /** Copies the lists. */
        public Plan {
            goes = List.copyOf(goes);
            kept = List.copyOf(kept);
        }

        /** As a table for a terminal. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            goes.forEach(item -> line(text, item));
            kept.forEach(item -> line(text, item));
            if (keptCount > kept.size()) {
                text.append("… and ").append(keptCount - kept.size()).append(" more are kept\n");
            }
            return text.append(String.format(
                            Locale.ROOT,
                            "%,d blobs go, %,d bytes; %,d versions and data are kept",
                            blobs,
                            bytes,
                            keptCount))
                    .toString();
        }

        private static void line(StringBuilder text, Item item) {
            text.append(item.goes() ? "goes  " : "kept  ")
                    .append(item.subject())
                    .append("  ")
                    .append(item.why())
                    .append('\n');
        }
    }
}
