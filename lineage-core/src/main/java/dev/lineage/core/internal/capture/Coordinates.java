package dev.lineage.core.internal.capture;

import dev.lineage.model.Dependency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maven coordinates from where a jar lies: the layouts of Maven's local repository and of Gradle's cache. */
final class Coordinates {
    private static final String MAVEN_ROOT = "repository";
    private static final String MAVEN_HOME = ".m2";
    private static final String GRADLE_ROOT = "files-2.1";
    private static final String SNAPSHOT = "SNAPSHOT";
    private static final Set<String> EXTENSIONS = Set.of("jar", "zip", "war");
    private static final Pattern STAMP = Pattern.compile("[0-9]{8}\\.[0-9]{6}-[0-9]+");

    private Coordinates() {}

    /**
     * The coordinates that {@code jar}'s path says.
     *
     * @param repository where the local repository was said to be, if anywhere
     */
    static Optional<String> ofPath(Path jar, Optional<String> repository) {
        List<String> names = names(jar);
        int gradle = gradleRoot(names);
        if (gradle >= 0) {
            return coordinates(
                    names.get(gradle + 1), names.get(gradle + 2), names.get(gradle + 3), names.get(gradle + 5));
        }
        int root = repository
                .map(path -> depthBelow(jar, path))
                .filter(depth -> depth >= 0)
                .orElse(mavenRoot(names));
        int last = names.size() - 1;
        // …/repository/group/…/artifact/version/file
        if (root < 0 || last - root < 3) {
            return Optional.empty();
        }
        String group = String.join(".", names.subList(root, last - 2));
        return coordinates(group, names.get(last - 2), names.get(last - 1), names.get(last));
    }

    /** Whether a path is one of Gradle's cache. */
    static boolean isInGradle(Path jar) {
        return gradleRoot(names(jar)) >= 0;
    }

    private static List<String> names(Path jar) {
        List<String> names = new ArrayList<>();
        jar.toAbsolutePath().normalize().forEach(name -> names.add(name.toString()));
        return names;
    }

    /** {@code …/files-2.1/group/artifact/version/hash/file}. */
    private static int gradleRoot(List<String> names) {
        int gradle = names.lastIndexOf(GRADLE_ROOT);
        return gradle >= 0 && gradle + 6 == names.size() ? gradle : -1;
    }

    private static int depthBelow(Path jar, String repository) {
        Path root = Path.of(repository).toAbsolutePath().normalize();
        return jar.toAbsolutePath().normalize().startsWith(root) ? root.getNameCount() : -1;
    }

    private static int mavenRoot(List<String> names) {
        for (int i = 1; i < names.size(); i++) {
            if (names.get(i).equals(MAVEN_ROOT) && names.get(i - 1).equals(MAVEN_HOME)) {
                return i + 1;
            }
        }
        int only = names.indexOf(MAVEN_ROOT);
        return only < 0 || only != names.lastIndexOf(MAVEN_ROOT) ? -1 : only + 1;
    }

    private static Optional<String> coordinates(String group, String artifact, String version, String file) {
        int dot = file.lastIndexOf('.');
        String prefix = artifact + "-";
        if (dot < 0 || !EXTENSIONS.contains(file.substring(dot + 1)) || !file.startsWith(prefix)) {
            return Optional.empty();
        }
        String rest = file.substring(prefix.length(), dot);
        String found = versionAtStart(rest, version);
        if (found == null) {
            return Optional.empty();
        }
        String classifier = rest.substring(found.length());
        if (!classifier.isEmpty() && (classifier.charAt(0) != '-' || classifier.length() == 1)) {
            return Optional.empty();
        }
        String text = group + ":" + artifact + ":" + found + classifier.replaceFirst("^-", ":");
        return Optional.of(text).filter(Dependency::areCoordinates);
    }

    /** The version as the file name has it: a deployed snapshot has a time stamp where its directory says SNAPSHOT. */
    private static @Nullable String versionAtStart(String rest, String version) {
        if (rest.startsWith(version)) {
            return version;
        }
        if (!version.endsWith("-" + SNAPSHOT)) {
            return null;
        }
        String base = version.substring(0, version.length() - SNAPSHOT.length());
        if (!rest.startsWith(base)) {
            return null;
        }
        String stamp = rest.substring(base.length());
        var matcher = STAMP.matcher(stamp);
        return matcher.lookingAt() ? base + matcher.group() : null;
    }
}
