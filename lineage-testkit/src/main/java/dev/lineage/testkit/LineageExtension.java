package dev.lineage.testkit;

import dev.lineage.ModelRegistry;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test method a fresh {@link ModelRegistry} in memory, and closes it afterwards:
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

    /** For JUnit. */
    public LineageExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ModelRegistry.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Opened opened = context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        context.getUniqueId(), id -> new Opened(ModelRegistry.open("memory:")), Opened.class);
        return opened.registry();
    }

    /** What JUnit closes with the test. */
    private record Opened(ModelRegistry registry) implements AutoCloseable {
        @Override
        public void close() {
            registry.close();
        }
    }
}
