package dev.lineage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many files a serving process reads until it has its release, as the Java runtime itself counts them. */
final class ColdResolveTest {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final int MOST_FILES = 12;

    @TempDir
    private Path directory;

    @Test
    void resolvingReadsAFewFilesHoweverManyVersionsThereAre() throws IOException {
        Path few = fill("few", 3);
        Path many = fill("many", 400);
        resolve(few);

        Set<String> ofFew = filesRead(few);
        Set<String> ofMany = filesRead(many);

        assertThat(ofMany).hasSizeLessThanOrEqualTo(MOST_FILES).anyMatch(file -> file.contains("artifacts"));
        assertThat(ofMany.size()).as(ofMany + " and " + ofFew).isLessThanOrEqualTo(ofFew.size() + 2);
    }

    private Path fill(String name, int versions) throws IOException {
        Path store = directory.resolve(name);
        Path data = Files.writeString(directory.resolve("data.csv"), "1,2\n");
        try (ModelRegistry registry = ModelRegistry.open("file:" + store)) {
            SnapshotPin pin = registry.pin("train", data).commit();
            for (int i = 1; i <= versions; i++) {
                Path model = Files.writeString(directory.resolve("model"), "weights " + i);
                registry.record("fraud")
                        .code(CodeState.clean(COMMIT))
                        .data("train", pin)
                        .param("i", i)
                        .artifact("model", model)
                        .commit();
            }
            registry.promote("fraud@" + (versions / 2 + 1))
                    .to("production")
                    .because("better")
                    .by("ana")
                    .commit();
        }
        return store;
    }

    private static void resolve(Path store) {
        try (ModelRegistry registry = ModelRegistry.open("file:" + store)) {
            assertThat(registry.release("fraud", "production").artifact("model"))
                    .isRegularFile();
        }
    }

    private Set<String> filesRead(Path store) throws IOException {
        Path dump = directory.resolve(store.getFileName() + ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileRead").withoutThreshold();
            recording.start();
            resolve(store);
            recording.stop();
            recording.dump(dump);
        }
        List<String> paths = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(dump)) {
            if (event.getEventType().getName().equals("jdk.FileRead")) {
                paths.add(String.valueOf(event.getString("path")));
            }
        }
        Set<String> files = new TreeSet<>(paths);
        files.removeIf(path -> !path.startsWith(store.toString()));
        return files;
    }
}
