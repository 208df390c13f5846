package dev.lineage.testkit;

import dev.lineage.ModelRegistry;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test method a fresh {@link ModelRegistry} in memory, and closes it afterwards; {@link LineageTest} has options:
 *
 * <pre>{@code
 * @ExtendWith(LineageExtension.class)
 * class FraudTrainingTest {
 *     @Test
 *     void records(ModelRegistry registry) throws Exception {
 *         ModelVersion version = registry.record("fraud", new FraudTraining());
 *         assertThat(version.observation().holes()).isEmpty();
 *     }
 * }
 * }</pre>
 *
 * <p>Needs {@code lineage-core} on the test's class path. Works with JUnit 5.13 and later, and 6. Thread-safe.
 */
public final class LineageExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(LineageExtension.class);

    private static final String MEMORY = "memory:";

    /** For JUnit. */
    public LineageExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ModelRegistry.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Optional<LineageTest> options = context.getTestClass().map(type -> type.getAnnotation(LineageTest.class));
        boolean shared = options.filter(LineageTest::shared).isPresent();
        String store = options.map(LineageTest::store).orElse(MEMORY);
        if (!shared && !store.equals(MEMORY)) {
            throw new ParameterResolutionException("@LineageTest(store = \"" + store
                    + "\") names one registry for all tests of "
                    + context.getRequiredTestClass().getName()
                    + ". Say so with shared = true, or leave the store out");
        }
        ExtensionContext owner = shared ? ofTheClass(context) : context;
        Opened opened = owner.getStore(NAMESPACE)
                .getOrComputeIfAbsent(owner.getUniqueId(), id -> new Opened(ModelRegistry.open(store)), Opened.class);
        return opened.registry();
    }

    private static ExtensionContext ofTheClass(ExtensionContext context) {
        ExtensionContext owner = context;
        while (owner.getTestMethod().isPresent()) {
            owner = owner.getParent().orElseThrow();
        }
        return owner;
    }

    /** What JUnit closes with the test. */
    private record Opened(ModelRegistry registry) implements AutoCloseable {
        @Override
        public void close() {
            registry.close();
        }
    }
}
