package dev.lineage.examples.libraries;

import static dev.lineage.testkit.LineageAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.DeterminismReport;
import dev.lineage.model.Perturbation;
import dev.lineage.model.Rebuilt;
import dev.lineage.model.Reproduction;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of other people's libraries, made again from a registry that has all that they need. */
final class LibrariesTest {
    /** Held, or its level would be forgotten. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    @TempDir
    private Path directory;

    private ModelRegistry registry;

    @BeforeEach
    void open() {
        TRIBUO.setLevel(Level.WARNING);
        registry = ModelRegistry.open("file:" + directory.resolve("registry"));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void nativeCodeWithThreadsMakesTheSameBytes() throws Exception {
        registry.record("xgboost", new XgBoostTraining());
        assertThat(registry, "xgboost@1").isReproduced().atLeast(Reproduction.BYTES);
        DeterminismReport report =
                registry.rebuild("xgboost@1").hunt(Perturbation.ONE_PROCESSOR, Perturbation.MANY_PROCESSORS);
        assertThat(report.isDeterministic()).as(report.toText()).isTrue();
    }

    @Test
    void datesInAModelAreSeenAndCanBeLeftOut() throws Exception {
        registry.record("tribuo", new TribuoTraining());

        Rebuilt plain = registry.rebuild("tribuo@1").run();
        assertThat(plain.reproduced()).as(plain.toText()).isEmpty();
        assertThat(plain.toText()).contains("tribuo@1 was not made again", "model: another", "differs is at");

        Rebuilt weights =
                registry.rebuild("tribuo@1").canonicalizer(new TribuoWeights()).run();
        assertThat(weights.reproduced()).as(weights.toText()).contains(Reproduction.CANONICAL);

        Rebuilt asked = registry.rebuild("tribuo@1")
                .behaviour(TribuoLoader.class, BigDecimal.ZERO)
                .run();
        assertThat(asked.reproduced()).as(asked.toText()).contains(Reproduction.BEHAVIOUR);
    }
}
