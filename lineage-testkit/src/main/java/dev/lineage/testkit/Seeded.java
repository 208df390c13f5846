package dev.lineage.testkit;

import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests a {@link Random}, {@link SplittableRandom} or {@link RandomGenerator} whose seed is in the message when the
 * test fails, and can be set to replay it:
 *
 * <pre>{@code
 * @ExtendWith(Seeded.class)
 * class ShuffleTest {
 *     @Test
 *     void keepsEveryCard(Random random) { … }
 * }
 * }</pre>
 *
 * <p>Every test has a seed of its own unless the system property {@value #PROPERTY} gives one to all. Every parameter of
 * one test is a generator of its own that begins with that test's seed. Thread-safe, as far as the generators are.
 */
public final class Seeded
        implements ParameterResolver, TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    /** The system property that sets the seed, a decimal {@code long}. */
    public static final String PROPERTY = "lineage.seed";

    private static final Namespace NAMESPACE = Namespace.create(Seeded.class);
    private static final String SEED = "seed";
    private static final Set<Class<?>> TYPES = Set.of(Random.class, SplittableRandom.class, RandomGenerator.class);

    /** For JUnit. */
    public Seeded() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        long seed = context.getStore(NAMESPACE).getOrComputeIfAbsent(SEED, key -> newSeed(), Long.class);
        return parameter.getParameter().getType() == SplittableRandom.class
                ? new SplittableRandom(seed)
                : new Random(seed);
    }

    private static long newSeed() {
        String given = System.getProperty(PROPERTY);
        if (given == null) {
            return ThreadLocalRandom.current().nextLong();
        }
        try {
            return Long.parseLong(given);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "-D" + PROPERTY + "=" + given + " is not a seed: copy the number from the failed test's message",
                    e);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw withSeed(context, thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw withSeed(context, thrown);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw withSeed(context, thrown);
    }

    private static Throwable withSeed(ExtensionContext context, Throwable thrown) {
        Long seed = context.getStore(NAMESPACE).get(SEED, Long.class);
        if (seed == null || isAborted(thrown)) {
            return thrown;
        }
        return new AssertionError(
                thrown + System.lineSeparator() + "(replay with -D" + PROPERTY + "=" + seed + ")", thrown);
    }

    /** Whether the test was aborted, not failed. */
    private static boolean isAborted(Throwable thrown) {
        if (thrown instanceof TestAbortedException) {
            return true;
        }
        // AssertJ aborts with JUnit 4's exception where that is on the class path, and JUnit understands it.
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals("org.junit.internal.AssumptionViolatedException")) {
                return true;
            }
        }
        return false;
    }
}
