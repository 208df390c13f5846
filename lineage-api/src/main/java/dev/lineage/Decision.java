package dev.lineage;

import dev.lineage.model.Stage;

/** What became of a promotion: an expected outcome either way. */
public sealed interface Decision {
    /**
     * The stage points to the version.
     *
     * @param stage the stage as it is now; as it would be, if this is a preview
     */
    record Promoted(Stage stage) implements Decision {}

    /**
     * Nothing was moved.
     *
     * @param reason why, and what to do next
     */
    record Refused(String reason) implements Decision {}
}
