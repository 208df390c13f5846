package dev.lineage.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.Anchor;
import dev.lineage.CheckpointStore;
import dev.lineage.Proof;
import dev.lineage.Signer;
import dev.lineage.core.internal.codec.Codec;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.core.internal.memory.MemoryStoreProvider;
import dev.lineage.core.internal.tree.Anchoring;
import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.core.internal.tree.TestKeys;
import dev.lineage.model.Audit;
import dev.lineage.model.Grounds;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Stage;
import dev.lineage.model.VersionName;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proof that was written once verifies for ever, and is what is written today. */
final class ProofGoldenTest {
    private static final Signer LOG = TestKeys.of(7);

    @TempDir
    private Path directory;

    private static String golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                ProofGoldenTest.class.getResourceAsStream("/format/v1/" + name), "no golden file " + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void aProofIsVerifiedForEver() throws IOException {
        Audit found = Proof.verify(golden("proof.json"), LOG.key());

        assertThat(found.isSound()).as(found.toText()).isTrue();
        assertThat(found.moves()).hasSize(1);
        assertThat(found.head().size()).isEqualTo(3);
    }

    @Test
    void aProofIsWhatItWas() throws IOException {
        ModelVersion model = Codec.version(golden("version.json"), 0);
        ModelVersion version = new ModelVersion(
                new VersionName("fraud", 1),
                model.digest(),
                model.recipeId(),
                model.recipe(),
                model.artifacts(),
                model.observation(),
                List.of(),
                1);
        Stage stage = new Stage(
                "fraud",
                "production",
                version.name(),
                version.digest(),
                1,
                OptionalLong.empty(),
                false,
                false,
                "ana",
                Instant.parse("2026-11-23T05:22:00Z"),
                "first",
                new Grounds(
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of()),
                Optional.empty(),
                -1);
        try (RecordStore store =
                new MemoryStoreProvider().open("memory:" + UUID.randomUUID()).records()) {
            store.append(List.of(
                    Entry.of("attempt", 1, golden("attempt.json"), List.of(), List.of()),
                    Entry.of(
                            Records.VERSION,
                            1,
                            Codec.version(version),
                            List.of(
                                    new Move(
                                            Records.versions("fraud"),
                                            1,
                                            version.digest().toString(),
                                            Move.View.DOCUMENT),
                                    new Move(Records.byDigest(version.digest()), 1, "fraud@1", Move.View.HIDDEN),
                                    new Move(Records.observations(version.digest()), 1, "fraud@1", Move.View.HIDDEN)),
                            List.of()),
                    Entry.of(
                            Records.STAGE,
                            1,
                            GovernanceCodec.stage(stage),
                            List.of(new Move(
                                    Records.stage("fraud", "production"),
                                    1,
                                    "fraud@1 " + version.digest(),
                                    Move.View.LINE)),
                            List.of())));
            LogTree tree = new LogTree(store);
            Anchoring anchoring = new Anchoring(
                    Anchor.of("models.example.com/golden", CheckpointStore.ofFile(directory.resolve("checkpoint")))
                            .signedBy(LOG),
                    tree,
                    store.location());
            Proof proof = new Proofs(Records.alone(store), tree, anchoring).make(version);
            assertThat(proof.text()).isEqualTo(golden("proof.json"));
        }
    }
}
