package dev.lineage.core.internal;

import dev.lineage.LineageException;
import dev.lineage.core.internal.capture.CapturedDependencies;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import dev.lineage.model.Tier;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Keeps jars and class directories in the artifact store: a jar as a blob, a directory as a stored tree, each once. */
final class ClassPathArchive {
    private static final String NAME = "class-path";

    private final Snapshots snapshots;
    private final ArtifactStore artifacts;
    private final Supplier<Governance> governance;

    ClassPathArchive(Snapshots snapshots, ArtifactStore artifacts, Supplier<Governance> governance) {
        this.snapshots = snapshots;
        this.artifacts = artifacts;
        this.governance = governance;
    }

    /**
     * Keeps a class path, if that is asked for.
     *
     * @param holes told what changed since it was captured, and is not kept for that reason
     * @return the trees to be logged; empty if it was not kept, or not whole
     */
    Optional<List<Codec.Snapshot>> keep(Draft draft, CapturedDependencies classPath, Consumer<Hole> holes) {
        boolean wanted = draft.classPathArchived()
                .orElseGet(() -> governance.get().stakes(draft.model).tier() != Tier.RESEARCH);
        if (!wanted) {
            return Optional.empty();
        }
        List<Codec.Snapshot> trees = new ArrayList<>();
        boolean whole = true;
        for (int i = 0; i < classPath.places().size(); i++) {
            Dependency dependency = classPath.lock().dependencies().get(i);
            boolean kept = dependency.kind() == Dependency.Kind.JAR
                    ? keepJar(dependency.digest(), classPath.places().get(i))
                    : keepDirectory(
                            draft.model, dependency.digest(), classPath.places().get(i), trees);
            if (!kept) {
                holes.accept(new Hole(
                        "dependency " + dependency.file(),
                        "it changed while the training ran, so what is recorded cannot be kept",
                        "Let nothing build into the class path of a training that runs, and train again",
                        false));
                whole = false;
            }
        }
        return whole ? Optional.of(trees) : Optional.empty();
    }

    private boolean keepJar(Digest digest, Path jar) {
        if (artifacts.renew(digest)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(jar)) {
            return artifacts.put(in).digest().equals(digest);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean keepDirectory(String model, Digest digest, Path directory, List<Codec.Snapshot> trees) {
        try {
            Snapshots.Made made = snapshots.pin(model + "/" + NAME, directory.toRealPath(), Snapshots.Options.STORED);
            made.snapshot().ifPresent(trees::add);
            return made.pin().digest().equals(digest);
        } catch (LineageException | IOException e) {
            Log.warn("The class directory {} cannot be kept", directory, e);
            return false;
        }
    }
}
