package dev.lineage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.Anchor;
import dev.lineage.CheckpointStore;
import dev.lineage.Decision;
import dev.lineage.IntegrityException;
import dev.lineage.LineageException;
import dev.lineage.ModelRegistry;
import dev.lineage.Release;
import dev.lineage.model.Audit;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Tier;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A registry worth attacking, and what its users notice afterwards: who opens it, who serves from it, and who audits it, in this
 * order.
 */
public final class RedTeam {
    /** The model. */
    public static final String MODEL = "fraud";

    /** Its stage. */
    public static final String STAGE = "production";

    private static final int BETWEEN = 300;
    private static final String COMMIT = "0123456789012345678901234567890123456789";

    private final Path directory;
    private final Supplier<StoreProvider.Stores> stores;
    private final TestSigner key;

    /**
     * A team.
     *
     * @param directory where the checkpoint, the caches and the training's files are
     * @param stores opens the store that is attacked
     * @param key the key of the log
     */
    public RedTeam(Path directory, Supplier<StoreProvider.Stores> stores, TestSigner key) {
        this.directory = directory;
        this.stores = stores;
        this.key = key;
    }

    /** Who notices first. */
    public enum Noticed {
        /** Opening is refused. */
        AT_OPEN,
        /** The release is refused. */
        WHEN_SERVING,
        /** The audit is not sound. */
        BY_AUDIT,
        /** Nobody does, and what is served is what should be. */
        HARMLESS,
        /** Nobody does, and another version is served. */
        NEVER
    }

    /** The file with the checkpoint. */
    public Path checkpoint() {
        return directory.resolve("checkpoint");
    }

    /** The checkpoint and the key. */
    public Anchor anchor() {
        return Anchor.of("models.example.com/attacked", CheckpointStore.ofFile(checkpoint()))
                .signedBy(key);
    }

    /** Opens the registry with its anchor. */
    public ModelRegistry open() {
        return open(true);
    }

    private ModelRegistry open(boolean anchored) {
        StoreProvider.Stores opened = stores.get();
        ModelRegistry.Builder builder = ModelRegistry.builder()
                .records(opened.records())
                .artifacts(opened.artifacts())
                .cache(directory.resolve("cache"));
        return (anchored ? builder.anchor(anchor()) : builder).open();
    }

    /** Records three versions, evaluates and promotes them, with so much between that the log has more than one tile. */
    public void prepare() throws IOException {
        try (ModelRegistry registry = open()) {
            SnapshotPin.Content data = registry.pin("train", Files.writeString(directory.resolve("data.csv"), "a\n1\n"))
                    .storeData()
                    .commit();
            registry.setTier(MODEL, Tier.PRODUCTION)
                    .policy(Tier.PRODUCTION.policy().withRehearsedWithin(Optional.empty()))
                    .because("pays out money")
                    .by("rita")
                    .approvedBy("carol")
                    .commit();
            registry.setGate(MODEL, STAGE)
                    .on(data)
                    .beatOrMatch("auc")
                    .because("policy")
                    .by("rita")
                    .commit();
            for (int i = 1; i <= 3; i++) {
                registry.record(MODEL)
                        .code(CodeState.clean(COMMIT))
                        .data("train", data)
                        .param("weights", "w" + i)
                        .artifact("model", Files.writeString(directory.resolve("model"), "weights " + i))
                        .commit();
                registry.evaluate(MODEL + "@" + i)
                        .on(data)
                        .metric("auc", 0.9 + i * 0.01)
                        .report(Files.writeString(directory.resolve("report.html"), "<p>" + i))
                        .by("eve")
                        .commit();
                for (int j = 0; i == 2 && j < BETWEEN; j++) {
                    registry.evaluate(MODEL + "@1")
                            .on(data)
                            .metric("auc", j / 1000.0)
                            .by("eve")
                            .commit();
                }
                registry.approve(MODEL + "@" + i)
                        .forStage(STAGE)
                        .by("alice")
                        .because("reviewed")
                        .commit();
                Decision decision = registry.promote(MODEL + "@" + i)
                        .to(STAGE)
                        .because("better " + i)
                        .by("rita")
                        .commit();
                assertThat(decision).isInstanceOf(Decision.Promoted.class);
            }
        }
        assertThat(notice()).isEqualTo(Noticed.HARMLESS);
    }

    /** Copies a directory with all that is in it. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }

    /** The file of a blob below a directory, by its content. */
    public static Path blob(Path artifacts, String content) throws IOException {
        String hex = Digest.of(content.getBytes(StandardCharsets.UTF_8)).hex();
        try (Stream<Path> files = Files.walk(artifacts)) {
            return files.filter(file -> file.toString().replace("/", "").endsWith(hex.substring(2)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What is noticed now. */
    public Noticed notice() throws IOException {
        ModelRegistry registry;
        try {
            registry = open();
        } catch (LineageException e) {
            assertThat(Objects.requireNonNull(e.getMessage()))
                    .as("a message that helps")
                    .hasSizeGreaterThan(40);
            return Noticed.AT_OPEN;
        }
        try (registry) {
            boolean right;
            try {
                Release release = registry.release(MODEL, STAGE);
                right = release.version().name().toString().equals(MODEL + "@3")
                        && Files.readString(release.artifact("model")).equals("weights 3");
            } catch (LineageException e) {
                return Noticed.WHEN_SERVING;
            }
            Audit audit;
            try {
                audit = registry.audit();
            } catch (IntegrityException e) {
                return Noticed.BY_AUDIT;
            }
            return !audit.isSound() ? Noticed.BY_AUDIT : right ? Noticed.HARMLESS : Noticed.NEVER;
        }
    }
}
