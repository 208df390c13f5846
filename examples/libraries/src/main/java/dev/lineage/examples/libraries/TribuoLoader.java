package dev.lineage.examples.libraries;

import dev.lineage.ModelLoader;
import dev.lineage.Predictor;
import dev.lineage.model.Value;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
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

    private static double[] features(Map<String, Value> input) {
        double[] features = new double[Penguins.FEATURES.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = Double.parseDouble(
                    Objects.requireNonNull(input.get(Penguins.FEATURES[i])).toString());
        }
        return features;
    }

    static String answer(Model<Label> model, double[] features) {
        return model.predict(new ArrayExample<>(
                        LabelFactory.UNKNOWN_LABEL, Penguins.FEATURES, TribuoTraining.scaled(features)))
                .getOutput()
                .getLabel();
    }
}
