package dev.lineage;

import dev.lineage.model.Finding;
import dev.lineage.model.Stage;
import java.util.List;
import java.util.stream.Collectors;

/** What became of a promotion or a rollback: an expected outcome in every case, with what was found. */
public sealed interface Decision {
    /** Every check that was made, in order. */
    List<Finding> findings();

    /** The findings as a table for a terminal. */
    default String toText() {
        return Finding.table(findings());
    }

    /**
     * The stage points to the version.
     *
     * @param stage the stage as it is now; as it would be, if this is a preview
     */
    record Promoted(Stage stage) implements Decision {
        @Override
        public List<Finding> findings() {
            return stage.grounds().findings();
        }
    }

    /**
     * Nothing was moved: every check that a machine can make passed, and people have to approve.
     *
     * @param missing how many approvals are missing
     * @param findings what was checked, and who may approve
     */
    record AwaitingApproval(int missing, List<Finding> findings) implements Decision {
        /** Copies the list. */
        public AwaitingApproval {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Nothing was moved.
     *
     * @param findings what was checked; at least one failed
     */
    record Refused(List<Finding> findings) implements Decision {
        /** Copies the list. */
        public Refused {
            findings = List.copyOf(findings);
        }

        /** Why, and what to do next: the findings that failed, in sentences. */
        public String reason() {
            return findings.stream()
                    .filter(finding -> finding.verdict() == Finding.Verdict.FAILED)
                    .map(finding -> finding.check() + ": " + finding.found() + ". " + finding.remedy())
                    .collect(Collectors.joining(System.lineSeparator()));
        }
    }
}
