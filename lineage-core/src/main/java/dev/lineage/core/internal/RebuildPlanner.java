package dev.lineage.core.internal;

import dev.lineage.IncompleteRebuildException;
import dev.lineage.LineageException;
import dev.lineage.core.internal.capture.ClassPathFinder;
import dev.lineage.core.internal.fresh.JavaHomes;
import dev.lineage.core.internal.fresh.Training;
import dev.lineage.model.Artifact;
import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Platform;
import dev.lineage.model.RebuildPlan;
import dev.lineage.model.RebuildPlan.Step;
import dev.lineage.model.Recipe;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Finds out what a rebuild needs, and where it is. */
final class RebuildPlanner {
    private final ModelVersion version;
    private final Recipe recipe;
    private final Records records;
    private final Surroundings surroundings;
    private final ArtifactStore artifacts;
    private final Snapshots snapshots;
    private final RemoteJars remote;
    private final List<Step> steps = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();

    RebuildPlanner(
            ModelVersion version,
            Records records,
            Surroundings surroundings,
            ArtifactStore artifacts,
            Snapshots snapshots,
            RemoteJars remote) {
        this.version = version;
        this.recipe = version.recipe();
        this.records = records;
        this.surroundings = surroundings;
        this.artifacts = artifacts;
        this.snapshots = snapshots;
        this.remote = remote;
    }

    /** Data that is somewhere, or in the artifact store. */
    private record Datum(SnapshotPin.Content pin, Optional<Path> place, String fileName) {}

    /** A base, and the names of its artifacts whose bytes are there. */
    private record Base(ModelVersion version, List<String> artifacts) {}

    /** Everything that was found. */
    record Prepared(
            RebuildPlan plan,
            JavaHomes.Home java,
            ClassPathFinder.Found classPath,
            Map<String, Datum> data,
            Map<String, Base> bases,
            Staging staging) {
        /** Brings everything into place. */
        Stage stage(Path directory) throws IOException {
            return staging.stage(this, directory);
        }
    }

    private interface Staging {
        Stage stage(Prepared prepared, Path directory) throws IOException;
    }

    /**
     * What is in its place.
     *
     * @param classPath the recorded class path
     * @param data where the recorded data is
     * @param bases the recorded bases, and where their artifacts are
     */
    record Stage(List<Path> classPath, Map<String, Path> data, Map<String, Training.Base> bases) {
        /** The same data and artifacts under other paths. */
        Stage elsewhere(Path directory) throws IOException {
            Map<String, Path> moved = elsewhere(data, Files.createDirectories(directory));
            Map<String, Training.Base> movedBases = new TreeMap<>();
            for (Map.Entry<String, Training.Base> each : bases.entrySet()) {
                Path own = Files.createDirectory(directory.resolve("base-" + movedBases.size()));
                Training.Base base = each.getValue();
                movedBases.put(each.getKey(), new Training.Base(base.version(), elsewhere(base.artifacts(), own)));
            }
            return new Stage(classPath, moved, movedBases);
        }

        private static Map<String, Path> elsewhere(Map<String, Path> places, Path directory) {
            Map<String, Path> moved = new TreeMap<>();
            places.forEach((name, place) -> {
                Path parent = place.getParent();
                Path link = directory.resolve("other-" + moved.size());
                try {
                    // Of the directory above, because a link is treated otherwise than what it leads to.
                    Files.createSymbolicLink(link, Objects.requireNonNull(parent));
                    moved.put(name, link.resolve(Objects.requireNonNull(place.getFileName())));
                } catch (IOException | UnsupportedOperationException e) {
                    // Not every user of every system may.
                    moved.put(name, place);
                }
            });
            return moved;
        }
    }

