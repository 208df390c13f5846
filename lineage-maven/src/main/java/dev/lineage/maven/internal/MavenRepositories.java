package dev.lineage.maven.internal;

import dev.lineage.model.Digest;
import dev.lineage.spi.JarRepository;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/**
 * Maven Central and the repositories of the user's {@code settings.xml}, with its mirrors, proxies and credentials, through Maven's
 * own resolver. What is fetched stays in the local repository, as Maven leaves it there.
 *
 * <p>{@code -Dlineage.maven.settings=<file>} names another {@code settings.xml}, {@code -Dmaven.repo.local=<directory>} another local
 * repository.
 */
public final class MavenRepositories implements JarRepository {
    private static final String SETTINGS = "lineage.maven.settings";
    private static final int GROUP = 0;
    private static final int ARTIFACT = 1;
    private static final int VERSION = 2;
    private static final int CLASSIFIER = 3;

    /** For {@link java.util.ServiceLoader}. */
    public MavenRepositories() {}

    @Override
    public String name() {
        return "the remote Maven repositories";
    }

    @Override
    public Optional<Path> fetch(String coordinates, Digest digest, Path directory) throws IOException {
        Artifact artifact = artifact(coordinates);
        Optional<Path> jar = resolve(artifact, Optional.empty());
        return jar.isEmpty() || has(jar.get(), digest)
                ? jar
                // The local repository has another one: built on this machine perhaps, with nothing remote asked.
                : resolve(artifact, Optional.of(directory)).or(() -> jar);
    }

    private static Artifact artifact(String coordinates) {
        String[] parts = coordinates.split(":", -1);
        return new DefaultArtifact(
                parts[GROUP],
                parts[ARTIFACT],
                parts.length > CLASSIFIER ? parts[CLASSIFIER] : "",
                "jar",
                parts[VERSION]);
    }

    private static boolean has(Path jar, Digest digest) throws IOException {
        return Digest.of(Files.readAllBytes(jar)).equals(digest);
    }

    private static Optional<Path> resolve(Artifact artifact, Optional<Path> localRepository) throws IOException {
        ContextOverrides.Builder overrides = ContextOverrides.create().withUserSettings(true);
        settings().ifPresent(overrides::withUserSettingsXmlOverride);
        localRepository.ifPresent(overrides::withLocalRepositoryOverride);
        try (Context context = new StandaloneStaticRuntime().create(overrides.build())) {
            ArtifactRequest request = new ArtifactRequest(artifact, context.remoteRepositories(), null);
            return Optional.of(context.repositorySystem()
                    .resolveArtifact(context.repositorySystemSession(), request)
                    .getArtifact()
                    .getFile()
                    .toPath());
        } catch (ArtifactResolutionException e) {
            if (e.getResult() != null && e.getResult().isMissing()) {
                return Optional.empty();
            }
            throw new IOException(e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new IOException(
                    "Maven's settings cannot be read: "
                            + (e.getCause() == null ? e : e.getCause()).getMessage()
                            + ". Repair them, or name others with -D"
                            + SETTINGS + "=<file>",
                    e);
        }
    }

    private static Optional<Path> settings() throws IOException {
        String named = System.getProperty(SETTINGS, "");
        if (named.isBlank()) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(named);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        } catch (InvalidPathException e) {
            // As little a file as one that is not there.
        }
        throw new IOException(
                "-D" + SETTINGS + "=" + named + " names no file; name Maven's settings.xml, or leave it out");
    }
}
