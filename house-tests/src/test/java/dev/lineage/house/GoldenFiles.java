package dev.lineage.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Text that is compared with the files under {@code src/test/golden}. */
final class GoldenFiles {
    private static final boolean UPDATE = "update".equals(System.getProperty("lineage.golden"));
    private static final String REMEDY =
            "If the change is meant, run 'mvn verify -Dlineage.golden=update', read the diff and commit it.";

    private final Path home;
    private final Path golden;
    private final Path actual;

    GoldenFiles(String kind) {
        home = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        golden = home.resolve("src/test/golden").resolve(kind);
        actual = home.resolve("target/golden").resolve(kind);
    }

    void check(String name, String text) throws IOException {
        Path expected = golden.resolve(name + ".txt");
        if (UPDATE) {
            write(expected, text);
            return;
        }
        assertThat(expected).as("%s is missing. %s", expected, REMEDY).exists();
        Path found = write(actual.resolve(name + ".txt"), text);
        assertThat(found)
                .as("%s differs from what was built (%s). %s", home.relativize(expected), found, REMEDY)
                .hasSameTextualContentAs(expected);
    }

    void checkNoneLeftOver(Set<String> names) throws IOException {
        try (Stream<Path> files = Files.list(golden)) {
            Set<String> present = files.map(file -> String.valueOf(file.getFileName()))
                    .map(file -> file.replaceFirst("\\.txt$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(present).as("golden files in %s", golden).isEqualTo(names);
        }
    }

    private static Path write(Path file, String text) throws IOException {
        Path dir = file.getParent();
        if (dir != null) {
            Files.createDirectories(dir);
        }
        return Files.writeString(file, text);
    }
}
