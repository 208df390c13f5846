package dev.lineage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@LineageTest(shared = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LineageTestTest {
    @Order(1)
    @Test
    void theFirstRecords(ModelRegistry registry, @TempDir Path directory) throws IOException {
        assertThat(registry.models(10, Optional.empty()).items()).isEmpty();
        Path file = Files.writeString(directory.resolve("file"), "content");
        registry.record("fraud")
                .code(CodeState.clean("0123456789012345678901234567890123456789"))
                .data("train", file)
                .artifact("model", file)
                .commit();
    }

    @Order(2)
    @RepeatedTest(2)
    void theOthersSeeIt(ModelRegistry registry, RepetitionInfo info) {
        assertThat(registry.models(10, Optional.empty()).items())
                .as("repetition " + info.getCurrentRepetition())
                .containsExactly("fraud");
    }
}
