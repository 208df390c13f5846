package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.core.internal.capture.PathHasher;
import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.spi.JarRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks the repositories that are installed for jars that are not here. What they give counts by its digest alone. */
final class RemoteJars {
    /** Nothing that could lead out of a directory: records are not trusted either. */
    private static final Pattern COORDINATES = Pattern.compile("[\\w+-][\\w.+-]*(:[\\w+-][\\w.+-]*){2,3}");

    private final PathHasher hasher;
    private final List<JarRepository> repositories;

    RemoteJars(PathHasher hasher, List<JarRepository> repositories) {
        this.hasher = hasher;
        this.repositories = List.copyOf(repositories);
    }

    /** Those that are on the class path or module path beside this module. */
    static List<JarRepository> installed() {
        return ServiceLoader.load(JarRepository.class, RemoteJars.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Whether there is something to be asked for. */
    boolean canAskFor(Dependency dependency) {
        return !repositories.isEmpty()
                && dependency.kind() == Dependency.Kind.JAR
                && dependency
                        .coordinates()
                        .filter(coordinates -> COORDINATES.matcher(coordinates).matches())
                        .isPresent();
    }

    /** What would be asked. */
    String names() {
        return repositories.stream().map(JarRepository::name).collect(Collectors.joining(", "));
    }

    /**
     * Gets a jar from the first repository that has it.
     *
     * @param directory a directory for what is fetched
     * @param holes told why none of them has it
     */
    Optional<Path> fetch(Dependency dependency, Path directory, Consumer<Hole> holes) throws IOException {
        List<String> reasons = new ArrayList<>();
        for (JarRepository repository : repositories) {
            try {
                Optional<Path> jar = repository.fetch(
                        dependency.coordinates().orElseThrow(),
                        dependency.digest(),
                        Files.createTempDirectory(directory, "fetched-"));
                Optional<String> reason = jar.isPresent()
                        ? otherThan(dependency.digest(), jar.get())
                        : Optional.of("has no jar of these coordinates");
                if (reason.isEmpty()) {
                    return jar;
                }
                reasons.add(repository.name() + ": " + reason.get());
            } catch (IOException e) {
                reasons.add(repository.name() + ": " + e.getMessage());
            }
        }
        holes.accept(new Hole(
                "dependency " + dependency.coordinates().orElseThrow(),
                "nothing that is here has the digest " + dependency.digest() + "; " + String.join("; ", reasons),
                "Name where the recorded jar is with .classPath(path), or make a repository that has it known to them",
                true));
        return Optional.empty();
    }

    /** What is wrong with it; empty if nothing is. */
    private Optional<String> otherThan(Digest recorded, Path jar) throws IOException {
        try {
            Digest found = hasher.hash(jar.toRealPath()).digest();
            return found.equals(recorded)
                    ? Optional.empty()
                    : Optional.of("has another jar of these coordinates, with the digest " + found
                            + ", which was refused. What was released never changes: find out who replaced it");
        } catch (LineageException e) {
            return Optional.of("gave a jar that cannot be read: " + e.getMessage());
        }
    }
}