    Prepared prepare(Map<String, Path> places, List<Path> classPathPlaces, Optional<Path> javaHome) {
        holes.addAll(version.observation().holes().stream()
                .filter(hole -> !hole.subject().equals("trainer"))
                .toList());
        code();
        JavaHomes.Home java = java(javaHome);
        ClassPathFinder.Found classPath = classPath(classPathPlaces);
        Map<String, Datum> data = new TreeMap<>();
        recipe.data().forEach((name, pin) -> data(name, pin, Optional.ofNullable(places.get(name)), data));
        Map<String, Base> bases = bases();
        trainer(java);
        results();
        RebuildPlan plan = new RebuildPlan(version.name(), steps, holes);
        return new Prepared(plan, java, classPath, data, bases, this::stage);
    }

    private void hole(String subject, String reason, String remedy, boolean fatal) {
        holes.add(new Hole(subject, reason, remedy, fatal));
    }

    // ---- code and platform

    private void code() {
        var origin = version.observation().code();
        String commit = recipe.code().commit();
        StringBuilder how = new StringBuilder("for people; the class path has what was compiled from it\n");
        origin.remote()
                .ifPresent(remote -> how.append("git clone ").append(remote).append(" code\n"));
        how.append("git checkout ").append(commit).append('\n');
        origin.patch()
                .ifPresent(
                        patch -> how.append("git apply <(blob ").append(patch).append(" of the artifact store)\n"));
        origin.patch()
                .filter(patch -> artifacts.size(patch).isEmpty())
                .ifPresent(patch -> hole(
                        "code",
                        "the patch of the uncommitted changes (" + patch + ") is not in the artifact store",
                        "Restore the artifact store from a copy",
                        false));
        steps.add(new Step(
                "code " + recipe.code()
                        + origin.branch().map(branch -> " on " + branch).orElse(""),
                how.toString()));
    }

    private JavaHomes.Home java(Optional<Path> wanted) {
        Platform platform = version.observation().platform();
        JavaHomes.Home own = new JavaHomes.Home(
                surroundings.javaHome(), surroundings.platform().javaVersion());
        String release = JavaHomes.release(platform.javaVersion());
        Optional<JavaHomes.Home> found = wanted.isPresent()
                ? JavaHomes.at(wanted.get())
                : own.version().equals(platform.javaVersion())
                        ? Optional.of(own)
                        : JavaHomes.find(platform.javaVersion(), surroundings.environment());
        if (wanted.isPresent() && found.isEmpty()) {
            hole("java", "there is no Java in " + wanted.get(), "Name the home of a Java: .javaHome(path)", true);
        }
        JavaHomes.Home java = found.orElse(own);
        if (!java.release().equals(release)) {
            hole(
                    "java",
                    "it was trained with Java " + release + ", and there is Java " + java.release(),
                    "Install Java " + release + ", and name it with .javaHome(path) if it is not found",
                    false);
        }
        platform.image()
                .ifPresent(image -> hole(
                        "container image",
                        "it was trained in the container image " + image + ", which this library does not start",
                        "Rebuild in a container of that image",
                        false));
        steps.add(new Step(
                "Java " + platform.javaVersion() + " of " + platform.javaVendor() + " on " + platform.os() + " "
                        + platform.arch(),
                java.home() + " (" + java.version() + ")\n"
                        + String.join(" ", platform.flags()) + " locale " + platform.locale() + ", time zone "
                        + platform.timeZone() + ", charset " + platform.charset()));
        return java;
    }

    // ---- class path

    private ClassPathFinder.Found classPath(List<Path> places) {
        ClassPathFinder.Found none = new ClassPathFinder.Found(List.of(), List.of());
        DependencyLock lock;
        try {
            lock = new Diffs(snapshots, artifacts).lock(version);
        } catch (LineageException e) {
            hole("dependency lock", e.getMessage() + "", "Restore the artifact store from a copy", true);
            return none;
        }
        ClassPathFinder.Found found;
        try {
            found = surroundings.classPathFinder().look(lock, places, remote::canAskFor);
        } catch (IOException e) {
            hole("class path", e.getMessage() + "", "Make the places readable that were named", true);
            return none;
        }
        StringBuilder how = new StringBuilder();
        for (ClassPathFinder.Element element : found.found()) {
            how.append(line(element.dependency()))
                    .append("  ")
                    .append(place(element))
                    .append('\n');
        }
        found.missing().forEach(missing -> {
            String get = get(missing);
            how.append(line(missing)).append("  MISSING: ").append(get).append('\n');
            hole(
                    "dependency " + missing.coordinates().orElse(missing.file()),
                    "nothing that is here has the digest " + missing.digest(),
                    missing.coordinates()
                            .map(coordinates -> "Get it: " + get + ", or name where it is with .classPath(path)")
                            .orElse("Name where it is with .classPath(path). It is kept from now on where"
                                    + " archiveClassPath(true) is said, or the tier is above RESEARCH"),
                    true);
        });
        steps.add(new Step("class path: " + lock.dependencies().size() + " jars and directories", how.toString()));
        return found;
    }

