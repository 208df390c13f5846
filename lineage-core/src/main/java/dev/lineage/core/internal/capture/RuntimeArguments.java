package dev.lineage.core.internal.capture;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The arguments that this JVM was started with, also those from its environment variables and argument files. */
final class RuntimeArguments {
    private static volatile @Nullable List<String> known;

    private RuntimeArguments() {}

    /** The arguments; empty if this runtime has no module {@code java.management}. */
    static Optional<List<String>> get() {
        List<String> arguments = known;
        if (arguments != null) {
            return Optional.of(arguments);
        }
        try {
            // By reflection, because a run-time image may leave the module out.
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getRuntimeMXBean")
                    .invoke(null);
            Object list = Class.forName("java.lang.management.RuntimeMXBean")
                    .getMethod("getInputArguments")
                    .invoke(bean);
            arguments = ((List<?>) list).stream().map(String::valueOf).toList();
            known = arguments;
            return Optional.of(arguments);
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException e) {
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.empty();
        }
    }
}
