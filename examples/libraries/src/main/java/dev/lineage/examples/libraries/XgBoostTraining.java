package dev.lineage.examples.libraries;

import dev.lineage.TrainingRecipe;
import dev.lineage.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Tells species apart with XGBoost: native code with threads, whose models are the same from run to run. */
public final class XgBoostTraining implements TrainingRecipe<Exception> {
    /** So that the training can be started again from its name alone. */
    public XgBoostTraining() {}

    @Override
    public void train(TrainingRun run) throws IOException, XGBoostError {
        List<Penguins.Row> rows = Penguins.read(run.storedData("penguins", Path.of("../data/penguins/penguins.csv")));
        run.archiveClassPath(true);
        DMatrix training = matrix(rows);
        try {
            Map<String, Object> parameters = Map.of(
                    "objective", "multi:softprob",
                    "num_class", Penguins.SPECIES.size(),
                    "eta", run.param("eta", 0.3),
                    "max_depth", run.param("depth", 3),
                    "subsample", 0.8,
                    "nthread", run.param("threads", 4),
                    "seed", run.seed("xgboost", 42));
            Booster booster = XGBoost.train(training, parameters, run.param("rounds", 20), Map.of(), null, null);
            Path model = run.scratch().resolve("model.ubj");
            booster.saveModel(model.toString());
            run.artifact("model", model);
            booster.dispose();
        } finally {
            training.dispose();
        }
    }

    private static DMatrix matrix(List<Penguins.Row> rows) throws XGBoostError {
        int width = Penguins.FEATURES.length;
        float[] values = new float[rows.size() * width];
        float[] labels = new float[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            labels[i] = Penguins.SPECIES.indexOf(rows.get(i).species());
            for (int j = 0; j < width; j++) {
                values[i * width + j] = rows.get(i).features().get(j).floatValue();
            }
        }
        DMatrix matrix = new DMatrix(values, rows.size(), width, Float.NaN);
        matrix.setLabel(labels);
        return matrix;
    }
}
