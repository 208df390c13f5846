package dev.lineage.model;

import java.util.Optional;

/**
 * An artifact beside the one that a rebuild made.
 *
 * @param name the artifact's name
 * @param level how far they are the same; empty if they are not, or if one of them is missing
 * @param difference where they differ first: an offset in bytes, an entry of an archive, a field; empty if they do not
 */
public record ArtifactComparison(String name, Optional<Reproduction> level, Optional<String> difference) {
    /** {@code model: the same in BYTES}, or where it differs. */
    @Override
    public String toString() {
        return name + ": "
                + level.map(same -> "the same in " + same).orElse("another")
                + difference.map(where -> ", " + where).orElse("");
    }
}
