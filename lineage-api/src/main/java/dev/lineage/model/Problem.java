package dev.lineage.model;

/**
 * Something broken that verification found.
 *
 * @param subject what is broken: a file, an entry, an artifact
 * @param what what is wrong with it
 * @param remedy what to do
 */
public record Problem(String subject, String what, String remedy) {
    /** One line. */
    @Override
    public String toString() {
        return subject + ": " + what + ". " + remedy;
    }
}