    /** Where it is; what is in the artifact store is verified. */
    private Object place(ClassPathFinder.Element element) {
        Dependency dependency = element.dependency();
        switch (element.source()) {
            case STORE -> {
                verify(dependency);
                return "in the artifact store";
            }
            case REMOTE -> {
                hole(
                        "dependency " + dependency.coordinates().orElseThrow(),
                        "it is not here, and " + remote.names() + " would be asked for it",
                        "See that they can be reached, or get it before: " + get(dependency),
                        false);
                return "not here; would be fetched from " + remote.names();
            }
            default -> {
                return element.path();
            }
        }
    }

    private static String get(Dependency missing) {
        return missing.coordinates()
                .map(coordinates -> "mvn dependency:get -Dartifact=" + coordinates(coordinates))
                .orElse("build it from the code");
    }

    /** {@code group:artifact:version:packaging:classifier}, as Maven wants it. */
    private static String coordinates(String recorded) {
        String[] parts = recorded.split(":", -1);
        return parts.length > 3 ? parts[0] + ":" + parts[1] + ":" + parts[2] + ":jar:" + parts[3] : recorded;
    }

    private static String line(Dependency dependency) {
        return dependency.coordinates().orElse(dependency.file()) + "  " + dependency.digest();
    }

    private void verify(Dependency dependency) {
        String subject = "dependency " + dependency.coordinates().orElse(dependency.file());
        if (dependency.kind() == Dependency.Kind.JAR) {
            verifyBlob(subject, dependency.digest());
        } else {
            verifyTree(subject, dependency.digest());
        }
    }

    private boolean verifyBlob(String subject, Digest blob) {
        try {
            artifacts.verify(blob);
            return true;
        } catch (LineageException e) {
            hole(subject, e.getMessage() + "", "Restore the artifact store from a copy", true);
            return false;
        }
    }

    private boolean verifyTree(String subject, Digest tree) {
        try {
            verifyFiles(tree);
            return true;
        } catch (LineageException e) {
            hole(subject, e.getMessage() + "", "Restore the artifact store from a copy", true);
            return false;
        }
    }

    private void verifyFiles(Digest tree) {
        snapshots
                .engine()
                .forEachFile(
                        records.snapshot(tree)
                                .orElseThrow(() -> Errors.noSnapshot(tree))
                                .manifest(),
                        (path, size, blob) -> artifacts.verify(blob));
    }

    // ---- data

