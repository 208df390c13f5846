package dev.lineage.model;

/**
 * Something that the record of a version should hold and does not.
 *
 * @param subject what is missing: {@code code}, {@code data}, {@code dependency guava-33.jar}
 * @param reason why it could not be captured
 * @param remedy what to do about it
 * @param fatal whether no version can be recorded without it
 */
public record Hole(String subject, String reason, String remedy, boolean fatal) {
    /** One line. */
    @Override
    public String toString() {
        return subject + ": " + reason + ". " + remedy;
    }
}
