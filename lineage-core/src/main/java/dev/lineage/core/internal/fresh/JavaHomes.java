package dev.lineage.core.internal.fresh;

import dev.lineage.core.internal.capture.Environment;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The Javas of this machine, at the places where installers and version managers put them. */
public final class JavaHomes {
    private static final List<String> DIRECTORIES = List.of(
            "/usr/lib/jvm",
            "/usr/java",
            "/opt/java",
            "/opt",
            "/Library/Java/JavaVirtualMachines",
            "C:\\Program Files\\Java",
            "C:\\Program Files\\Eclipse Adoptium");
    private static final List<String> OF_THE_USER = List.of(
            ".sdkman/candidates/java", ".jdks", ".m2/jdks", ".asdf/installs/java", "Library/Java/JavaVirtualMachines");

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
        return Files.isExecutable(home.resolve("bin/java")) || Files.isExecutable(home.resolve("bin/java.exe"));
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
                .or(() -> candidates.stream().findFirst());
    }

    private static List<Path> candidates(Environment environment) {
        List<Path> homes = new ArrayList<>();
        environment.property("java.home").map(Path::of).ifPresent(homes::add);
        environment.variable("JAVA_HOME").map(Path::of).ifPresent(homes::add);
        for (int release = 8; release < 60; release++) {
            // As CI systems set them.
            for (String name : List.of("JAVA_HOME_" + release, "JAVA_HOME_" + release + "_X64", "JDK_" + release)) {
                environment
                        .variable(name.toUpperCase(Locale.ROOT))
                        .map(Path::of)
                        .ifPresent(homes::add);
            }
        }
        DIRECTORIES.forEach(directory -> addAll(Path.of(directory), homes));
        environment
                .property("user.home")
                .map(Path::of)
                .ifPresent(user -> OF_THE_USER.forEach(directory -> addAll(user.resolve(directory), homes)));
        return homes;
    }

    private static void addAll(Path directory, List<Path> homes) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> children = Files.list(directory)) {
            children.sorted(java.util.Comparator.reverseOrder()).forEach(child -> {
                homes.add(child);
                homes.add(child.resolve("Contents/Home"));
            });
        } catch (IOException e) {
            // Not for this user; there are other places.
        }
    }
}
