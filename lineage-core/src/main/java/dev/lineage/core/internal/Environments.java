package dev.lineage.core.internal;

import dev.lineage.core.internal.fresh.JavaHomes;
import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.EnvironmentDiff;
import dev.lineage.model.EnvironmentDiff.Difference;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Platform;
import dev.lineage.spi.ArtifactStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the JVM that runs with the ones that trained. */
final class Environments {
    private final Surroundings surroundings;
    private final Snapshots snapshots;
    private final ArtifactStore artifacts;

    Environments(Surroundings surroundings, Snapshots snapshots, ArtifactStore artifacts) {
        this.surroundings = surroundings;
        this.snapshots = snapshots;
        this.artifacts = artifacts;
    }

    /** How this JVM differs from the one that trained a version. */
    EnvironmentDiff compare(ModelVersion version) {
        return compare(
                version.observation().platform(),
                new Diffs(snapshots, artifacts).lock(version),
                surroundings.platform(),
                surroundings.dependencies());
    }

    /** How a fresh JVM differs, which has the recorded class path and settings. */
    EnvironmentDiff compareFresh(ModelVersion version) {
        return compareFresh(version, surroundings.platform().javaVersion());
    }

    /** The same of another Java of this machine. Of that only the version is known. */
    EnvironmentDiff compareFresh(ModelVersion version, String javaVersion) {
        Platform recorded = version.observation().platform();
        Platform here = surroundings.platform();
        boolean own = here.javaVersion().equals(javaVersion);
        Platform fresh = new Platform(
                javaVersion,
                own ? here.javaVendor() : recorded.javaVendor(),
                own ? here.jvm() : recorded.jvm(),
                recorded.flags(),
                here.os(),
                here.arch(),
                here.cpu(),
                here.processors(),
                recorded.locale(),
                recorded.timeZone(),
                recorded.charset(),
                here.image());
        DependencyLock none = new DependencyLock(List.of());
        return compare(recorded, none, fresh, none);
    }

    static EnvironmentDiff compare(
            Platform recorded, DependencyLock recordedLock, Platform running, DependencyLock runningLock) {
        List<Difference> differences = new ArrayList<>();
        addPlatform(differences, recorded, running);
        addDependencies(differences, recordedLock, runningLock);
        // The sort keeps the order otherwise.
        differences.sort(Comparator.comparing(Difference::matters).reversed());
        return new EnvironmentDiff(differences);
    }

    private static void addPlatform(List<Difference> differences, Platform recorded, Platform running) {
        add(
                differences,
                "java",
                JavaHomes.release(recorded.javaVersion()),
                JavaHomes.release(running.javaVersion()),
                true);
        add(differences, "architecture", recorded.arch(), running.arch(), true);
        add(differences, "charset", recorded.charset(), running.charset(), true);
        add(differences, "locale", recorded.locale(), running.locale(), true);
        add(differences, "time zone", recorded.timeZone(), running.timeZone(), true);
        add(
                differences,
                "container image",
                recorded.image().orElse(""),
                running.image().orElse(""),
                recorded.image().isPresent() && running.image().isPresent());
        add(differences, "java build", recorded.javaVersion(), running.javaVersion(), false);
        add(differences, "java vendor", recorded.javaVendor(), running.javaVendor(), false);
        add(differences, "operating system", recorded.os(), running.os(), false);
        add(differences, "cpu", recorded.cpu().orElse(""), running.cpu().orElse(""), false);
        add(differences, "jvm flags", String.join(" ", recorded.flags()), String.join(" ", running.flags()), false);
    }

    private static void add(
            List<Difference> differences, String subject, String recorded, String running, boolean matters) {
        if (!recorded.equals(running)) {
            differences.add(new Difference(subject, recorded, running, matters));
        }
    }

    /** A library may be there several times: all its digests are compared. Directories have no names that say anything. */
    private static void addDependencies(List<Difference> differences, DependencyLock recorded, DependencyLock running) {
        Map<String, List<Dependency>> before = byLibrary(recorded);
        Map<String, List<Dependency>> now = byLibrary(running);
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(now.keySet());
        for (String library : all) {
            List<Dependency> then = before.getOrDefault(library, List.of());
            List<Dependency> here = now.getOrDefault(library, List.of());
            if (!digests(then).equals(digests(here))) {
                boolean both = !then.isEmpty() && !here.isEmpty();
                differences.add(new Difference(library, shown(then), shown(here), both));
            }
        }
    }

    private static Map<String, List<Dependency>> byLibrary(DependencyLock lock) {
        Map<String, List<Dependency>> libraries = new TreeMap<>();
        for (Dependency dependency : lock.dependencies()) {
            if (dependency.kind() == Dependency.Kind.JAR) {
                String library =
                        dependency.coordinates().map(Diffs::withoutVersion).orElse(dependency.file());
                libraries.computeIfAbsent(library, name -> new ArrayList<>()).add(dependency);
            }
        }
        return libraries;
    }

    private static Set<Digest> digests(List<Dependency> dependencies) {
        Set<Digest> digests = new HashSet<>();
        dependencies.forEach(dependency -> digests.add(dependency.digest()));
        return digests;
    }

    /** Two builds of one version differ in nothing but their bytes, so the digest is told too. */
    private static String shown(List<Dependency> dependencies) {
        Set<String> texts = new TreeSet<>();
        for (Dependency dependency : dependencies) {
            Optional<String> coordinates = dependency.coordinates();
            texts.add(coordinates.orElse(dependency.file()) + " (sha256 "
                    + dependency.digest().abbreviated() + ")");
        }
        return String.join(", ", texts);
    }
}
