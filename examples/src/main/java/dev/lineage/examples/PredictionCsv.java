package dev.lineage.examples;

import dev.lineage.Predictions;
import dev.lineage.model.Prediction;
import dev.lineage.model.PredictionRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes predictions as CSV (RFC 4180), one line each, in bounded memory. Copy and change it. */
public final class PredictionCsv {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader("id", "at", "version", "digest", "stage", "subject", "input", "output")
            .get();

    private PredictionCsv() {}

    /**
     * Writes what a version predicted.
     *
     * @param from from when on (UTC), inclusive
     * @param to until when (UTC), exclusive
     * @param out is not closed
     * @return how many lines were written, without the first, which has the names
     * @throws IOException if {@code out} does not take them
     */
    public static long write(Predictions predictions, String version, Instant from, Instant to, Appendable out)
            throws IOException {
        CSVPrinter csv = new CSVPrinter(out, FORMAT);
        long[] lines = {0};
        try {
            predictions.forEach(version, from, to, prediction -> {
                print(prediction, csv);
                lines[0]++;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        csv.flush();
        return lines[0];
    }

    private static void print(Prediction prediction, CSVPrinter csv) {
        try {
            csv.printRecord(
                    prediction.id(),
                    prediction.at(),
                    prediction.version(),
                    prediction.stream().digest(),
                    prediction.stream().stage(),
                    prediction.record().subject().orElse(""),
                    text(prediction.record().input()),
                    text(prediction.record().output()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was logged as text, or its digest if only that was. */
    private static String text(Optional<PredictionRecord.Content> content) {
        return content.map(c -> c.bytes()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(c.digest().toString()))
                .orElse("");
    }
}
