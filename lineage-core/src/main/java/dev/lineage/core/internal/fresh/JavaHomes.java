package dev.lineage.core.internal.fresh;

import dev.lineage.core.internal.capture.Environment;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Javas of this machine: those that the environment names, those beside them and beside the {@code java} on the PATH, where
 * installers put several, and those that version managers keep in the user's home.
 */
public final class JavaHomes {
    private static final List<String> OF_THE_USER = List.of(
            ".sdkman/candidates/java", ".jdks", ".m2/jdks", ".asdf/installs/java", "Library/Java/JavaVirtualMachines");

    /** Where the home is in the bundle of a Java on macOS. */
    private static final Path IN_BUNDLE = Path.of("Contents", "Home");

    /** The oldest Java that Lineage runs on, and one that is far away. */
    private static final int FIRST_RELEASE = 17;

    private static final int LAST_RELEASE = 60;

    private JavaHomes() {}

    /**
     * A Java.
     *
     * @param home its home
     * @param version what its file {@code release} says: {@code 17.0.15+6}, or {@code 17.0.15}
     */
    public record Home(Path home, String version) {
        /** {@code 17} of {@code 17.0.15+6}. */
        public String release() {
            return JavaHomes.release(version);
        }
    }

    /** {@code 17} of {@code 17.0.15+6-Debian-1deb12u1}. */
    public static String release(String version) {
        return version.split("[.+-]", 2)[0];
    }

    /** What is known of a directory, if there is a Java in it. */
    public static Optional<Home> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !hasLauncher(home)) {
            return Optional.empty();
        }
        Properties facts = new Properties();
        try (Reader in = Files.newBufferedReader(release)) {
            facts.load(in);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
        String version = facts.getProperty("JAVA_RUNTIME_VERSION", facts.getProperty("JAVA_VERSION", ""))
                .replace("\"", "")
                .strip();
        return version.isEmpty() ? Optional.empty() : Optional.of(new Home(home, version));
    }

    private static boolean hasLauncher(Path home) {
        return launcher(home.resolve("bin")).isPresent();
    }

    private static Optional<Path> launcher(Path directory) {
        return Stream.of("java", "java.exe")
                .map(directory::resolve)
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** The best one for a recorded version: the same build, else the same release, the newest of its builds. */
    public static Optional<Home> find(String version, Environment environment) {
        List<Home> candidates = candidates(environment).stream()
                .map(JavaHomes::at)
                .flatMap(Optional::stream)
                .filter(home -> home.release().equals(release(version)))
                .toList();
        return candidates.stream()
                .filter(home -> home.version().equals(version))
                .findFirst()
                .or(() -> candidates.stream().max(Comparator.comparing(JavaHomes::build)));
    }

    private static Runtime.Version build(Home home) {
        try {
            return Runtime.Version.parse(home.version());
        } catch (IllegalArgumentException e) {
            // A vendor's own way of counting: older than any that can be compared.
            return Runtime.Version.parse("1");
        }
    }

    private static Set<Path> candidates(Environment environment) {
        Set<Path> homes = new LinkedHashSet<>();
        environment.property("java.home").flatMap(JavaHomes::path).ifPresent(homes::add);
        environment.variable("JAVA_HOME").flatMap(JavaHomes::path).ifPresent(homes::add);
        onPath(environment).ifPresent(homes::add);
        Set<Path> neighbours = new LinkedHashSet<>(homes);
        for (int release = FIRST_RELEASE; release < LAST_RELEASE; release++) {
            // As CI systems set them.
            for (String name : List.of("JAVA_HOME_" + release, "JAVA_HOME_" + release + "_X64", "JDK_" + release)) {
                environment.variable(name).flatMap(JavaHomes::path).ifPresent(homes::add);
            }
        }
        neighbours.forEach(home -> parent(home).ifPresent(directory -> addAll(directory, homes)));
        environment
                .property("user.home")
                .flatMap(JavaHomes::path)
                .ifPresent(user -> OF_THE_USER.forEach(directory -> addAll(user.resolve(directory), homes)));
        return homes;
    }

    /** The home of the first {@code java} on the PATH, which is a link as a rule. */
    private static Optional<Path> onPath(Environment environment) {
        return Stream.of(environment.variable("PATH").orElse("").split(File.pathSeparator, -1))
                .filter(directory -> !directory.isBlank())
                .map(JavaHomes::path)
                .flatMap(Optional::stream)
                .map(JavaHomes::launcher)
                .flatMap(Optional::stream)
                .findFirst()
                .map(JavaHomes::real)
                .map(java -> java.resolve("../..").normalize());
    }

    /** Where the Javas beside this one are. */
    private static Optional<Path> parent(Path home) {
        Path real = real(home);
        return Optional.ofNullable(
                real.endsWith(IN_BUNDLE) ? real.resolve("../../..").normalize() : real.getParent());
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static void addAll(Path directory, Set<Path> homes) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> children = Files.list(directory)) {
            children.sorted().forEach(child -> {
                homes.add(child);
                homes.add(child.resolve(IN_BUNDLE));
            });
        } catch (IOException e) {
            // Not for this user; there are other places.
        }
    }
}
