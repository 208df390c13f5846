package dev.lineage.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.ModelRegistry;
import dev.lineage.NotFoundException;
import dev.lineage.PredictionLog;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionCsvTest {
    @Test
    void writesWhatAVersionPredicted(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("weights"), "1,2,3");
        Digest input = Digest.of("a request".getBytes(StandardCharsets.UTF_8));
        try (ModelRegistry registry = ModelRegistry.open("file:" + directory.resolve("store"))) {
            registry.record("fraud")
                    .code(CodeState.clean("0123456789012345678901234567890123456789"))
                    .data("train", file)
                    .artifact("model", file)
                    .commit();
            registry.promote("fraud@1").to("production").because("first").commit();
            try (PredictionLog log = registry.release("fraud", "production").predictions()) {
                log.prediction("a")
                        .input(input)
                        .output("yes, \"sure\"".getBytes(StandardCharsets.UTF_8))
                        .log();
                log.prediction("b").subject("line\nbreak").log();
            }
            StringBuilder out = new StringBuilder();
            long lines = PredictionCsv.write(registry.predictions(), "fraud@1", Instant.EPOCH, Instant.MAX, out);
            assertThat(lines).isEqualTo(2);
            assertThat(out.toString()).startsWith("id,at,version,digest,stage,subject,input,output\r\na,2");
            assertThat(out.toString()).contains(",production,," + input + ",\"yes, \"\"sure\"\"\"\r\nb,");
            assertThat(out.toString()).endsWith(",production,\"line\nbreak\",,\r\n");
            assertThatThrownBy(() -> PredictionCsv.write(
                            registry.predictions(), "fraud@2", Instant.EPOCH, Instant.MAX, new StringBuilder()))
                    .isInstanceOf(NotFoundException.class);
        }
    }
}
