package dev.lineage.examples.libraries;

import dev.lineage.ModelLoader;
import dev.lineage.Predictor;
import dev.lineage.model.Value;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;

/** Loads a model of {@link TribuoTraining} as a service would. */
public final class TribuoLoader implements ModelLoader {
    /** For fresh JVMs. */
    public TribuoLoader() {}

    @Override
    public Predictor load(Bundle bundle) throws IOException {
        Model<Label> model = Model.deserializeFromFile(
                        Objects.requireNonNull(bundle.artifacts().get("model")))
                .castModel(Label.class);
        return input -> Value.ofObject(answer(model, features(input)));
    }

    private static List<Double> features(Map<String, Value> input) {
        return Stream.of(Penguins.FEATURES)
                .map(feature -> Double.valueOf(
                        Objects.requireNonNull(input.get(feature)).toString()))
                .toList();
    }

    static String answer(Model<Label> model, List<Double> features) {
        return model.predict(new ArrayExample<>(
                        LabelFactory.UNKNOWN_LABEL, Penguins.FEATURES, TribuoTraining.scaled(features)))
                .getOutput()
                .getLabel();
    }
}
