package dev.lineage.core.internal.capture;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.UnpinnableDataException;
import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the jars and directories that a dependency lock names, each by its digest: among those of this JVM, in the local Maven
 * repository, and in the artifact store. What is found has the recorded bytes, wherever it was.
 */
public final class ClassPathFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ClassPathFinder.class);

    private final Environment environment;
    private final PathHasher hasher;
    private final ArtifactStore artifacts;

    /** A finder. */
    public ClassPathFinder(Environment environment, PathHasher hasher, ArtifactStore artifacts) {
        this.environment = environment;
        this.hasher = hasher;
        this.artifacts = artifacts;
    }

    /**
     * What was found.
     *
     * @param elements files and directories, in the recorded order
     * @param missing what was not found
     */
    public record Found(List<Path> elements, List<Dependency> missing) {}

    /** Finds everything; jars that only the artifact store has are copied into {@code directory}. */
    public Found find(DependencyLock lock, Path directory) throws IOException {
        Map<Digest, Path> here = ofThisJvm();
        List<Path> elements = new ArrayList<>();
        List<Dependency> missing = new ArrayList<>();
        for (Dependency dependency : lock.dependencies()) {
            Path known = here.get(dependency.digest());
            Optional<Path> found = known == null ? elsewhere(dependency, directory) : Optional.of(known);
            found.ifPresentOrElse(elements::add, () -> missing.add(dependency));
        }
        return new Found(elements, missing);
    }

    private Map<Digest, Path> ofThisJvm() {
        Map<Digest, Path> found = new HashMap<>();
        ClassPathElements elements = ClassPathElements.ofThisJvm(environment);
        for (Path element = elements.next(); element != null; element = elements.next()) {
            Path path = element;
            digest(path).ifPresent(digest -> {
                found.putIfAbsent(digest, path);
                if (Files.isRegularFile(path)) {
                    try {
                        elements.insertNext(
                                JarFacts.of(path.toRealPath(), digest).classPath(path));
                    } catch (IOException e) {
                        LOG.debug("{} is no jar", path, e);
                    }
                }
            });
        }
        return found;
    }

    private Optional<Path> elsewhere(Dependency dependency, Path directory) throws IOException {
        if (dependency.kind() != Dependency.Kind.JAR) {
            return Optional.empty();
        }
        Optional<Path> local = dependency
                .coordinates()
                .map(this::inRepository)
                .filter(Files::isRegularFile)
                .filter(jar -> digest(jar).filter(dependency.digest()::equals).isPresent());
        return local.isPresent() ? local : fromStore(dependency, directory);
    }

    private Path inRepository(String coordinates) {
        String[] parts = coordinates.split(":", -1);
        Path repository = environment
                .property("maven.repo.local")
                .map(Path::of)
                .orElseGet(() -> Path.of(environment.property("user.home").orElse("."), ".m2", "repository"));
        String file = parts[1] + "-" + parts[2] + (parts.length > 3 ? "-" + parts[3] : "") + ".jar";
        return repository
                .resolve(parts[0].replace('.', '/'))
                .resolve(parts[1])
                .resolve(parts[2])
                .resolve(file);
    }

    private Optional<Path> fromStore(Dependency dependency, Path directory) throws IOException {
        if (artifacts.size(dependency.digest()).isEmpty()) {
            return Optional.empty();
        }
        Path copy = directory.resolve(dependency.digest().hex() + ".jar");
        try {
            if (Files.notExists(copy)) {
                artifacts.copyTo(dependency.digest(), copy);
            }
            return Optional.of(copy);
        } catch (NotFoundException | IntegrityException e) {
            LOG.warn("{} is not used: {}", dependency.file(), e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Digest> digest(Path path) {
        try {
            return Optional.of(hasher.hash(path.toRealPath()).digest());
        } catch (UnpinnableDataException | StoreException | IOException e) {
            LOG.debug("{} cannot be read", path, e);
            return Optional.empty();
        }
    }
}
