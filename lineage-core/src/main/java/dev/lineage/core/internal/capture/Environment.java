package dev.lineage.core.internal.capture;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The outside as capture sees it: environment variables, system properties, the working directory, class loader and
 * clock. Nothing else in core asks the JVM for them. Immutable and thread-safe.
 */
public final class Environment {
    private final Function<String, @Nullable String> variables;
    private final Function<String, @Nullable String> properties;
    private final Path workingDirectory;
    private final Path root;
    private final ClassLoader classLoader;
    private final Clock clock;

    private Environment(Builder builder) {
        this.variables = builder.variables;
        this.properties = builder.properties;
        this.workingDirectory = builder.workingDirectory.toAbsolutePath().normalize();
        this.root = builder.root;
        this.classLoader = builder.classLoader;
        this.clock = builder.clock;
    }

    /** This process, with {@code clock} as its clock. */
    public static Environment system(Clock clock) {
        Builder builder = new Builder(clock, Path.of(System.getProperty("user.dir", "")));
        builder.variables = System::getenv;
        builder.properties = System::getProperty;
        return builder.build();
    }

    /** An environment with nothing in it but a clock and a working directory. */
    public static Builder builder(Clock clock, Path workingDirectory) {
        return new Builder(clock, workingDirectory);
    }

    /** The value of an environment variable; empty if it is not set or blank. */
    public Optional<String> variable(String name) {
        return present(variables.apply(name));
    }

    /** The value of a system property; empty if it is not set or blank. */
    public Optional<String> property(String name) {
        return present(properties.apply(name));
    }

    /** A system property whose empty value means something. */
    Optional<String> rawProperty(String name) {
        return Optional.ofNullable(properties.apply(name));
    }

    /** The working directory, absolute. */
    public Path workingDirectory() {
        return workingDirectory;
    }

    /** The class loader through which resources are found. */
    public ClassLoader classLoader() {
        return classLoader;
    }

    /** Whether that class loader is asked for classes here anyway. */
    public boolean knows(ClassLoader loader) {
        for (ClassLoader each = classLoader; each != null; each = each.getParent()) {
            if (each.equals(loader)) {
                return true;
            }
        }
        return false;
    }

    /** The clock. */
    public Clock clock() {
        return clock;
    }

    /** A file of the operating system, such as {@code proc/cpuinfo}; it need not exist. */
    Path systemFile(String relative) {
        return root.resolve(relative);
    }

    private static Optional<String> present(@Nullable String value) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value);
    }

    private static ClassLoader contextLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }

    /** Builds an environment. */
    public static final class Builder {
        private final Clock clock;
        private final Path workingDirectory;
        private final Map<String, String> ownVariables = new HashMap<>();
        private final Map<String, String> ownProperties = new HashMap<>();
        private Function<String, @Nullable String> variables = ownVariables::get;
        private Function<String, @Nullable String> properties = ownProperties::get;
        private Path root;
        private ClassLoader classLoader = contextLoader();

        private Builder(Clock clock, Path workingDirectory) {
            this.clock = clock;
            this.workingDirectory = workingDirectory;
            this.root = Path.of("/");
        }

        /** Sets an environment variable. */
        public Builder variable(String name, String value) {
            ownVariables.put(name, value);
            return this;
        }

        /** Sets a system property. */
        public Builder property(String name, String value) {
            ownProperties.put(name, value);
            return this;
        }

        /** Takes files of the operating system from another directory. */
        public Builder root(Path directory) {
            root = directory;
            return this;
        }

        /** Finds resources through this. */
        public Builder classLoader(ClassLoader loader) {
            classLoader = loader;
            return this;
        }

        /** The environment. */
        public Environment build() {
            return new Environment(this);
        }
    }
}