    private void data(String name, SnapshotPin pin, Optional<Path> named, Map<String, Datum> data) {
        if (!(pin instanceof SnapshotPin.Content content)) {
            steps.add(new Step("data " + name + ": " + pin.id(), "the recipe reads it where it is"));
            hole(
                    "data " + name,
                    "it is kept by another system (" + pin.id() + "), which the recipe has to reach by itself",
                    "See that it can be reached from here, without environment variables",
                    false);
            return;
        }
        Optional<String> source =
                Optional.ofNullable(version.observation().sources().get(name));
        String fileName = source.flatMap(RebuildPlanner::path)
                .map(Path::getFileName)
                .map(Path::toString)
                .filter(last -> !last.isEmpty() && !last.equals(".") && !last.equals(".."))
                .orElse("data");
        Optional<Path> place =
                named.or(() -> source.flatMap(RebuildPlanner::path)).filter(path -> has(path, content));
        boolean stored = content.kind() == SnapshotPin.Kind.FILE
                ? artifacts.size(content.digest()).isPresent()
                : snapshots.isStored(content.digest());
        String what = "data " + name + ": " + content;
        if (named.isPresent() && place.isEmpty()) {
            hole(
                    "data " + name,
                    named.get() + " has not got the content that was pinned (" + content.digest() + ")",
                    "Name the place of the recorded data, or leave .data(\"" + name + "\", …) out",
                    true);
        } else if (place.isPresent()) {
            data.put(name, new Datum(content, place.map(Path::toAbsolutePath), fileName));
            steps.add(new Step(what, place.get().toString()));
            return;
        } else if (stored) {
            boolean whole = content.kind() == SnapshotPin.Kind.FILE
                    ? verifyBlob("data " + name, content.digest())
                    : verifyTree("data " + name, content.digest());
            if (whole) {
                data.put(name, new Datum(content, Optional.empty(), fileName));
            }
            steps.add(new Step(what, "in the artifact store"));
            return;
        } else {
            hole(
                    "data " + name,
                    "it is not in the artifact store, and "
                            + source.map(from -> from + " has not got the pinned content (" + content.digest() + ")")
                                    .orElse("nobody said where it was"),
                    "Name a place that has it: .data(\"" + name + "\", path). It is kept from now on with storedData(\""
                            + name + "\", path)",
                    true);
        }
        steps.add(new Step(what, "MISSING"));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private boolean has(Path path, SnapshotPin.Content pin) {
        try {
            return Files.exists(path) && snapshots.hash(path).digest().equals(pin.digest());
        } catch (LineageException e) {
            return false;
        }
    }

    private Map<String, Base> bases() {
        Map<String, Base> bases = new TreeMap<>();
        recipe.bases().forEach((name, digest) -> {
            Optional<ModelVersion> base = records.version(digest);
            StringBuilder how =
                    new StringBuilder(base.map(found -> found.name().toString()).orElse("MISSING"));
            base.ifPresent(found -> bases.put(name, new Base(found, baseArtifacts(name, found, how))));
            steps.add(new Step("base " + name + ": " + digest, how.toString()));
            if (base.isEmpty()) {
                hole(
                        "base " + name,
                        "this registry has no version with the digest " + digest,
                        "Copy the registry that has it into this one: other.copyTo(registry)",
                        true);
            }
        });
        return bases;
    }

    /** Those whose bytes are there. Which of them the recipe reads is not recorded, so none is asked for. */
    private List<String> baseArtifacts(String name, ModelVersion base, StringBuilder how) {
        List<String> there = new ArrayList<>();
        base.artifacts().forEach((artifact, content) -> {
            Optional<String> broken = broken(content);
            how.append('\n')
                    .append(artifact)
                    .append("  ")
                    .append(content.digest())
                    .append(broken.isEmpty() ? "  in the artifact store" : "  MISSING");
            broken.ifPresentOrElse(
                    why -> hole(
                            "base " + name,
                            "a recipe that reads the artifact '" + artifact + "' of " + base.name() + " will fail: "
                                    + why,
                            "Restore the artifact store from a copy, or make " + base.name() + " again first",
                            false),
                    () -> there.add(artifact));
        });
        return there;
    }

    private Optional<String> broken(Artifact artifact) {
        try {
            if (artifact.kind() == SnapshotPin.Kind.FILE) {
                artifacts.verify(artifact.digest());
            } else {
                verifyFiles(artifact.digest());
            }
            return Optional.empty();
        } catch (LineageException e) {
            return Optional.of(e.getMessage() + "");
        }
    }

    // ---- training and results

    private void trainer(JavaHomes.Home java) {
        Optional<Hole> recorded = version.observation().holes().stream()
                .filter(hole -> hole.subject().equals("trainer"))
                .findFirst();
        if (recipe.trainer().isEmpty() || recorded.isPresent()) {
            hole(
                    "trainer",
                    recorded.map(Hole::reason).orElse("the class that trained is not recorded"),
                    recorded.map(Hole::remedy).orElse("Record with a named class that implements TrainingRecipe"),
                    true);
        }
        StringBuilder how = new StringBuilder();
        how.append(java.home().resolve("bin").resolve("java")).append(' ');
        version.observation()
                .platform()
                .flags()
                .forEach(flag -> how.append(flag).append(' '));
        how.append("-cp <the class path> ").append(recipe.trainer().orElse("?")).append('\n');
        recipe.parameters()
                .forEach((name, value) -> how.append("parameter ")
                        .append(name)
                        .append(" = ")
                        .append(value)
                        .append('\n'));
        recipe.seeds()
                .forEach((name, value) -> how.append("seed ")
                        .append(name)
                        .append(" = ")
                        .append(value)
                        .append('\n'));
        steps.add(new Step("train with " + recipe.trainer().orElse("code that is not recorded"), how.toString()));
    }

    private void results() {
        StringBuilder how = new StringBuilder();
        version.artifacts().forEach((name, artifact) -> {
            how.append(name)
                    .append("  ")
                    .append(artifact.digest())
                    .append("  ")
                    .append(artifact.bytes())
                    .append(" bytes\n");
            boolean there = artifact.kind() == SnapshotPin.Kind.FILE
                    ? artifacts.size(artifact.digest()).isPresent()
                    : snapshots.isStored(artifact.digest());
            if (!there) {
                hole(
                        "artifact " + name,
                        "its bytes are not in the artifact store, so that only digests can be compared",
                        "Restore the artifact store from a copy",
                        false);
            }
        });
        steps.add(new Step("compare the results", how.toString()));
    }

    // ---- bringing everything into place

    private Stage stage(Prepared prepared, Path directory) throws IOException {
        Path jars = Files.createDirectory(directory.resolve("class-path"));
        List<Path> classPath = new ArrayList<>();
        List<Hole> notFetched = new ArrayList<>();
        for (ClassPathFinder.Element element : prepared.classPath().found()) {
            switch (element.source()) {
                case STORE -> classPath.add(surroundings.classPathFinder().bring(element, jars));
                case REMOTE ->
                    remote.fetch(element.dependency(), jars, notFetched::add)
                            .ifPresent(jar -> classPath.add(jar.toAbsolutePath()));
                default -> classPath.add(element.path().toAbsolutePath());
            }
        }
        if (!notFetched.isEmpty()) {
            throw new IncompleteRebuildException(version.name(), notFetched);
        }
        Map<String, Path> data = new TreeMap<>();
        for (Map.Entry<String, Datum> each : prepared.data().entrySet()) {
            Datum datum = each.getValue();
            data.put(
                    each.getKey(),
                    datum.place().isPresent() ? datum.place().get() : bring(datum, directory, data.size()));
        }
        Map<String, Training.Base> bases = new TreeMap<>();
        for (Map.Entry<String, Base> each : prepared.bases().entrySet()) {
            Path own = Files.createDirectory(directory.resolve("base-" + bases.size()));
            bases.put(each.getKey(), bring(each.getValue(), own));
        }
        return new Stage(classPath, data, bases);
    }

    private Training.Base bring(Base base, Path directory) throws IOException {
        Map<String, Path> places = new TreeMap<>();
        for (String name : base.artifacts()) {
            Artifact artifact =
                    Objects.requireNonNull(base.version().artifacts().get(name));
            Path target = directory.resolve("artifact-" + (places.size() + 1));
            snapshots.bring(artifact.kind(), artifact.digest(), target);
            places.put(name, target);
        }
        return new Training.Base(base.version(), places);
    }

    private Path bring(Datum datum, Path directory, int number) throws IOException {
        Path parent = Files.createDirectory(directory.resolve("data-" + number));
        Path target = parent.resolve(datum.fileName());
        snapshots.bring(datum.pin().kind(), datum.pin().digest(), target);
        return target;
    }
}
