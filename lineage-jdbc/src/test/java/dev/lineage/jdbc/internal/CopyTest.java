package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.CopyChange.Copied;
import dev.lineage.ModelRegistry;
import dev.lineage.model.CodeState;
import dev.lineage.model.ModelVersion;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A registry that moves from a directory into a database, and back. */
final class CopyTest {
    @TempDir
    private Path directory;

    private ModelVersion record(ModelRegistry registry, String weights) throws IOException {
        Path data = Files.writeString(directory.resolve("data.csv"), "x,y\n" + weights);
        Path model = Files.writeString(directory.resolve("weights"), weights);
        return registry.record("fraud")
                .code(CodeState.clean("0123456789012345678901234567890123456789"))
                .storedData("train", data)
                .param("eta", 0.1)
                .metric("auc", .9)
                .tag("quote", "Robert'); drop table lineage_log; --")
                .artifact("model", model)
                .commit();
    }

    private static ModelRegistry registry(StoreProvider.Stores stores) {
        return ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .open();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRegistryGoesIntoADatabaseAndBack(TestDatabase database) throws IOException {
        Path place = Files.createDirectory(directory.resolve("db"));
        try (ModelRegistry files = ModelRegistry.open("file:" + directory.resolve("files"));
                ModelRegistry tables = registry(database.open(place));
                ModelRegistry back = ModelRegistry.open("file:" + directory.resolve("back"))) {
            ModelVersion first = record(files, "one");
            files.promote("fraud@1").to("staging").because("new").by("ana").commit();
            Copied copied = files.copyTo(tables).commit();
            assertThat(copied.head()).isEqualTo(files.treeHead()).isEqualTo(tables.treeHead());

            ModelVersion second = record(files, "two");
            Copied more = files.copyTo(tables).commit();
            assertThat(more.entries()).isEqualTo(files.treeHead().size() - copied.entries());
            assertThat(tables.treeHead()).isEqualTo(files.treeHead());
            assertThat(files.copyTo(tables).commit().entries()).isZero();

            record(tables, "three");
            tables.promote("fraud@3").to("staging").because("newer").by("ana").commit();
            tables.copyTo(back).commit();
            assertThat(back.treeHead()).isEqualTo(tables.treeHead());
            assertThat(back.version("fraud@1")).isEqualTo(first);
            assertThat(back.version("fraud@2")).isEqualTo(second);
            assertThat(back.versions("fraud", 10, Optional.empty()).items())
                    .isEqualTo(tables.versions("fraud", 10, Optional.empty()).items());
            assertThat(back.release("fraud", "staging").artifact("model")).hasContent("three");
            assertThat(tables.verify().problems()).isEmpty();
            assertThat(back.verify().problems()).isEmpty();

            // And the directory catches up with what happened in the database.
            assertThat(tables.copyTo(files).commit().head()).isEqualTo(back.treeHead());
        }
    }
}
