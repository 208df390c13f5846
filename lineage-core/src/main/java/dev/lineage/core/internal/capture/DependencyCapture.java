package dev.lineage.core.internal.capture;

import dev.lineage.StoreException;
import dev.lineage.UnpinnableDataException;
import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Hole;
import dev.lineage.model.SnapshotPin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The elements from which this JVM loads classes: the class path with what manifests add to it, agents, class loaders
 * over URLs, and the modules of the boot layer.
 */
public final class DependencyCapture {
    private final Environment environment;
    private final PathHasher hasher;
    private final List<Dependency> dependencies = new ArrayList<>();
    private final List<Path> places = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();

    private DependencyCapture(Environment environment, PathHasher hasher) {
        this.environment = environment;
        this.hasher = hasher;
    }

    /** Hashes every element. What cannot be hashed is a fatal hole. */
    public static CapturedDependencies capture(Environment environment, PathHasher hasher) {
        return capture(environment, hasher, ClassPathElements.ofThisJvm(environment));
    }

    /** Also of where the class that trains, and all that it reaches, was loaded from. */
    public static CapturedDependencies capture(Environment environment, PathHasher hasher, Class<?> trainer) {
        ClassPathElements elements = ClassPathElements.ofThisJvm(environment);
        ClassLoader loader = trainer.getClassLoader();
        if (loader != null && !environment.knows(loader)) {
            elements.addLoaders(loader);
        }
        return capture(environment, hasher, elements);
    }

    static CapturedDependencies capture(Environment environment, PathHasher hasher, ClassPathElements elements) {
        DependencyCapture capture = new DependencyCapture(environment, hasher);
        for (Path element = elements.next(); element != null; element = elements.next()) {
            elements.insertNext(capture.lock(element));
        }
        capture.holes.addAll(elements.holes());
        return new CapturedDependencies(new DependencyLock(capture.dependencies), capture.places, capture.holes);
    }

    /** Locks one element; returns the elements that its manifest adds after it. */
    private List<Path> lock(Path element) {
        Path real;
        SnapshotPin.Content content;
        try {
            real = element.toRealPath();
            content = hasher.hash(real);
        } catch (UnpinnableDataException e) {
            holes.add(unpinnable(element, e));
            return List.of();
        } catch (IOException | StoreException e) {
            holes.add(unreadable(element, e));
            return List.of();
        }
        if (content.kind() == SnapshotPin.Kind.TREE) {
            add(Dependency.Kind.DIRECTORY, Optional.empty(), Optional.empty(), element, content);
            return List.of();
        }
        JarFacts facts;
        try {
            facts = JarFacts.of(real, content.digest());
        } catch (IOException e) {
            // The JVM loads nothing from what is not a jar; its bytes are locked all the same.
            add(Dependency.Kind.JAR, Optional.empty(), Optional.empty(), element, content);
            return List.of();
        }
        Optional<String> ofElement = Coordinates.ofPath(element, environment.property("maven.repo.local"));
        Optional<String> ofPath = ofElement.or(() -> Coordinates.ofPath(real, Optional.empty()));
        Optional<String> source = ofPath.map(cached -> Sources.of(ofElement.isPresent() ? element : real));
        add(Dependency.Kind.JAR, ofPath.or(facts::coordinates), source, element, content);
        return facts.classPath(element);
    }

    private void add(
            Dependency.Kind kind,
            Optional<String> coordinates,
            Optional<String> source,
            Path element,
            SnapshotPin.Content content) {
        places.add(element);
        dependencies.add(new Dependency(
                kind, coordinates, ClassPathElements.name(element), content.digest(), content.bytes(), source));
    }

    private static Hole unpinnable(Path element, UnpinnableDataException e) {
        String reason = switch (e.reason()) {
            case CHANGED_WHILE_READ -> "it changed while it was hashed, so a digest would be of a mixture";
            case SYMBOLIC_LINK -> "it contains a symbolic link";
            case SPECIAL_FILE -> "it contains a pipe, socket or device";
            case BAD_NAME -> "it contains a file name that cannot be recorded";
            default -> "it could not be read whole";
        };
        String remedy = e.reason() == UnpinnableDataException.Reason.CHANGED_WHILE_READ
                ? "Stop what writes there (a running build, an IDE) and record again"
                : "Make it a jar or a directory of regular, readable files, or take it off the class path";
        return new Hole(subject(element), reason, remedy, true);
    }

    private static Hole unreadable(Path element, Exception e) {
        return new Hole(
                subject(element),
                "it could not be read whole (" + e.getClass().getSimpleName() + ")",
                "Make it readable for this user, or take it off the class path",
                true);
    }

    private static String subject(Path element) {
        return "dependency " + CaptureErrors.shown(ClassPathElements.name(element));
    }
}
