package dev.lineage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LineageExtension.class)
final class LineageExtensionTest {
    @RepeatedTest(2)
    void everyTestGetsARegistryOfItsOwn(ModelRegistry registry, ModelRegistry same, @TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");
        assertThat(registry).isSameAs(same);
        assertThat(registry.models(10, Optional.empty()).items()).isEmpty();

        registry.record("fraud")
                .code(CodeState.clean("0123456789012345678901234567890123456789"))
                .data("train", file)
                .artifact("model", file)
                .commit();

        assertThat(registry.models(10, Optional.empty()).items()).containsExactly("fraud");
    }
}
