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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the jars and directories that a dependency lock names, each by its digest: among those of this JVM, in the local Maven
 * repository, and in the artifact store. What is found has the recorded bytes, wherever it was.
 */
public final class ClassPathFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ClassPathFinder.class);

    private static final int DEEP = 16;

    private final Environment environment;
    private final PathHasher hasher;
    private final ArtifactStore artifacts;
    private final Trees trees;

    /** Writes trees that the artifact store has. */
    public interface Trees {
        /** Whether the artifact store has the tree. */
        boolean isStored(Digest tree);

        /** Writes a tree that is stored into a directory that does not exist. */
        void materialize(Digest tree, Path directory);
    }

    /** A finder. */
    public ClassPathFinder(Environment environment, PathHasher hasher, ArtifactStore artifacts, Trees trees) {
        this.environment = environment;
        this.hasher = hasher;
        this.artifacts = artifacts;
        this.trees = trees;
    }

    /** Where something was found. */
    public enum Source {
        /** Among what this JVM loads classes from. */
        THIS_JVM,
        /** At a place that was named. */
        NAMED,
        /** In the local Maven repository. */
        REPOSITORY,
        /** In the artifact store. */
        STORE,
        /** Not here; a repository has to be asked. */
        REMOTE
    }

    /**
     * One element that was found.
     *
     * @param dependency what was looked for
     * @param path a file or directory that has its digest; only a name, if it is only in the store or not here
     * @param source where it was
     */
    public record Element(Dependency dependency, Path path, Source source) {}

    /**
     * What was found.
     *
     * @param found in the recorded order
     * @param missing what was not found
     */
    public record Found(List<Element> found, List<Dependency> missing) {
        /** Files and directories, in the recorded order. */
        public List<Path> elements() {
            return found.stream().map(Element::path).toList();
        }
    }

    /**
     * Finds everything; what only the artifact store has is copied into {@code directory}.
     *
     * @param places files and directories to be looked into too
     */
    public Found find(DependencyLock lock, List<Path> places, Path directory) throws IOException {
        Found known = look(lock, places, nowhere -> false);
        List<Element> there = new ArrayList<>();
        List<Dependency> missing = new ArrayList<>(known.missing());
        for (Element element : known.found()) {
            try {
                Path path = element.source() == Source.STORE ? bring(element, directory) : element.path();
                there.add(new Element(element.dependency(), path, element.source()));
            } catch (NotFoundException | IntegrityException e) {
                LOG.warn("{} is not used: {}", element.dependency().file(), e.getMessage());
                missing.add(element.dependency());
            }
        }
        return new Found(there, missing);
    }

    /**
     * Finds everything, and copies nothing.
     *
     * @param remote whether what is not here can be asked for elsewhere
     */
    public Found look(DependencyLock lock, List<Path> places, Predicate<Dependency> remote) throws IOException {
        Map<Digest, Path> here = ofThisJvm();
        Map<Digest, Path> named = new HashMap<>();
        for (Path place : places) {
            addNamed(place, named);
        }
        List<Element> found = new ArrayList<>();
        List<Dependency> missing = new ArrayList<>();
        for (Dependency dependency : lock.dependencies()) {
            element(dependency, Source.NAMED, named.get(dependency.digest()))
                    .or(() -> element(dependency, Source.THIS_JVM, here.get(dependency.digest())))
                    .or(() -> inRepository(dependency))
                    .or(() -> inStore(dependency))
                    .or(() -> remote.test(dependency)
                            ? Optional.of(new Element(dependency, copyOf(dependency), Source.REMOTE))
                            : Optional.empty())
                    .ifPresentOrElse(found::add, () -> missing.add(dependency));
        }
        return new Found(found, missing);
    }

    private static Optional<Element> element(Dependency dependency, Source source, @Nullable Path path) {
        return Optional.ofNullable(path).map(there -> new Element(dependency, there, source));
    }

    private void addNamed(Path place, Map<Digest, Path> named) throws IOException {
        digest(place).ifPresent(digest -> named.putIfAbsent(digest, place));
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.walk(place, DEEP)) {
                files.filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
                        .forEach(jar -> digest(jar).ifPresent(digest -> named.putIfAbsent(digest, jar)));
            }
        }
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

    private Optional<Element> inRepository(Dependency dependency) {
        return dependency
                .coordinates()
                .filter(coordinates -> dependency.kind() == Dependency.Kind.JAR)
                .map(this::inRepository)
                .filter(Files::isRegularFile)
                .filter(jar -> digest(jar).filter(dependency.digest()::equals).isPresent())
                .map(jar -> new Element(dependency, jar, Source.REPOSITORY));
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

    private Optional<Element> inStore(Dependency dependency) {
        boolean jar = dependency.kind() == Dependency.Kind.JAR;
        boolean stored = jar ? artifacts.size(dependency.digest()).isPresent() : trees.isStored(dependency.digest());
        return stored ? Optional.of(new Element(dependency, copyOf(dependency), Source.STORE)) : Optional.empty();
    }

    private static Path copyOf(Dependency dependency) {
        return Path.of(dependency.digest().hex() + (dependency.kind() == Dependency.Kind.JAR ? ".jar" : ""));
    }

    /**
     * Copies what only the artifact store has.
     *
     * @throws NotFoundException if it is not there any more
     * @throws IntegrityException if it is damaged
     */
    public Path bring(Element element, Path directory) throws IOException {
        Dependency dependency = element.dependency();
        Path copy = directory.resolve(element.path().getFileName().toString());
        if (Files.notExists(copy)) {
            if (dependency.kind() == Dependency.Kind.JAR) {
                artifacts.copyTo(dependency.digest(), copy);
            } else {
                trees.materialize(dependency.digest(), copy);
            }
        }
        return copy;
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
