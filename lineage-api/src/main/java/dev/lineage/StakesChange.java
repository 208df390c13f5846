package dev.lineage;

import dev.lineage.model.Policy;
import dev.lineage.model.Stakes;

/** Sets the tier of a model. Practices may be tightened by anybody, and are loosened only with a second person's consent. */
public interface StakesChange extends PendingChange<Stakes, Stakes> {
    /** Other practices than the tier's own; as strict as those, or looser with consent. */
    StakesChange policy(Policy policy);

    /** Who agrees; required where the change loosens a practice, and not the person who asks for it. */
    StakesChange approvedBy(String person);

    /** Why; required, not blank. */
    StakesChange because(String reason);

    /** Who decides; the user who runs this process by default. */
    StakesChange by(String person);
}
