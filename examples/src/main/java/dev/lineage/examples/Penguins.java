package dev.lineage.examples;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The penguins' measurements as numbers. A missing feature is NaN, which LightGBM understands. */
final class Penguins {
    static final String[] FEATURES = {"species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "sex"
    };
    private static final int[] COLUMNS = {0, 1, 2, 3, 4, 6};
    private static final int MASS = 5;
    private static final String MISSING = "NA";
    private static final Map<String, Integer> CODES = Map.of(
            "Adelie", 0, "Chinstrap", 1, "Gentoo", 2, "Biscoe", 0, "Dream", 1, "Torgersen", 2, "female", 0, "male", 1);

    /** One penguin that was weighed. */
    record Row(List<Double> features, float grams) {}

    private Penguins() {}

    /** Every weighed penguin of every CSV file in {@code directory}, in the order of the files' names. */
    static List<Row> read(Path directory) throws IOException {
        TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.csv")) {
            found.forEach(files::add);
        }
        List<Row> rows = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                if (!cells[MASS].equals(MISSING)) {
                    rows.add(new Row(features(cells), Float.parseFloat(cells[MASS])));
                }
            }
        }
        return rows;
    }

    private static List<Double> features(String[] cells) {
        List<Double> features = new ArrayList<>();
        for (int i = 0; i < FEATURES.length; i++) {
            String cell = cells[COLUMNS[i]];
            Integer code = CODES.get(cell);
            features.add(cell.equals(MISSING) ? Double.NaN : code != null ? code : Double.parseDouble(cell));
        }
        return features;
    }

    /** The features of {@code rows}, one row after the other. */
    static double[] matrix(List<Row> rows) {
        double[] matrix = new double[rows.size() * FEATURES.length];
        int at = 0;
        for (Row row : rows) {
            for (double feature : row.features()) {
                matrix[at++] = feature;
            }
        }
        return matrix;
    }
}
