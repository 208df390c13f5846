package dev.lineage.core.internal;

import dev.lineage.StoreException;
import dev.lineage.core.internal.capture.CapturedCode;
import dev.lineage.core.internal.capture.CapturedDependencies;
import dev.lineage.core.internal.capture.ClassPathFinder;
import dev.lineage.core.internal.capture.CodeCapture;
import dev.lineage.core.internal.capture.DependencyCapture;
import dev.lineage.core.internal.capture.DependencyLocks;
import dev.lineage.core.internal.capture.Environment;
import dev.lineage.core.internal.capture.Observer;
import dev.lineage.core.internal.capture.PlatformCapture;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.model.Artifact;
import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.Platform;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** What is captured around a training. */
final class Surroundings {
    private static final String COMMIT_PROPERTY = "lineage.code.commit";
    private static final String COMMIT_VARIABLE = "LINEAGE_CODE_COMMIT";

    private final Environment environment;
    private final ArtifactStore artifacts;
    private final Snapshots snapshots;

    Surroundings(Environment environment, ArtifactStore artifacts, Snapshots snapshots) {
        this.environment = environment;
        this.artifacts = artifacts;
        this.snapshots = snapshots;
    }

    /** Everything that was captured, and what could not be. */
    record Captured(
            Optional<CodeState> code,
            CodeOrigin origin,
            Optional<byte[]> patch,
            String lock,
            Digest lockDigest,
            Digest dependencies,
            CapturedDependencies classPath,
            Platform platform,
            List<Hole> holes) {}

    Instant now() {
        return environment.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    String user() {
        return Texts.printable(Observer.user(environment), 200);
    }

    String host() {
        return Texts.printable(Observer.host(environment), 200);
    }

    /** This JVM on this machine. */
    Platform platform() {
        return PlatformCapture.capture(environment);
    }

    /** Finds recorded class paths on this machine. */
    ClassPathFinder classPathFinder() {
        return new ClassPathFinder(environment, snapshots::hashClasses, artifacts, snapshots);
    }

    /** Repositories that may be asked for what is not on this machine. */
    RemoteJars remoteJars() {
        return new RemoteJars(snapshots::hashClasses, RemoteJars.installed());
    }

    /** The home of the Java that runs. */
    Path javaHome() {
        return Path.of(environment.property("java.home").orElseThrow());
    }

    /** What asks this process about itself. */
    Environment environment() {
        return environment;
    }

    /** What this JVM loads classes from, as far as it can be read. */
    DependencyLock dependencies() {
        return DependencyCapture.capture(environment, snapshots::hashClasses).lock();
    }

    Captured capture(Draft draft, Optional<Class<?>> trainer) {
        List<Hole> holes = new ArrayList<>();
        Optional<CodeState> code = draft.code().or(this::statedCode);
        FutureTask<CapturedDependencies> dependenciesBeside = new FutureTask<>(() -> trainer.isPresent()
                ? DependencyCapture.capture(environment, snapshots::hashClasses, trainer.get())
                : DependencyCapture.capture(environment, snapshots::hashClasses));
        Thread beside = new Thread(dependenciesBeside, "lineage-capture");
        beside.setDaemon(true);
        beside.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        beside.start();
        CodeOrigin origin = new CodeOrigin("explicit", Optional.empty(), Optional.empty(), Optional.empty());
        Optional<byte[]> patch = Optional.empty();
        if (code.isEmpty()) {
            CapturedCode captured = CodeCapture.capture(environment, trainer);
            code = captured.state();
            origin = captured.origin();
            patch = captured.patch();
            holes.addAll(captured.holes());
        }
        CapturedDependencies dependencies = await(dependenciesBeside);
        holes.addAll(dependencies.holes());
        byte[] lock = DependencyLocks.write(dependencies.lock());
        Platform platform = PlatformCapture.capture(environment);
        if (draft.image().isPresent()) {
            platform = withImage(platform, draft.image().get());
        }
        return new Captured(
                code,
                origin,
                patch,
                new String(lock, StandardCharsets.UTF_8),
                Digest.of(lock),
                Codec.dependencies(dependencies.lock()),
                dependencies,
                platform,
                holes);
    }

    /** Uninterruptibly: half a capture is none, and the interrupt is the training's. */
    private static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    if (e.getCause() instanceof Error failure) {
                        throw failure;
                    }
                    throw new IllegalStateException("Capture failed in an unexpected way", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The operator's word wins over what can be found. */
    private Optional<CodeState> statedCode() {
        return environment
                .property(COMMIT_PROPERTY)
                .or(() -> environment.variable(COMMIT_VARIABLE))
                .map(CodeState::clean);
    }

    private static Platform withImage(Platform p, Digest image) {
        return new Platform(
                p.javaVersion(),
                p.javaVendor(),
                p.jvm(),
                p.flags(),
                p.os(),
                p.arch(),
                p.cpu(),
                p.processors(),
                p.locale(),
                p.timeZone(),
                p.charset(),
                Optional.of(image.toString()));
    }

    /**
     * Renews what a run stored.
     *
     * @throws StoreException if something of it is not there any more
     */
    void renew(Map<String, Artifact> results, List<Codec.Snapshot> trees, Collection<SnapshotPin> data) {
        // Files among the data are there only if they were stored.
        data.stream()
                .filter(pin -> pin instanceof SnapshotPin.Content)
                .forEach(pin -> artifacts.renew(((SnapshotPin.Content) pin).digest()));
        results.forEach((name, artifact) -> {
            if (artifact.kind() == SnapshotPin.Kind.FILE) {
                renew("artifact '" + name + "'", artifact.digest());
            }
        });
        for (Codec.Snapshot tree : trees) {
            snapshots
                    .engine()
                    .forEachBlob(tree.manifest(), tree.stored(), blob -> renew("'" + tree.name() + "'", blob));
        }
    }

    private void renew(String what, Digest blob) {
        if (!artifacts.renew(blob)) {
            throw new StoreException("Blob " + blob + " of " + what + " is not at " + artifacts.location()
                    + " any more, although this run stored it: it was deleted meanwhile. Nothing was recorded; keep the"
                    + " grace period of collections longer than trainings take, and record again");
        }
    }

    /** Stores the lock and the patch; returns the patch's digest. */
    Optional<Digest> store(Captured captured) {
        Blobs.put(artifacts, captured.lock().getBytes(StandardCharsets.UTF_8));
        return captured.patch().map(patch -> Blobs.put(artifacts, patch));
    }
}
