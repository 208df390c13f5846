package dev.lineage.examples.libraries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The penguins that were measured and sexed, as numbers. */
final class Penguins {
    static final String[] FEATURES = {"bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"};
    static final List<String> SPECIES = List.of("Adelie", "Chinstrap", "Gentoo");
    private static final int FIRST = 2;

    /** A penguin. */
    record Row(String species, List<Double> features) {}

    private Penguins() {}

    /** Those of a CSV file, in its order; rows with a missing measurement are left out. */
    static List<Row> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(1)
                    .map(line -> line.split(",", -1))
                    .filter(cells -> Stream.of(cells).noneMatch("NA"::equals))
                    .map(Penguins::row)
                    .toList();
        }
    }

    private static Row row(String[] cells) {
        return new Row(
                cells[0],
                Stream.of(cells)
                        .skip(FIRST)
                        .limit(FEATURES.length)
                        .map(Double::valueOf)
                        .toList());
    }
}
