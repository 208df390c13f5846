package dev.lineage;

import dev.lineage.model.Evaluation;
import dev.lineage.model.Finding;
import dev.lineage.model.ModelVersion;
import java.util.Optional;

/**
 * A check that an application adds to gates. It is called by whoever promotes, with what the decision is about; what it
 * throws is a refusal. Implementations are thread-safe and quick, and give the same answer for the same question.
 */
@FunctionalInterface
public interface GateCheck {
    /**
     * Judges a candidate.
     *
     * @param question what is asked
     * @return the finding; its {@link Finding#check} is replaced by the name of the rule
     */
    Finding judge(Question question);

    /**
     * What is asked.
     *
     * @param candidate the version that is to go into the stage
     * @param evaluation its evaluation on the gate's eval set, if there is one
     * @param current the version that the stage points to now, if there is one
     * @param currentEvaluation that version's evaluation on the gate's eval set, if there is one
     */
    record Question(
            ModelVersion candidate,
            Optional<Evaluation> evaluation,
            Optional<ModelVersion> current,
            Optional<Evaluation> currentEvaluation) {}
}
