package dev.lineage.examples;

import com.microsoft.ml.lightgbm.PredictionType;
import dev.lineage.TrainingRecipe;
import dev.lineage.TrainingRun;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMBooster.FeatureImportanceType;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trains a LightGBM model that guesses a penguin's weight. What it takes from {@code run} is what is recorded. */
public final class PenguinTraining implements TrainingRecipe<Exception> {
    private static final int HOLD_OUT_EVERY = 5;

    /** So that the training can be started again from its name alone. */
    public PenguinTraining() {}

    @Override
    public void train(TrainingRun run) throws IOException, LGBMException {
        Path data = run.data("train", Path.of("target/quickstart/penguins"));
        int rounds = run.param("rounds", 60);
        String parameters = "objective=regression deterministic=true force_row_wise=true num_threads=1 verbosity=-1"
                + " min_data_in_leaf=5 num_leaves=" + run.param("leaves", 7) + " learning_rate="
                + run.param("eta", 0.1) + " seed=" + run.seed("lightgbm", 42);

        List<Penguins.Row> training = new ArrayList<>();
        List<Penguins.Row> heldOut = new ArrayList<>();
        List<Penguins.Row> rows = Penguins.read(data);
        for (int i = 0; i < rows.size(); i++) {
            (i % HOLD_OUT_EVERY == 0 ? heldOut : training).add(rows.get(i));
        }

        try (LGBMDataset dataset = LGBMDataset.createFromMat(
                Penguins.matrix(training), training.size(), Penguins.FEATURES.length, true, parameters, null)) {
            dataset.setFeatureNames(Penguins.FEATURES);
            float[] grams = new float[training.size()];
            for (int i = 0; i < grams.length; i++) {
                grams[i] = training.get(i).grams();
            }
            dataset.setField("label", grams);
            try (LGBMBooster booster = LGBMBooster.create(dataset, parameters)) {
                for (int i = 0; i < rounds; i++) {
                    booster.updateOneIter();
                }
                Path model = run.scratch().resolve("penguins.txt");
                Files.writeString(model, booster.saveModelToString(0, 0, FeatureImportanceType.GAIN));
                run.artifact("model", model);
                run.metric("error-grams", meanError(booster, heldOut));
                run.metric("penguins", training.size());
            }
        }
    }

    /** How far off the guesses are on average, for penguins that the model has not seen. */
    private static double meanError(LGBMBooster booster, List<Penguins.Row> heldOut) throws LGBMException {
        double[] guesses = booster.predictForMat(
                Penguins.matrix(heldOut),
                heldOut.size(),
                Penguins.FEATURES.length,
                true,
                PredictionType.C_API_PREDICT_NORMAL);
        double sum = 0;
        for (int i = 0; i < guesses.length; i++) {
            sum += Math.abs(guesses[i] - heldOut.get(i).grams());
        }
        return sum / guesses.length;
    }
}
