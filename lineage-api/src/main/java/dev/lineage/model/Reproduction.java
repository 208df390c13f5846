package dev.lineage.model;

/** How exactly something was made again, from least to most. */
public enum Reproduction {
    /** It answers the recorded smoke cases as it did, within the tolerance that was given. */
    BEHAVIOUR,
    /** Its canonical form is the same: what differs has no meaning in its format, such as the times in an archive. */
    CANONICAL,
    /** It is the same byte for byte. */
    BYTES;

    /** Whether this is as exact as {@code other}, or more. */
    public boolean isAtLeast(Reproduction other) {
        return compareTo(other) >= 0;
    }
}
