package dev.lineage;

import dev.lineage.model.Value;
import java.io.IOException;
import java.util.Map;

/** A loaded model that answers questions. Used by one thread at a time. */
public interface Predictor extends AutoCloseable {
    /**
     * Answers.
     *
     * @param input values by feature
     * @return the answer, in the form in which the smoke cases have it
     * @throws Exception if it cannot
     */
    Value predict(Map<String, Value> input) throws Exception;

    /**
     * Unloads the model; does nothing by default.
     *
     * @throws IOException if it cannot be unloaded
     */
    @Override
    default void close() throws IOException {}
}
