package dev.lineage;

import dev.lineage.model.Stage;
import dev.lineage.model.VersionName;
import dev.lineage.model.Withdrawal;
import java.util.List;

/**
 * Withdraws a version or data, or takes that back. What was made from it counts as withdrawn too, by the lineage graph: also
 * what is recorded later. Training and recording stay possible, because records say what was.
 *
 * <p>No emergency override reaches past a withdrawal. It is taken back by {@link ModelRegistry#reinstate}.
 */
public interface WithdrawChange extends PendingChange<WithdrawChange.Affected, WithdrawChange.Affected> {
    /** Why; required, not blank. */
    WithdrawChange because(String reason);

    /** Who decides; the user who runs this process by default. */
    WithdrawChange by(String person);

    /**
     * Lets stages that point to what is withdrawn be served on until they are moved: for flaws that are no reason for an
     * outage. By default a service that starts is refused.
     */
    WithdrawChange servedUntilReplaced();

    /**
     * Says what would be affected.
     *
     * @throws NotFoundException if the version is not recorded
     * @throws IllegalArgumentException if what is to be reinstated is not withdrawn
     */
    @Override
    Affected preview();

    /**
     * Writes the decision, in one step with the state of every model whose stages it concerns: a promotion that was judged
     * before is judged again.
     *
     * @throws NotFoundException if the version is not recorded
     * @throws IllegalArgumentException if what is to be reinstated is not withdrawn
     */
    @Override
    Affected commit();

    /**
     * What a withdrawal reaches.
     *
     * @param withdrawal the decision
     * @param count how many versions count as withdrawn by it, the subject among them
     * @param versions the first {@value #LISTED} of them, by model and number
     * @param stages the stages that point to one of them now: move them, or their services will not start again
     */
    record Affected(Withdrawal withdrawal, long count, List<VersionName> versions, List<Stage> stages) {
        /** The most versions that are listed. */
        public static final int LISTED = 1_000;

        /** Copies the lists. */
        public Affected {
            versions = List.copyOf(versions);
            stages = List.copyOf(stages);
        }
    }
}
