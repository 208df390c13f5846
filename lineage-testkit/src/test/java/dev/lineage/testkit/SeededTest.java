package dev.lineage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

final class SeededTest {
    /** Stands before {@link Seeded} in the chain of handlers, which runs from the last to the first. */
    static final class ExpectsTheSeed implements TestExecutionExceptionHandler {
        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
            if (context.getDisplayName().startsWith("untouched")) {
                assertThat(thrown.getMessage()).contains("plain").doesNotContain("replay");
                return;
            }
            assertThat(thrown).isInstanceOf(AssertionError.class).hasMessageContaining("the reason");
            assertThat(thrown.getMessage()).containsPattern("\\(replay with -Dlineage\\.seed=-?\\d+\\)");
            assertThat(thrown.getCause()).isInstanceOf(AssertionError.class).hasMessageContaining("the reason");
        }
    }

    @Nested
    @ExtendWith({ExpectsTheSeed.class, Seeded.class})
    final class Failing {
        @Test
        void saysTheSeed(Random random) {
            fail("the reason " + random.nextInt());
        }

        @Test
        void untouchedWithoutARandom() {
            fail("plain");
        }

        @Test
        void untouchedWhenAborted(Random random) {
            assumeThat(random).as("plain").isNull();
        }
    }

    @Nested
    @ExtendWith(Seeded.class)
    final class Passing {
        private long first;

        @BeforeEach
        void draw(Random random) {
            first = random.nextLong();
        }

        @Test
        void everyParameterBeginsWithTheSeedOfTheTest(Random random, RandomGenerator other, SplittableRandom split) {
            assertThat(random.nextLong()).isEqualTo(first);
            assertThat(other.nextLong()).isEqualTo(first);
            assertThat(split.nextLong()).isNotEqualTo(first);
        }
    }
}
