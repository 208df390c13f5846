package dev.lineage.core.internal.fresh;

import dev.lineage.ModelLoader;
import dev.lineage.Predictor;
import dev.lineage.model.SmokeCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The main class of the fresh JVM: loads the model, asks it, writes what it answered, and ends. */
public final class Child {
    private Child() {}

    /**
     * Answers the question in the first file into the second.
     *
     * @throws Exception whatever the loader throws; it is on the error output then
     */
    public static void main(String[] arguments) throws Exception {
        Exchange.Question question = Exchange.question(Path.of(arguments[0]));
        ModelLoader loader = Class.forName(question.loader())
                .asSubclass(ModelLoader.class)
                .getConstructor()
                .newInstance();
        List<Exchange.Answer> answers = new ArrayList<>();
        try (Predictor predictor = loader.load(question.bundle())) {
            for (SmokeCase smoke : question.bundle().serving().smoke()) {
                answers.add(ask(predictor, smoke));
            }
        }
        Exchange.write(Path.of(arguments[1]), answers);
        // Threads that a library left behind must not keep this JVM.
        System.exit(0);
    }

    private static Exchange.Answer ask(Predictor predictor, SmokeCase smoke) {
        try {
            return new Exchange.Answer(Optional.of(predictor.predict(smoke.input())), "");
        } catch (Exception e) {
            return new Exchange.Answer(Optional.empty(), e.toString());
        }
    }
}
