package dev.lineage.examples.libraries;

import dev.lineage.TrainingRecipe;
import dev.lineage.TrainingRun;
import dev.lineage.model.Feature;
import dev.lineage.model.ServingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Tells species apart with Tribuo, whose models say when they were made: no two files are the same. */
public final class TribuoTraining implements TrainingRecipe<IOException> {
    private static final double THOUSAND = 1000;

    /** So that the training can be started again from its name alone. */
    public TribuoTraining() {}

    @Override
    public void train(TrainingRun run) throws IOException {
        List<Penguins.Row> rows = Penguins.read(run.storedData("penguins", Path.of("../data/penguins/penguins.csv")));
        run.archiveClassPath(true);
        LabelFactory labels = new LabelFactory();
        MutableDataset<Label> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance("penguins", labels), labels);
        rows.forEach(row ->
                dataset.add(new ArrayExample<>(new Label(row.species()), Penguins.FEATURES, scaled(row.features()))));

        LinearSGDTrainer trainer = new LinearSGDTrainer(
                new LogMulticlass(), new AdaGrad(run.param("eta", 0.5)), run.param("epochs", 20), run.seed("sgd", 1));
        LinearSGDModel model = trainer.train(dataset);

        Path file = run.scratch().resolve("model.pb");
        model.serializeToFile(file);
        run.artifact("model", file);
        run.serving(serving(model, rows));
    }

    /** All of one size, as gradient descent wants it. */
    static double[] scaled(List<Double> features) {
        double[] scaled = features.stream().mapToDouble(Double::doubleValue).toArray();
        scaled[scaled.length - 1] /= THOUSAND;
        for (int i = 0; i < scaled.length - 1; i++) {
            scaled[i] /= 100;
        }
        return scaled;
    }

    private static ServingSpec serving(LinearSGDModel model, List<Penguins.Row> rows) {
        ServingSpec.Builder spec = ServingSpec.builder();
        for (String feature : Penguins.FEATURES) {
            spec.feature(Feature.of(feature, Feature.Type.DECIMAL));
        }
        for (int i = 0; i < rows.size(); i += rows.size() / 3) {
            Map<String, Object> features = new LinkedHashMap<>();
            for (int j = 0; j < Penguins.FEATURES.length; j++) {
                features.put(Penguins.FEATURES[j], rows.get(i).features().get(j));
            }
            spec.smoke(
                    "row-" + i, features, TribuoLoader.answer(model, rows.get(i).features()));
        }
        return spec.build();
    }
}
