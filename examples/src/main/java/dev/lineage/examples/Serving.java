package dev.lineage.examples;

import com.microsoft.ml.lightgbm.PredictionType;
import dev.lineage.IntegrityException;
import dev.lineage.Lineage;
import dev.lineage.ModelRegistry;
import dev.lineage.PredictionLog;
import dev.lineage.Release;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;

/** A serving process: asks once for the model in production and gets bytes that are proved to be the recorded ones. */
public final class Serving {
    /** What a refusal to serve exits with. */
    static final int REFUSED = 3;

    private Serving() {}

    /** Serves one prediction from the registry whose URL is the only argument. */
    public static void main(String[] arguments) throws IOException, LGBMException {
        try (ModelRegistry registry = Lineage.open(arguments[0])) {
            Release release = registry.release("penguins", "production");
            System.out.println("  serving " + release.version());
            try (PredictionLog predictions = release.predictions();
                    LGBMBooster booster =
                            LGBMBooster.loadModelFromString(Files.readString(release.artifact("model")))) {
                double[] gentoo = {2, 0, 46.1, 13.2, 211, 0};
                double grams = booster.predictForMatSingleRow(gentoo, PredictionType.C_API_PREDICT_NORMAL);
                System.out.printf(
                        Locale.ROOT, "  a female Gentoo with flippers of 211 mm weighs about %.0f g%n", grams);
                predictions
                        .prediction("penguin-1")
                        .input(Arrays.toString(gentoo).getBytes(StandardCharsets.UTF_8))
                        .output(Double.toString(grams).getBytes(StandardCharsets.UTF_8))
                        .subject("Biscoe island")
                        .log();
            }
        } catch (IntegrityException e) {
            System.out.println("  REFUSED: " + e.getMessage());
            System.exit(REFUSED);
        }
    }
}
