package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Anchor;
import dev.lineage.ApprovalChange;
import dev.lineage.CheckpointStore;
import dev.lineage.ConcurrentChangeException;
import dev.lineage.Decision;
import dev.lineage.Decision.AwaitingApproval;
import dev.lineage.Decision.Promoted;
import dev.lineage.Decision.Refused;
import dev.lineage.EnvironmentMismatchException;
import dev.lineage.EvaluationChange;
import dev.lineage.GateChange;
import dev.lineage.GateCheck;
import dev.lineage.LineageException;
import dev.lineage.ModelLoader;
import dev.lineage.ModelRegistry;
import dev.lineage.NotFoundException;
import dev.lineage.Predictor;
import dev.lineage.PromoteChange;
import dev.lineage.RehearsalSchedule;
import dev.lineage.RehearseChange;
import dev.lineage.Release;
import dev.lineage.ReleaseWatch;
import dev.lineage.Signer;
import dev.lineage.TrustChange;
import dev.lineage.WithdrawChange;
import dev.lineage.WithdrawnException;
import dev.lineage.model.Approval;
import dev.lineage.model.Audit;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.EnvironmentDiff;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Feature;
import dev.lineage.model.FeatureSchema;
import dev.lineage.model.Finding;
import dev.lineage.model.Gate;
import dev.lineage.model.Metric.Direction;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Stakes;
import dev.lineage.model.Subject;
import dev.lineage.model.Tier;
import dev.lineage.model.Tolerance;
import dev.lineage.model.Trust;
import dev.lineage.model.Value;
import dev.lineage.model.VerificationKey;
import dev.lineage.model.VersionName;
import dev.lineage.model.Withdrawal;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.Seeded;
import dev.lineage.testkit.internal.TickingClock;
import dev.lineage.testkit.internal.Together;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may run where, over any pair of stores: evaluations, gates, tiers, approvals, promotions and rollbacks, tried as
 * their users would. A backend joins with a class that says how to open stores. After every test the registry is verified
 * whole.
 */
@ExtendWith(Seeded.class)
public abstract class GovernanceContract {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String PRODUCTION = "production";
    private static final Feature AMOUNT = Feature.of("amount", Feature.Type.DECIMAL);

    /** Likes every second version. */
    private static final GateCheck PICKY = question -> question.candidate().number() % 2 == 0
            ? Finding.passed("", "even")
            : Finding.failed("", "odd", "Record another version");

    /** Kept for all tests of a class: the jars on the class path are hashed once. */
    @TempDir
    @SuppressWarnings({"NullAway.Init", "initialization"})
    private static Path cache;

    @TempDir
    private Path directory;

    private final TickingClock clock = new TickingClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final List<ModelRegistry> opened = new ArrayList<>();
    private final Map<String, Signer> signers = new ConcurrentHashMap<>();
    private ModelRegistry registry;
    private SnapshotPin evalSet;
    private SnapshotPin otherSet;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected GovernanceContract() {}

    /**
     * Opens a handle on the stores of this test; the first call makes them, later calls open the same ones again.
     *
     * @param directory a directory that is this test's own and is deleted after it
     */
    protected abstract StoreProvider.Stores open(Path directory);

    private ModelRegistry handle() {
        StoreProvider.Stores stores = open(directory.resolve("registry"));
        ModelRegistry handle = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .cache(cache)
                .clock(clock)
                .check("picky", PICKY)
                .check("broken", question -> {
                    throw new IllegalStateException("out of order");
                })
                .anchor(anchor())
                .open();
        opened.add(handle);
        return handle;
    }

    private Anchor anchor() {
        return Anchor.of("models.example.com/contract", CheckpointStore.ofFile(directory.resolve("checkpoint")))
                .signedBy(signer("the log"));
    }

    @BeforeEach
    final void openRegistry() throws IOException {
        Files.createDirectory(directory.resolve("registry"));
        registry = handle();
        evalSet = registry.pin("eval", Files.writeString(directory.resolve("eval.csv"), "1\n"))
                .commit();
        otherSet = registry.pin("other", Files.writeString(directory.resolve("other.csv"), "2\n"))
                .commit();
    }

    @AfterEach
    final void everythingIsIntact() {
        Audit audit = registry.audit();
        assertThat(audit.isSound())
                .as("the audit after the test: %s", audit.toText())
                .isTrue();
        opened.forEach(ModelRegistry::close);
    }

    private ModelVersion version(String weights) throws IOException {
        return registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .data("train", evalSet)
                .param("weights", weights)
                .serving(serving(weights, AMOUNT))
                .artifact("model", Files.writeString(directory.resolve("model"), weights))
                .commit();
    }

    private static ServingSpec serving(String weights, Feature... features) {
        ServingSpec.Builder spec = ServingSpec.builder().config("threshold", 0.5);
        for (Feature feature : features) {
            spec.feature(feature);
        }
        return spec.smoke("typical", Map.of("amount", 2), weights + ":2").build();
    }

    /** The service's loader: a model answers with its weights and the amount. */
    private static Predictor load(ModelLoader.Bundle bundle) throws IOException {
        String weights =
                Files.readString(Objects.requireNonNull(bundle.artifacts().get("model")));
        return input -> Value.of(weights + ":" + ((Value.Whole) Objects.requireNonNull(input.get("amount"))).value());
    }

    private RehearseChange rehearsal() {
        return registry.rehearse("fraud", PRODUCTION).by("ola");
    }

    private Rehearsal rehearsed() {
        return rehearsal().loader(GovernanceContract::load).commit();
    }

    private void versions(int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            version("w" + i);
        }
    }

    private EvaluationChange evaluation(String version) {
        return registry.evaluate(version).on(evalSet);
    }

    private Evaluation evaluated(String version, double auc) {
        return evaluation(version).metric("auc", auc).commit();
    }

    private GateChange gate() {
        return registry.setGate("fraud", PRODUCTION).on(evalSet).because("policy");
    }

    private Decision promote(String version) {
        return promote(version, PRODUCTION, "rita");
    }

    private Decision promote(String version, String stage, String by) {
        PromoteChange promotion =
                registry.promote(version).to(stage).because("better").by(by);
        return (registry.trust().isPresent() ? promotion.signedBy(signer(by)) : promotion).commit();
    }

    private Approval approve(String version, String by) {
        ApprovalChange approval =
                registry.approve(version).forStage(PRODUCTION).by(by).because("reviewed");
        return (registry.trust().isPresent() ? approval.signedBy(signer(by)) : approval).commit();
    }

    /** The key of a person, however the name is spelt. */
    private Signer signer(String person) {
        return signers.computeIfAbsent(person.strip().toLowerCase(Locale.ROOT), this::newSigner);
    }

    private Signer newSigner(String name) {
        try {
            byte[] der = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            Path pem = Files.writeString(
                    Files.createTempFile(directory, "key", ".pem"),
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                            + "\n-----END PRIVATE KEY-----\n");
            return Signer.ofPem(pem, null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a key for " + name, e);
        }
    }

    private TrustChange trustChange() {
        return registry.setTrust().because("who we are").by("rita");
    }

    /** These people are known by their keys; rita may change that. */
    private Trust trust(String... people) {
        TrustChange change = trustChange()
                .principal("rita", signer("rita").key())
                .roots(1, "rita")
                .signedBy(signer("rita"));
        for (String person : people) {
            change.principal(person, signer(person).key());
        }
        return change.commit();
    }

    private void tier(Tier tier) {
        registry.setTier("fraud", tier).because("stakes").by("rita").commit();
    }

    private String live() {
        return registry.stage("fraud", PRODUCTION)
                .map(stage -> stage.version().toString())
                .orElse("nothing");
    }

    private static List<String> failed(Decision decision) {
        return decision.findings().stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.FAILED)
                .map(Finding::check)
                .toList();
    }

    private void assertRefused(Decision decision, String... parts) {
        assertThat(decision).isInstanceOf(Refused.class);
        assertThat(((Refused) decision).reason()).contains(parts);
        assertThat(decision.toText()).contains("FAILED");
    }

    /** Evaluations. */
    @Nested
    public final class Evaluations {
        /** For JUnit. */
        public Evaluations() {}

        @Test
        void everythingThatWasMeasuredIsKept() throws IOException {
            versions(1);
            Path report = Files.writeString(directory.resolve("report.html"), "<h1>fine</h1>");

            Evaluation written = evaluation("fraud@1")
                    .metric("auc", 0.93)
                    .metric("error", 4.5, Direction.LOWER_IS_BETTER, "g")
                    .slice("age<25", 812)
                    .metric("auc", 0.88)
                    .slice("ünï=\"x\" & more")
                    .metric("auc", Double.NaN)
                    .report(report)
                    .evaluator("eval.jar 1.2")
                    .by("eva")
                    .commit();

            assertThat(handle().evaluations(new VersionName("fraud", 1), 10, Optional.empty())
                            .items())
                    .containsExactly(written);
            assertThat(written.metric("", "error").orElseThrow()).hasToString("4.5 g");
            assertThat(written.metric("age<25", "auc").orElseThrow()).hasToString("0.88");
            assertThat(Objects.requireNonNull(written.slices().get("age<25")).samples())
                    .hasValue(812);
            assertThat(written.reports()).containsOnlyKeys("report.html");
            assertThat(written.evaluator()).contains("eval.jar 1.2");
            assertThat(written.by()).isEqualTo("eva");
        }

        @Test
        void newestComesFirst() throws IOException {
            versions(2);
            Evaluation first = evaluated("fraud@1", 0.1);
            Evaluation second = evaluated("fraud@1", 0.2);
            evaluated("fraud@2", 0.3);

            assertThat(registry.evaluations(new VersionName("fraud", 1), 10, Optional.empty())
                            .items())
                    .containsExactly(second, first);
            assertThat(first.digest()).isNotEqualTo(second.digest());
        }

        @Test
        void whatCannotBeComparedLaterIsRefusedNow() throws IOException {
            versions(1);
            assertThatThrownBy(() -> registry.evaluate("fraud@9")).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(
                            () -> registry.evaluate("fraud@1").metric("auc", 1).commit())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("eval set");
            assertThatThrownBy(() -> evaluation("fraud@1").commit())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("metric");
            assertThatThrownBy(() ->
                            evaluation("fraud@1").metric("auc", 1).slice("a").commit())
                    .hasMessageContaining("slice 'a'");
            assertThatThrownBy(() -> evaluation("fraud@1").metric("auc", 1).metric("auc", 2))
                    .hasMessageContaining("auc");
            assertThatThrownBy(() -> evaluation("fraud@1").slice("a").slice("a"))
                    .hasMessageContaining("'a'");
            assertThatThrownBy(() -> evaluation("fraud@1").slice("a", -1)).hasMessageContaining("-1");
            assertThatThrownBy(() -> evaluation("fraud@1").slice("a\n")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> evaluation("fraud@1")
                            .metric("auc", 1)
                            .report(directory.resolve("none.html"))
                            .commit())
                    .hasMessageContaining("none.html");
            assertThat(registry.evaluations(new VersionName("fraud", 1), 10, Optional.empty())
                            .items())
                    .isEmpty();
        }
    }

    /** Gates. */
    @Nested
    public final class Gates {
        /** For JUnit. */
        public Gates() {}

        @Test
        void withoutAGateOrTierPromotionIsOneCall() throws IOException {
            versions(1);
            Decision decision = promote("fraud@1");

            assertThat(decision).isInstanceOf(Promoted.class);
            assertThat(decision.findings()).isEmpty();
            assertThat(live()).isEqualTo("fraud@1");
        }

        @Test
        void whatWasNotEvaluatedIsRefusedAndTheRefusalIsLogged() throws IOException {
            versions(1);
            gate().atLeast("auc", 0.9).commit();

            Decision decision = promote("fraud@1");

            assertRefused(decision, "never evaluated", evalSet.id());
            assertThat(live()).isEqualTo("nothing");
            PromotionAttempt attempt = registry.promotionAttempts("fraud", PRODUCTION, 10, Optional.empty())
                    .items()
                    .get(0);
            assertThat(attempt.outcome()).isEqualTo(PromotionAttempt.Outcome.REFUSED);
            assertThat(attempt.by()).isEqualTo("rita");
            assertThat(attempt.grounds().findings()).isEqualTo(decision.findings());
            assertThat(attempt.grounds().gate()).isEqualTo(1);
        }

        @Test
        void whatPassesIsPromotedWithItsGrounds() throws IOException {
            versions(2);
            Gate gate = gate().atLeast("auc", 0.9).beatOrMatch("auc").commit();
            Evaluation first = evaluated("fraud@1", 0.9);
            Evaluation second = evaluated("fraud@2", 0.91);

            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
            assertThat(promote("fraud@2")).isInstanceOf(Promoted.class);

            Stage stage = handle().stage("fraud", PRODUCTION).orElseThrow();
            assertThat(stage.version()).hasToString("fraud@2");
            assertThat(stage.grounds().gate()).isEqualTo(gate.revision());
            assertThat(stage.grounds().evaluation()).contains(second.digest());
            assertThat(stage.grounds().baseline()).contains(new VersionName("fraud", 1));
            assertThat(stage.grounds().baselineEvaluation()).contains(first.digest());
            assertThat(stage.grounds().findings())
                    .isNotEmpty()
                    .allMatch(finding -> finding.verdict() == Finding.Verdict.PASSED);
        }

        @Test
        void aPreviewTellsTheSameAndWritesNothing() throws IOException {
            versions(1);
            gate().atLeast("auc", 0.9).commit();
            evaluated("fraud@1", 0.89);
            long size = registry.treeHead().size();

            Decision preview = registry.promote("fraud@1")
                    .to(PRODUCTION)
                    .because("better")
                    .by("rita")
                    .preview();

            assertThat(registry.treeHead().size()).isEqualTo(size);
            assertThat(promote("fraud@1")).isEqualTo(preview);
        }

        @Test
        void theBoundItselfIsEnoughAndUnitsMustAgree() throws IOException {
            versions(3);
            gate().atLeast("auc", 0.1).atMost("error", 4.5, "g").commit();
            evaluation("fraud@1")
                    .metric("auc", 0.1)
                    .metric("error", 4.5, Direction.LOWER_IS_BETTER, "g")
                    .commit();
            evaluation("fraud@2")
                    .metric("auc", 0.1)
                    .metric("error", 4.6, Direction.LOWER_IS_BETTER, "g")
                    .commit();
            evaluation("fraud@3")
                    .metric("auc", 0.1)
                    .metric("error", 0.0046, Direction.LOWER_IS_BETTER, "kg")
                    .commit();

            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
            assertRefused(promote("fraud@2"), "error at most 4.5 g", "4.6 g");
            assertRefused(promote("fraud@3"), "'kg'");
        }

        @Test
        void decimalsAreComparedExactly() throws IOException {
            versions(2);
            gate().beatOrMatch("auc", Tolerance.absolute(0.1)).commit();
            evaluated("fraud@1", 0.3);
            // 0.3 - 0.1 is not 0.2 in binary.
            evaluated("fraud@2", 0.2);

            promote("fraud@1");
            assertThat(promote("fraud@2")).isInstanceOf(Promoted.class);
        }

        @Test
        void worseThanWhatIsThereIsRefusedUnlessTolerated() throws IOException {
            versions(4);
            gate().beatOrMatch("auc", Tolerance.relative(0.02)).commit();
            evaluated("fraud@1", 0.90);
            evaluated("fraud@2", 0.88);
            evaluated("fraud@3", 0.8820);
            evaluated("fraud@4", Double.NaN);

            promote("fraud@1");
            assertRefused(promote("fraud@2"), "auc not worse than now (tolerance 2%)", "0.88 against 0.9 of fraud@1");
            assertRefused(promote("fraud@4"), "NaN");
            assertThat(promote("fraud@3")).isInstanceOf(Promoted.class);
        }

        @Test
        void lowerIsBetterWhereTheMetricSaysSo() throws IOException {
            versions(2);
            gate().beatOrMatch("error").commit();
            evaluation("fraud@1")
                    .metric("error", 3, Direction.LOWER_IS_BETTER, "g")
                    .commit();
            evaluation("fraud@2")
                    .metric("error", 3.1, Direction.LOWER_IS_BETTER, "g")
                    .commit();

            promote("fraud@1");
            assertThat(failed(promote("fraud@2"))).containsExactly("error not worse than now");
        }

        @Test
        void numbersFromOtherDataAreNotCompared() throws IOException {
            versions(2);
            gate().beatOrMatch("auc").commit();
            evaluated("fraud@1", 0.9);
            promote("fraud@1");
            registry.evaluate("fraud@2").on(otherSet).metric("auc", 0.99).commit();

            assertRefused(promote("fraud@2"), "other data only", otherSet.id(), evalSet.id());

            evaluated("fraud@2", 0.95);
            registry.setGate("fraud", PRODUCTION)
                    .on(otherSet)
                    .beatOrMatch("auc")
                    .because("a new eval set")
                    .commit();
            assertRefused(promote("fraud@2"), "fraud@1 is evaluated");
        }

        @Test
        void theNewestEvaluationCounts() throws IOException {
            versions(1);
            gate().atLeast("auc", 0.9).commit();
            evaluated("fraud@1", 0.95);
            evaluated("fraud@1", 0.85);

            assertRefused(promote("fraud@1"), "0.85");
        }

        @Test
        void protectedSlicesMustBeMeasuredLargeEnoughAndNotWorse() throws IOException {
            versions(6);
            gate().protect("age<25", "auc", Tolerance.absolute(0.01), 100).commit();
            sliced("fraud@1", 0.80, 100);
            promote("fraud@1");

            sliced("fraud@2", 0.78, 200);
            assertRefused(promote("fraud@2"), "auc of age<25", "0.78 against 0.8 of fraud@1");
            sliced("fraud@3", 0.99, 99);
            assertRefused(promote("fraud@3"), "99 samples");
            evaluation("fraud@4")
                    .metric("auc", 0.9)
                    .slice("age<25")
                    .metric("auc", 0.9)
                    .commit();
            assertRefused(promote("fraud@4"), "nobody said how many");
            evaluation("fraud@5")
                    .metric("auc", 0.9)
                    .slice("age<26", 500)
                    .metric("auc", 0.9)
                    .commit();
            assertRefused(promote("fraud@5"), "not measured for fraud@5");
            sliced("fraud@6", 0.79, 100);
            assertThat(promote("fraud@6")).isInstanceOf(Promoted.class);
        }

        private void sliced(String version, double auc, long samples) {
            evaluation(version)
                    .metric("auc", 0.9)
                    .slice("age<25", samples)
                    .metric("auc", auc)
                    .commit();
        }

        @Test
        void anOldEvaluationIsRefused() throws IOException {
            versions(1);
            gate().evaluatedWithin(Duration.ofDays(7)).commit();
            evaluated("fraud@1", 0.9);
            clock.pass(Duration.ofDays(8));

            assertThat(failed(promote("fraud@1"))).containsExactly("evaluated within PT168H");
            evaluated("fraud@1", 0.9);
            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
        }

        @Test
        void theApplicationsOwnChecksDecideToo() throws IOException {
            versions(2);
            evaluated("fraud@1", 0.9);
            evaluated("fraud@2", 0.9);
            gate().check("picky").commit();

            assertRefused(promote("fraud@1"), "check 'picky'", "odd", "Record another version");
            assertThat(promote("fraud@2")).isInstanceOf(Promoted.class);
            gate().check("broken").commit();
            assertRefused(promote("fraud@1"), "out of order");
            gate().check("nowhere").commit();
            assertRefused(promote("fraud@1"), "does not have it", "picky");
        }

        @Test
        void gatesAreKeptByRevision() throws IOException {
            versions(1);
            Gate first = gate().atLeast("auc", 0.9)
                    .atMost("error", 3, "g")
                    .beatOrMatch("auc", Tolerance.relative(0.01))
                    .protect("age<25", "auc", Tolerance.NONE, 7)
                    .evaluatedWithin(Duration.ofHours(36))
                    .check("picky")
                    .by("gus")
                    .commit();
            Gate second = gate().atLeast("auc", 0.95).commit();

            assertThat(handle().gateHistory("fraud", PRODUCTION, 10, Optional.empty())
                            .items())
                    .containsExactly(second, first);
            assertThat(registry.gate("fraud", PRODUCTION)).contains(second);
            assertThat(registry.gate("fraud", "staging")).isEmpty();
            assertThat(first.toString())
                    .contains("auc at least 0.9", "error at most 3 g", "tolerance 1%", "7 samples", "PT36H");
        }

        @Test
        void aGateThatAsksForNothingIsRefused() {
            assertThatThrownBy(() -> gate().commit()).hasMessageContaining("rule");
            assertThatThrownBy(() -> registry.setGate("fraud", PRODUCTION)
                            .atLeast("auc", 0.9)
                            .because("x")
                            .commit())
                    .hasMessageContaining("eval set");
            assertThatThrownBy(() -> gate().atLeast("auc", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> gate().beatOrMatch("auc").beatOrMatch("auc"))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Tolerance.absolute(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** What serving needs, and the rehearsal of rollbacks. */
    @Nested
    public final class ServingAndRehearsals {
        /** For JUnit. */
        public ServingAndRehearsals() {}

        private ModelVersion version(String weights, Feature... features) throws IOException {
            return registry.record("fraud")
                    .code(CodeState.clean(COMMIT))
                    .data("train", evalSet)
                    .serving(serving(weights, features))
                    .artifact("model", Files.writeString(directory.resolve("model"), weights))
                    .commit();
        }

        @Test
        void whatServingNeedsTravelsWithTheVersion() throws IOException {
            versions(1);
            promote("fraud@1", "staging", "rita");

            ServingSpec spec = handle().release("fraud", "staging").serving();

            assertThat(spec).isEqualTo(serving("w1", AMOUNT));
            assertThat(spec.config()).containsEntry("threshold", Value.of(0.5));
            assertThat(registry.serving(new VersionName("fraud", 1))).isEqualTo(spec);
            ModelVersion other = version(
                    "w1", AMOUNT, Feature.category("country", "DE", "FR").orNull());
            assertThat(other.number()).isEqualTo(2);
            assertThat(registry.serving(other.name()).features().features()).hasSize(2);
            registry.record("fraud", run -> {
                run.data("train", evalSet);
                run.serving(serving("w3", AMOUNT));
                run.artifact("model", Files.writeString(run.scratch().resolve("m"), "w3"));
            });
            assertThat(registry.serving(new VersionName("fraud", 3))).isEqualTo(serving("w3", AMOUNT));
            ModelVersion silent = registry.record("fraud")
                    .code(CodeState.clean(COMMIT))
                    .data("train", evalSet)
                    .artifact("model", Files.writeString(directory.resolve("model"), "w"))
                    .commit();
            assertThat(registry.serving(silent.name())).isEqualTo(ServingSpec.NONE);
        }

        @Test
        void whatIsSaidAboutServingFitsTogether() {
            assertThatThrownBy(() -> registry.record("fraud").artifact("serving", directory))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("serving(ServingSpec)");
            assertThatThrownBy(() ->
                            registry.record("fraud").serving(ServingSpec.NONE).serving(ServingSpec.NONE))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> ServingSpec.builder()
                            .feature(AMOUNT)
                            .smoke("odd", Map.of("amount", "two", "colour", "red"), 1)
                            .build())
                    .hasMessageContaining("'odd'")
                    .hasMessageContaining("'two' is not amount: decimal")
                    .hasMessageContaining("'colour' is no feature");
            assertThatThrownBy(() -> ServingSpec.builder().config("a", 1).config("a", 2))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> FeatureSchema.of(AMOUNT, AMOUNT)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Feature.category("country")).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void callersMustNotNoticeThePromotion() throws IOException {
            Feature country = Feature.category("country", "DE", "FR");
            version("w1", AMOUNT, country.orNull());
            version(
                    "w2",
                    AMOUNT,
                    Feature.category("country", "DE", "FR", "PL").orNull(),
                    Feature.of("age", Feature.Type.INTEGER).orNull());
            version("w3", country.orNull(), AMOUNT);
            version(
                    "w4",
                    AMOUNT,
                    country.orNull(),
                    Feature.of("age", Feature.Type.INTEGER).orNull(),
                    Feature.of("new", Feature.Type.TEXT).orNull());
            for (int i = 1; i <= 4; i++) {
                evaluated("fraud@" + i, 0.9);
            }
            gate().atLeast("auc", 0.5).compatibleFeatures().commit();

            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
            assertThat(promote("fraud@2")).isInstanceOf(Promoted.class);
            assertRefused(promote("fraud@3"), "features compatible with now", "'amount' is sent at place 1");
            assertRefused(promote("fraud@4"), "one of [DE, FR, PL] and is one of [DE, FR] here");
            registry.record("fraud")
                    .code(CodeState.clean(COMMIT))
                    .data("train", evalSet)
                    .artifact("model", Files.writeString(directory.resolve("model"), "w5"))
                    .commit();
            evaluated("fraud@5", 0.9);
            assertRefused(promote("fraud@5"), "fraud@5 states no features", "feature(…)");
        }

        @Test
        void aRehearsalBringsTheVersionBackAndAsksIt() throws IOException {
            versions(2);
            assertThatThrownBy(() -> rehearsed())
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("Promote a version first");
            promote("fraud@1");
            assertThat(rehearsed().version()).hasToString("fraud@1");
            promote("fraud@2");
            List<String> loaded = new ArrayList<>();

            Rehearsal preview = rehearsal()
                    .loader(bundle -> {
                        loaded.add(bundle.version().name() + " "
                                + bundle.artifacts().keySet() + " "
                                + bundle.serving().config());
                        return load(bundle);
                    })
                    .budget(Duration.ofHours(1))
                    .preview();
            Rehearsal done = rehearsed();

            assertThat(loaded).hasSize(1);
            assertThat(loaded.get(0)).contains("fraud@1", "model", "serving", "threshold");
            assertThat(preview.passed()).isTrue();
            assertThat(done.passed()).as(done.toText()).isTrue();
            assertThat(done.version()).hasToString("fraud@1");
            assertThat(done.by()).isEqualTo("ola");
            assertThat(done.duration()).isPositive();
            assertThat(done.toText()).contains("all answered as recorded", "brought back and verified");
            assertThat(handle().rehearsals("fraud", PRODUCTION, 10, Optional.empty())
                            .items())
                    .extracting(Rehearsal::number)
                    .containsExactly(2L, 1L);
            assertThat(registry.rehearsals("fraud", PRODUCTION, 1, Optional.empty())
                            .items())
                    .containsExactly(done);
            assertThat(live()).isEqualTo("fraud@2");
        }

        @Test
        void aRehearsalThatFailsSaysWhy() throws IOException {
            versions(1);
            promote("fraud@1");

            assertFailed(rehearsal().commit(), "nobody said how", ".loader(");
            assertFailed(
                    rehearsal()
                            .loader(bundle -> {
                                throw new IOException("no such kernel");
                            })
                            .commit(),
                    "no such kernel",
                    "Repair the loader");
            assertFailed(
                    rehearsal().loader(bundle -> input -> Value.of("other")).commit(),
                    "1 answered differently",
                    "typical gave other instead of w1:2");
            assertFailed(
                    rehearsal()
                            .loader(bundle -> input -> {
                                throw new IllegalStateException("out of memory");
                            })
                            .commit(),
                    "typical threw",
                    "out of memory");
            assertFailed(
                    rehearsal()
                            .loader(bundle -> {
                                clock.pass(Duration.ofSeconds(61));
                                return load(bundle);
                            })
                            .budget(Duration.ofMinutes(1))
                            .commit(),
                    "within PT1M",
                    "it took PT1M1");
            assertThat(registry.rehearsals("fraud", PRODUCTION, 10, Optional.empty())
                            .items())
                    .hasSize(5);
            assertThatThrownBy(() -> rehearsal().budget(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> rehearsal().tolerance(BigDecimal.ONE.negate()))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        private void assertFailed(Rehearsal rehearsal, String... parts) {
            assertThat(rehearsal.passed()).isFalse();
            assertThat(rehearsal.toText()).contains(parts);
        }

        @Test
        void aScheduleRehearsesWhenTheLastOneIsOldWhoeverMadeIt() throws Exception {
            versions(1);
            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            RehearsalSchedule.Listener listener = new RehearsalSchedule.Listener() {
                @Override
                public void passed(Rehearsal rehearsal) {
                    heard.add("passed " + rehearsal.number());
                }

                @Override
                public void failed(Rehearsal rehearsal) {
                    heard.add("failed " + rehearsal.number());
                }

                @Override
                public void broken(LineageException failure) {
                    heard.add("broken");
                }
            };
            List<ModelLoader> loaders = new ArrayList<>(List.of(GovernanceContract::load));
            RehearsalSchedule schedule = RehearsalSchedule.of(
                    registry,
                    "fraud",
                    PRODUCTION,
                    Duration.ofDays(7),
                    clock,
                    change -> change.loader(loaders.get(0)),
                    listener);

            assertThat(schedule.look()).isEmpty();
            promote("fraud@1");
            assertThat(schedule.look()).isPresent();
            assertThat(schedule.look()).isEmpty();
            clock.pass(Duration.ofDays(8));
            rehearsed();
            assertThat(schedule.look()).isEmpty();
            clock.pass(Duration.ofDays(8));
            loaders.set(0, bundle -> input -> Value.of("wrong"));
            assertThat(schedule.look()).isPresent();
            assertThat(heard).containsExactly("broken", "passed 1", "failed 3");

            clock.pass(Duration.ofDays(8));
            loaders.set(0, GovernanceContract::load);
            ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
            try {
                schedule.start(executor);
                assertThatThrownBy(() -> schedule.start(executor)).isInstanceOf(IllegalStateException.class);
                while (heard.size() < 4) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                schedule.close();
            } finally {
                executor.shutdown();
            }
            assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            assertThat(heard).last().isEqualTo("passed 4");
        }

        @Test
        void numbersMayDifferByTheTolerance() throws IOException {
            registry.record("fraud")
                    .code(CodeState.clean(COMMIT))
                    .data("train", evalSet)
                    .serving(ServingSpec.builder()
                            .smoke("vector", Map.of("x", List.of(1, 2)), Map.of("score", List.of(0.5, 1)))
                            .build())
                    .artifact("model", Files.writeString(directory.resolve("model"), "w"))
                    .commit();
            promote("fraud@1");
            ModelLoader near = bundle -> input -> Value.ofObject(Map.of("score", List.of(0.50001, 1.0)));

            assertThat(rehearsal().loader(near).commit().passed()).isFalse();
            assertThat(rehearsal()
                            .loader(near)
                            .tolerance(new BigDecimal("0.0001"))
                            .commit()
                            .passed())
                    .isTrue();
            assertThat(rehearsal()
                            .loader(bundle -> input -> Value.ofObject(Map.of("score", List.of(0.5))))
                            .tolerance(BigDecimal.TEN)
                            .commit()
                            .passed())
                    .isFalse();
        }

        @Test
        void productionWantsTheWayBackRehearsedFromTheSecondPromotionOn() throws IOException {
            versions(3);
            gate().beatOrMatch("auc").commit();
            tier(Tier.PRODUCTION);
            for (int i = 1; i <= 3; i++) {
                evaluated("fraud@" + i, 0.9);
                approve("fraud@" + i, "alice");
            }
            assertThat(registry.overdueRehearsals("fraud")).isEmpty();
            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
            assertThat(registry.overdueRehearsals("fraud")).hasSize(1);
            assertRefused(promote("fraud@2"), "rehearsed within 90 days", "it never was", "registry.rehearse(");

            rehearsal().commit();
            assertRefused(promote("fraud@2"), "the last one failed");
            rehearsed();
            assertThat(registry.overdueRehearsals("fraud")).isEmpty();
            assertThat(promote("fraud@2")).isInstanceOf(Promoted.class);
            clock.pass(Duration.ofDays(91));
            assertThat(registry.overdueRehearsals("fraud"))
                    .extracting(stage -> stage.name())
                    .containsExactly(PRODUCTION);
            approve("fraud@3", "alice");
            assertRefused(promote("fraud@3"), "the last one is from");
        }
    }

    /** The service's loader, in a JVM of its own. */
    public static final class FreshLoader implements ModelLoader {
        /** For the fresh JVM. */
        public FreshLoader() {}

        @Override
        public Predictor load(Bundle bundle) throws IOException {
            try (Stream<Path> here = Files.list(Path.of(""))) {
                if (here.findAny().isPresent()) {
                    throw new IllegalStateException("The working directory is not empty");
                }
            }
            Predictor plain = GovernanceContract.load(bundle);
            return input -> {
                // A library that leaves a thread behind.
                new Thread(() -> sleep(Duration.ofDays(1))).start();
                return plain.predict(input);
            };
        }
    }

    /** A loader that the service has and the version does not suit. */
    public static final class BrokenLoader implements ModelLoader {
        /** For the fresh JVM. */
        public BrokenLoader() {}

        @Override
        public Predictor load(Bundle bundle) {
            throw new IllegalStateException("unknown layer type 'attention'");
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A rehearsal in a JVM that has nothing of this one. */
    @Nested
    public final class FreshJvms {
        /** For JUnit. */
        public FreshJvms() {}

        @Test
        void theWayBackIsRehearsedWithTheRecordedClassPath() throws IOException {
            versions(2);
            promote("fraud@1");
            promote("fraud@2");

            Rehearsal rehearsal =
                    rehearsal().loaderInFreshJvm(FreshLoader.class).commit();

            assertThat(rehearsal.passed())
                    .as(Finding.table(rehearsal.findings()))
                    .isTrue();
            assertThat(Finding.table(rehearsal.findings()))
                    .contains(
                            "class path of fraud@1",
                            "jars and directories",
                            "in a fresh JVM",
                            "all answered as recorded");
            assertThatThrownBy(
                            () -> rehearsal().loader(GovernanceContract::load).loaderInFreshJvm(FreshLoader.class))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("loader");
        }

        @Test
        void whatTheFreshJvmSaysIsTold() throws IOException {
            versions(1);
            promote("fraud@1");

            Rehearsal broken = rehearsal().loaderInFreshJvm(BrokenLoader.class).commit();
            assertThat(broken.passed()).isFalse();
            assertThat(Finding.table(broken.findings()))
                    .contains("FAILED   loading", "ended with 1", "unknown layer type 'attention'");
        }
    }

    /** Emergencies, and who hears of what happens. */
    @Nested
    public final class EmergenciesAndNews {
        /** For JUnit. */
        public EmergenciesAndNews() {}

        private Decision override(String version, String by) {
            PromoteChange promotion = registry.promote(version)
                    .to(PRODUCTION)
                    .because("INC-4711")
                    .overriding("the model in production answers nothing")
                    .by(by);
            return (registry.trust().isPresent() ? promotion.signedBy(signer(by)) : promotion).commit();
        }

        private void tierWithOverrider(Tier tier) {
            registry.setTier("fraud", tier)
                    .policy(tier.policy().withOverriders(Set.of("ola")))
                    .because("on call")
                    .by("rita")
                    .approvedBy("ceo")
                    .commit();
        }

        @Test
        void whoIsNamedMayOverrideAndEverybodyCanSeeIt() throws IOException {
            versions(1);
            assertThatThrownBy(() -> registry.setTier("fraud", Tier.PRODUCTION)
                            .policy(Tier.PRODUCTION.policy().withOverriders(Set.of("ola")))
                            .because("on call")
                            .by("rita")
                            .commit())
                    .hasMessageContaining("approvedBy");
            tier(Tier.PRODUCTION);
            assertRefused(override("fraud@1", "ola"), "ola may not; nobody may", "withOverriders");
            tierWithOverrider(Tier.PRODUCTION);
            assertRefused(override("fraud@1", "rita"), "rita may not; [ola] may");

            Decision decision = override("fraud@1", "Ola");

            assertThat(decision).isInstanceOf(Promoted.class);
            Stage stage = handle().stage("fraud", PRODUCTION).orElseThrow();
            assertThat(stage.grounds().override()).contains("the model in production answers nothing");
            assertThat(failed(decision)).contains("gate");
            assertThat(decision.toText()).contains("FAILED", "emergency override");
            assertThat(live()).isEqualTo("fraud@1");
            assertThat(registry.stakes("fraud").policy().overriders()).containsExactly("ola");
        }

        @Test
        void regulatedAsksForTwoApprovalsEvenThen() throws IOException {
            versions(1);
            tierWithOverrider(Tier.REGULATED);
            trust("alice", "bob", "ola");

            assertThat(((AwaitingApproval) override("fraud@1", "ola")).missing())
                    .isEqualTo(2);
            approve("fraud@1", "alice");
            assertThat(override("fraud@1", "ola")).isInstanceOf(AwaitingApproval.class);
            approve("fraud@1", "bob");
            assertThat(override("fraud@1", "ola")).isInstanceOf(Promoted.class);
        }

        @Test
        void listenersHearOfEverythingAndHarmNothing() throws Exception {
            StoreProvider.Stores stores = open(directory.resolve("registry"));
            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch hear = new CountDownLatch(4);
            ModelRegistry told = ModelRegistry.builder()
                    .records(stores.records())
                    .artifacts(stores.artifacts())
                    .clock(clock)
                    .listener(logged -> {
                        throw new IllegalStateException("the pager is broken");
                    })
                    .listener(logged -> {
                        heard.add(logged.type() + " " + logged.facts().getOrDefault("model", "-") + " "
                                + logged.facts().getOrDefault("reason", "-"));
                        hear.countDown();
                    })
                    .open();
            opened.add(told);
            registry = told;
            versions(1);
            tier(Tier.PRODUCTION);
            promote("fraud@1");
            promote("fraud@1", "staging", "rita");

            assertThat(hear.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(heard)
                    .containsExactly(
                            "version fraud -", "tier fraud -", "promotion-attempt fraud better", "stage fraud better");
        }

        @Test
        void aWatchSwapsToWhatIsVerified() throws Exception {
            versions(2);
            List<String> swaps = Collections.synchronizedList(new ArrayList<>());
            BlockingQueue<Release> swapped = new LinkedBlockingQueue<>();
            promote("fraud@1", "staging", "rita");
            try (ReleaseWatch watch = handle().watch("fraud", "staging", Duration.ofMillis(5), (before, now) -> {
                swaps.add(before.map(release -> release.version().name().toString())
                                .orElse("nothing")
                        + " to " + now.version().name());
                if (before.isPresent()) {
                    swapped.add(now);
                }
            })) {
                Release first = watch.current().orElseThrow();
                promote("fraud@2", "staging", "rita");
                Release second = Objects.requireNonNull(swapped.poll(1, TimeUnit.MINUTES));

                assertThat(swaps).containsExactly("nothing to fraud@1", "fraud@1 to fraud@2");
                assertThat(second.artifact("model")).hasContent("w2");
                assertThat(first.artifact("model")).hasContent("w1");
                assertThat(watch.current()).contains(second);
            }
            assertThatThrownBy(() -> registry.watch("fraud", "staging", Duration.ZERO, (before, now) -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void aWatchWaitsForAStageThatWasNeverSet() throws Exception {
            versions(1);
            BlockingQueue<Release> swapped = new LinkedBlockingQueue<>();
            try (ReleaseWatch watch =
                    registry.watch("fraud", "staging", Duration.ofMillis(5), (before, now) -> swapped.add(now))) {
                assertThat(watch.current()).isEmpty();
                promote("fraud@1", "staging", "rita");
                assertThat(swapped.poll(1, TimeUnit.MINUTES)).isNotNull();
            }
        }
    }

    /** Withdrawals. */
    @Nested
    public final class Withdrawals {
        /** For JUnit. */
        public Withdrawals() {}

        private WithdrawChange withdraw(Subject subject) {
            return registry.withdraw(subject).because("consent ended").by("dana");
        }

        private void release() {
            try (ModelRegistry fresh = handle()) {
                fresh.release("fraud", PRODUCTION);
            }
        }

        /** Another model, fine-tuned from a version of fraud. */
        private ModelVersion tuned(String base) throws IOException {
            return registry.record("tuned")
                    .code(CodeState.clean(COMMIT))
                    .data("train", otherSet)
                    .base("base", base)
                    .artifact("model", Files.writeString(directory.resolve("tuned"), "tuned from " + base))
                    .commit();
        }

        @Test
        void aWithdrawnVersionIsNeitherPromotedNorServed() throws IOException {
            versions(2);
            promote("fraud@1");
            promote("fraud@2");
            assertThat(registry.withdrawals("fraud@2")).isEmpty();
            Release held = registry.release("fraud", PRODUCTION);

            WithdrawChange change =
                    registry.withdraw("fraud@2").because("leaked labels").by("dana");
            assertThat(change.preview().stages()).extracting(Stage::version).hasToString("[fraud@2]");
            assertThat(registry.withdrawals("fraud@2")).isEmpty();
            WithdrawChange.Affected affected = change.commit();

            assertThat(affected.count()).isEqualTo(1);
            assertThat(affected.versions()).hasToString("[fraud@2]");
            assertThat(affected.withdrawal().inForce()).isTrue();
            assertThat(handle().withdrawals("fraud@2")).containsExactly(affected.withdrawal());
            assertThat(registry.withdrawals("fraud@1")).isEmpty();
            assertThatThrownBy(() -> registry.release("fraud", PRODUCTION))
                    .isInstanceOf(WithdrawnException.class)
                    .hasMessageContainingAll("production", "fraud@2", "leaked labels", "dana", "rollback");
            assertThatThrownBy(this::release).isInstanceOf(WithdrawnException.class);
            assertThat(held.artifact("model")).hasContent("w2");
            assertRefused(promote("fraud@2", "canary", "rita"), "fraud@2 may be used", "leaked labels", "reinstate");

            assertThat(registry.rollback("fraud", PRODUCTION)
                            .toPrevious()
                            .because("withdrawn")
                            .commit())
                    .isInstanceOf(Promoted.class);
            release();
            assertRefused(
                    registry.rollback("fraud", PRODUCTION)
                            .to("fraud@2")
                            .because("forgot why")
                            .commit(),
                    "leaked labels");

            registry.reinstate(Subject.version("fraud@2"))
                    .because("they were not")
                    .commit();
            assertThat(promote("fraud@2")).isInstanceOf(Promoted.class);
            release();
            assertThat(registry.withdrawals(10, Optional.empty()).items())
                    .extracting(Withdrawal::effect)
                    .containsExactly(Withdrawal.Effect.NONE, Withdrawal.Effect.NOT_SERVED);
        }

        @Test
        void withdrawnDataTakesEverythingWithItThatWasMadeFromIt() throws IOException {
            versions(2);
            tuned("fraud@1");
            promote("fraud@1");
            registry.promote("tuned@1").to(PRODUCTION).because("good").commit();

            WithdrawChange.Affected affected = withdraw(Subject.data(evalSet)).commit();

            assertThat(affected.count()).isEqualTo(3);
            assertThat(affected.versions()).hasToString("[fraud@1, fraud@2, tuned@1]");
            assertThat(affected.stages()).extracting(Stage::model).containsExactly("fraud", "tuned");
            assertThatThrownBy(() -> registry.release("tuned", PRODUCTION))
                    .isInstanceOf(WithdrawnException.class)
                    .hasMessageContaining(evalSet.id());
            assertRefused(promote("fraud@2"), "consent ended");
            // Also what is recorded later.
            assertThat(registry.withdrawals(version("w3").name().toString())).hasSize(1);
            assertThat(registry.withdrawals(tuned("fraud@3").name().toString())).hasSize(1);
        }

        @Test
        void dataThatOnlyJudgedIsNotWhatAModelIsMadeOf() throws IOException {
            versions(1);
            registry.setGate("fraud", PRODUCTION)
                    .on(otherSet)
                    .because("policy")
                    .beatOrMatch("auc", Tolerance.NONE)
                    .commit();
            registry.evaluate("fraud@1").on(otherSet).metric("auc", 0.9).commit();
            promote("fraud@1");

            assertThat(withdraw(Subject.data(otherSet)).commit().count()).isZero();
            release();

            version("w2");
            registry.evaluate("fraud@2").on(otherSet).metric("auc", 0.9).commit();
            assertRefused(promote("fraud@2"), "eval set", "consent ended");
        }

        @Test
        void aFlawThatIsNoReasonForAnOutageLetsServingGoOn() throws IOException {
            versions(2);
            promote("fraud@1");
            withdraw(Subject.version("fraud@1")).servedUntilReplaced().commit();
            release();
            assertRefused(promote("fraud@1", "canary", "rita"), "consent ended");
            assertThat(promote("fraud@2")).isInstanceOf(Promoted.class);
            assertRefused(
                    registry.rollback("fraud", PRODUCTION)
                            .toPrevious()
                            .because("habit")
                            .commit(),
                    "consent ended");
            assertThat(rehearsed().findings())
                    .as("the way back is closed")
                    .anyMatch(finding -> finding.verdict() == Finding.Verdict.FAILED
                            && finding.found().contains("consent ended"));
        }

        @Test
        void noEmergencyReachesPastAWithdrawal() throws IOException {
            versions(1);
            registry.setTier("fraud", Tier.PRODUCTION)
                    .policy(Tier.PRODUCTION.policy().withOverriders(Set.of("ola")))
                    .approvedBy("ana")
                    .because("on call")
                    .by("rita")
                    .commit();
            withdraw(Subject.version("fraud@1")).commit();
            assertRefused(
                    registry.promote("fraud@1")
                            .to(PRODUCTION)
                            .because("now")
                            .overriding("all is down")
                            .by("ola")
                            .commit(),
                    "consent ended");
        }

        @Test
        void aServiceThatRunsHearsOfIt() throws Exception {
            versions(1);
            promote("fraud@1");
            BlockingQueue<LineageException> failures = new LinkedBlockingQueue<>();
            ReleaseWatch.Listener listener = new ReleaseWatch.Listener() {
                @Override
                public void swapped(Optional<Release> before, Release release) {
                    // What is awaited are the failures.
                }

                @Override
                public void failed(LineageException failure) {
                    failures.add(failure);
                }
            };
            try (ReleaseWatch watch = registry.watch("fraud", PRODUCTION, Duration.ofMillis(5), listener)) {
                withdraw(Subject.version("fraud@1")).commit();
                assertThat(failures.poll(1, TimeUnit.MINUTES)).isInstanceOf(WithdrawnException.class);
                assertThat(failures.poll(1, TimeUnit.MINUTES)).isInstanceOf(WithdrawnException.class);
                assertThat(watch.current().orElseThrow().artifact("model")).hasContent("w1");
            }
        }

        @Test
        void whatMakesNoSenseIsRefused() throws IOException {
            versions(1);
            assertThatThrownBy(() -> registry.withdraw("fraud@1").commit())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("because");
            assertThatThrownBy(() -> registry.withdraw("fraud@9").because("x").commit())
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("fraud@9");
            assertThatThrownBy(() -> registry.withdraw("latest")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> registry.reinstate(Subject.version("fraud@1"))
                            .because("x")
                            .commit())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("fraud@1 is not withdrawn");
            assertThatThrownBy(
                            () -> registry.reinstate(Subject.version("fraud@1")).servedUntilReplaced())
                    .isInstanceOf(IllegalStateException.class);
            assertThat(registry.withdrawals(10, Optional.empty()).items()).isEmpty();
        }
    }

    /** Whose word counts, and how it is known. */
    @Nested
    public final class SignedApprovals {
        /** For JUnit. */
        public SignedApprovals() {}

        private void twoSigned() throws IOException {
            versions(1);
            registry.setTier("fraud", Tier.RESEARCH)
                    .policy(Tier.RESEARCH.policy().withApprovals(2).withSignedApprovals(true))
                    .because("auditors ask")
                    .commit();
        }

        private ApprovalChange approval(String by) {
            return registry.approve("fraud@1").forStage(PRODUCTION).by(by).because("reviewed");
        }

        private String table() {
            return Finding.table(promote("fraud@1").findings());
        }

        @Test
        void onlySignedApprovalsCount() throws IOException {
            twoSigned();
            approval("alice").commit();
            assertThat(table()).contains("waiting  signed approvals: 2", "alice (not signed)", ".signedBy(signer)");
            approval("alice").signedBy(signer("alice")).commit();
            assertThat(table()).contains("alice (nobody said whose keys count)");

            Trust trust = trust("alice", "bob");
            assertThat(trust.version()).isEqualTo(1);
            assertThat(trust.toText()).contains("alice  " + signer("alice").key() + "  approver", "1 of [rita]");
            assertThat(registry.trust()).contains(trust);
            assertThat(table()).as("what was signed before").contains("alice (signed something else)");
            approve("fraud@1", "alice");
            assertThat(promote("fraud@1")).isInstanceOf(AwaitingApproval.class);
            approve("fraud@1", "ALICE");
            assertThat(promote("fraud@1")).as("one person twice").isInstanceOf(AwaitingApproval.class);
            Approval bobs = approve("fraud@1", "bob");
            assertThat(bobs.envelope()).isPresent();
            assertThat(handle().approvals("fraud@1", PRODUCTION)).contains(bobs);

            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
        }

        @Test
        void whoSignsForSomebodyElseIsTold() throws IOException {
            twoSigned();
            trust("alice", "bob");
            assertThatThrownBy(() -> approval("alice").signedBy(signer("bob")).commit())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("that of 'bob'")
                    .hasMessageContaining("not one of 'alice'");
            assertThatThrownBy(() -> approval("carol").signedBy(signer("carol")).commit())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nobody's")
                    .hasMessageContaining("setTrust().principal(\"carol\", key)");
            approval("carol").commit();
            assertThat(table()).contains("carol (not signed)");
            assertThat(registry.approvals("fraud@1", PRODUCTION)).hasSize(1);
        }

        @Test
        void aKeyThatWasTakenAwayCountsNoMore() throws IOException {
            twoSigned();
            trust("alice", "bob");
            approve("fraud@1", "alice");
            approve("fraud@1", "bob");
            Signer old = signer("alice");
            signers.remove("alice");
            Trust next = trustChange()
                    .principal("Alice", signer("alice").key())
                    .signedBy(signer("rita"))
                    .commit();
            assertThat(next.principals()).containsOnlyKeys("alice", "bob", "rita");

            assertThat(table()).contains("alice (not signed with a key that is good now)");
            assertThatThrownBy(() -> approval("alice").signedBy(old).commit()).hasMessageContaining("nobody's");
            approve("fraud@1", "alice");
            trustChange().remove("bob").signedBy(signer("rita")).commit();
            assertThat(table()).contains("bob (no principal of the trust document)");
            trustChange()
                    .principal("bob", signer("bob").key())
                    .approvers("alice")
                    .signedBy(signer("rita"))
                    .commit();
            assertThat(table()).contains("bob (may not approve)");
            trustChange().approvers("alice", "bob").signedBy(signer("rita")).commit();
            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
            assertThat(registry.trustHistory(10, Optional.empty()).items())
                    .extracting(Trust::version)
                    .containsExactly(5L, 4L, 3L, 2L, 1L);
        }

        @Test
        void anApprovalIsNotTakenByAnotherRegistry() throws IOException {
            twoSigned();
            Trust ours = trust("alice", "bob");
            Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
            try (ModelRegistry other = ModelRegistry.open("memory:" + elsewhere)) {
                assertThat(other.setTrust()
                                .because("the same people")
                                .by("rita")
                                .principal("rita", signer("rita").key())
                                .roots(1, "rita")
                                .signedBy(signer("rita"))
                                .preview()
                                .principals())
                        .containsOnlyKeys("rita");
                assertThat(other.trust()).isEmpty();
            }
            Approval approval = approve("fraud@1", "alice");
            assertThat(approval.envelope().orElseThrow().payload())
                    .contains("\"trust\":\"sha256:", "fraud@1", "https://in-toto.io/Statement/v1");
            assertThat(ours.position()).isNotNegative();
        }

        @Test
        void trustIsChangedByThoseWhoHaveIt() throws IOException {
            assertThat(registry.trust()).isEmpty();
            assertThatThrownBy(() -> trustChange()
                            .principal("alice", signer("alice").key())
                            .signedBy(signer("alice"))
                            .commit())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(".roots(");
            trustChange()
                    .principal("alice", signer("alice").key())
                    .principal("bob", signer("bob").key())
                    .principal("carol", signer("carol").key())
                    .roots(2, "alice", "bob", "carol")
                    .signedBy(signer("bob"))
                    .signedBy(signer("alice"))
                    .commit();

            assertThatThrownBy(() -> trustChange()
                            .principal("eve", signer("eve").key())
                            .roots(1, "eve")
                            .signedBy(signer("eve"))
                            .commit())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 of the roots before, [alice, bob, carol]; 2 are missing");
            assertThatThrownBy(() -> trustChange()
                            .principal("eve", signer("eve").key())
                            .roots(1, "eve")
                            .signedBy(signer("alice"))
                            .signedBy(signer("bob"))
                            .commit())
                    .as("eve did not agree")
                    .hasMessageContaining("its own roots, [eve]; 1 are missing");
            assertThatThrownBy(() -> trustChange()
                            .remove("carol")
                            .signedBy(signer("alice"))
                            .signedBy(signer("alice"))
                            .commit())
                    .as("one root twice")
                    .hasMessageContaining("1 are missing");
            assertThat(registry.trust().orElseThrow().version()).isEqualTo(1);

            Trust next = trustChange()
                    .remove("carol")
                    .signedBy(signer("alice"))
                    .signedBy(signer("carol"))
                    .signedBy(signer("bob"))
                    .commit();
            assertThat(next.roots()).containsExactlyInAnyOrder("alice", "bob");
            assertThat(handle().trust()).contains(next);
        }

        @Test
        void anExpiredTrustDocumentIsRenewedByItsRoots() throws IOException {
            twoSigned();
            trust("alice", "bob");
            Trust limited = trustChange()
                    .validFor(Duration.ofDays(20))
                    .signedBy(signer("rita"))
                    .commit();
            approve("fraud@1", "alice");
            approve("fraud@1", "bob");
            clock.pass(Duration.ofDays(21));

            assertThat(table())
                    .contains(
                            "alice (the trust document expired at "
                                    + limited.expires().orElseThrow(),
                            "bob (the trust document expired at",
                            "registry.setTrust().validFor(duration)");
            assertThatThrownBy(() -> trustChange().signedBy(signer("rita")).commit())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(".validFor(duration)");
            Trust renewed = trustChange()
                    .validFor(Duration.ofDays(365))
                    .signedBy(signer("rita"))
                    .commit();
            assertThat(handle().trust()).contains(renewed);
            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
        }

        @Test
        void aStolenKeyIsDistrustedForEver() throws IOException {
            twoSigned();
            trust("alice", "bob");
            Approval forged = approve("fraud@1", "alice");
            approve("fraud@1", "bob");
            VerificationKey stolen = signer("alice").key();
            assertThatThrownBy(() -> trustChange().distrust(stolen, 0).preview())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(".principal(\"alice\", key)");
            assertThatThrownBy(() -> trustChange()
                            .remove("alice")
                            .distrust(stolen, 1_000_000)
                            .preview())
                    .hasMessageContaining("the log has");
            signers.remove("alice");
            Trust next = trustChange()
                    .principal("alice", signer("alice").key())
                    .distrust(stolen, forged.position())
                    .signedBy(signer("rita"))
                    .commit();

            assertThat(next.distrusted()).isEqualTo(Map.of(stolen, forged.position()));
            assertThat(handle().trust()).contains(next);
            assertThat(table()).contains("alice (signed with key " + stolen + ", which is distrusted since position");
            assertThatThrownBy(() -> trustChange().principal("carol", stolen).preview())
                    .hasMessageContaining("can be nobody's any more");
            assertThatThrownBy(() ->
                            trustChange().distrust(stolen, next.position()).preview())
                    .hasMessageContaining("can be lowered and not raised");
            approve("fraud@1", "alice");
            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
        }

        @Test
        void whatCannotBeTrustedIsRefused() {
            assertThatThrownBy(() -> trustChange()
                            .principal("alice", signer("alice").key())
                            .principal("bob", signer("alice").key())
                            .roots(1, "alice")
                            .preview())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a key of their own");
            assertThatThrownBy(() -> trustChange()
                            .principal("alice", signer("alice").key())
                            .roots(2, "alice")
                            .preview())
                    .hasMessageContaining("1 to 1 of its roots, not by 2");
            assertThatThrownBy(() -> trustChange()
                            .principal("alice", signer("alice").key())
                            .roots(1, "bob")
                            .preview())
                    .hasMessageContaining("The root 'bob' is none of the principals [alice]");
            assertThatThrownBy(() ->
                            trustChange().principal("alice").roots(1, "alice").preview())
                    .hasMessageContaining("has no key");
            assertThatThrownBy(() -> trustChange().principal("zero", VerificationKey.of(new byte[32])))
                    .hasMessageContaining("no point that can be used");
            assertThatThrownBy(() -> VerificationKey.of(new byte[31])).hasMessageContaining("32 bytes, not 31");
            assertThatThrownBy(() -> VerificationKey.ofPem("ssh-ed25519 AAAA")).hasMessageContaining("openssl pkey");
            VerificationKey key = signer("alice").key();
            assertThat(VerificationKey.ofPem(key.toPem())).isEqualTo(key);
            Signer liar = new Signer() {
                @Override
                public VerificationKey key() {
                    return key;
                }

                @Override
                public byte[] sign(byte[] message) {
                    return Arrays.copyOf(signer("alice").sign(message), 65);
                }
            };
            assertThatThrownBy(() -> trustChange()
                            .principal("alice", key)
                            .roots(1, "alice")
                            .signedBy(liar)
                            .commit())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("64 bytes");
            assertThat(registry.trust()).isEmpty();
        }
    }

    /** The JVM that serves and the one that trained. */
    @Nested
    public final class EnvironmentsOfServing {
        /** For JUnit. */
        public EnvironmentsOfServing() {}

        private void strict() {
            registry.setTier("fraud", Tier.RESEARCH)
                    .policy(Tier.RESEARCH.policy().withSameEnvironment(true))
                    .because("numbers must not move")
                    .commit();
        }

        /** Does something as a JVM in another time zone. */
        private static <T> T elsewhere(Supplier<T> action) {
            TimeZone zone = TimeZone.getDefault();
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            try {
                return action.get();
            } finally {
                TimeZone.setDefault(zone);
            }
        }

        @Test
        void whatDiffersIsTold() throws IOException {
            versions(1);
            promote("fraud@1");
            Release release = registry.release("fraud", PRODUCTION);

            assertThat(release.environment().differences()).isEmpty();
            EnvironmentDiff diff = elsewhere(release::environment);

            assertThat(diff.thatMatter()).singleElement().satisfies(difference -> {
                assertThat(difference.subject()).isEqualTo("time zone");
                assertThat(difference.running()).isEqualTo("Pacific/Chatham");
            });
            assertThat(diff.toText()).startsWith("! time zone: ").contains("Pacific/Chatham here");
            assertThat(elsewhere(() -> registry.release("fraud", PRODUCTION)).version())
                    .isEqualTo(release.version());
        }

        @Test
        void whereThePolicyAsksForItServingIsRefusedElsewhere() throws IOException {
            strict();
            versions(2);
            promote("fraud@1");
            assertThat(registry.stage("fraud", PRODUCTION).orElseThrow().sameEnvironment())
                    .isTrue();
            try (ModelRegistry fresh = handle()) {
                assertThatThrownBy(() -> elsewhere(() -> fresh.release("fraud", PRODUCTION)))
                        .isInstanceOf(EnvironmentMismatchException.class)
                        .hasMessageContaining("fraud@1")
                        .hasMessageContaining("Pacific/Chatham here")
                        .hasMessageContaining("withSameEnvironment(false)")
                        .satisfies(e -> assertThat(((EnvironmentMismatchException) e)
                                        .diff()
                                        .thatMatter())
                                .hasSize(1));
                assertThat(fresh.release("fraud", PRODUCTION).version().name()).hasToString("fraud@1");
            }
            promote("fraud@2");
            Rehearsal rehearsal =
                    elsewhere(() -> rehearsal().loader(GovernanceContract::load).commit());
            assertThat(rehearsal.passed()).isFalse();
            assertThat(Finding.table(rehearsal.findings()))
                    .contains("FAILED   environment", "Pacific/Chatham here", "Rehearse on a machine like");
            assertThat(rehearsed().passed()).isTrue();
        }

        @Test
        void thePolicyHoldsFromTheNextPromotionOn() throws IOException {
            versions(2);
            promote("fraud@1");
            strict();
            try (ModelRegistry fresh = handle()) {
                assertThat(elsewhere(() -> fresh.release("fraud", PRODUCTION))
                                .version()
                                .name())
                        .hasToString("fraud@1");
            }
            promote("fraud@2");
            rollback();
            try (ModelRegistry fresh = handle()) {
                assertThatThrownBy(() -> elsewhere(() -> fresh.release("fraud", PRODUCTION)))
                        .isInstanceOf(EnvironmentMismatchException.class);
            }
            assertThat(Tier.RESEARCH.policy().isAtLeastAsStrictAs(Tier.RESEARCH.policy()))
                    .isTrue();
            assertThatThrownBy(() -> registry.setTier("fraud", Tier.RESEARCH)
                            .because("relax")
                            .commit())
                    .hasMessageContaining("approvedBy");
        }
    }

    /** Tiers and approvals. */
    @Nested
    public final class Tiers {
        /** For JUnit. */
        public Tiers() {}

        private void readyForProduction() throws IOException {
            versions(2);
            gate().beatOrMatch("auc").commit();
            evaluated("fraud@1", 0.9);
            evaluated("fraud@2", 0.9);
        }

        @Test
        void productionAsksForAGateAndAnApproval() throws IOException {
            versions(1);
            tier(Tier.PRODUCTION);
            assertRefused(promote("fraud@1"), "gate", "setGate");

            gate().atLeast("auc", 0.5).commit();
            evaluated("fraud@1", 0.9);
            assertRefused(promote("fraud@1"), "compares with nothing", "beatOrMatch");

            gate().beatOrMatch("auc").commit();
            Decision waiting = promote("fraud@1");
            assertThat(waiting).isInstanceOf(AwaitingApproval.class);
            assertThat(((AwaitingApproval) waiting).missing()).isEqualTo(1);
            assertThat(waiting.toText()).contains("waiting", "registry.approve(\"fraud@1\")");
            assertThat(live()).isEqualTo("nothing");
            assertThat(registry.promotionAttempts("fraud", PRODUCTION, 10, Optional.empty())
                            .items())
                    .extracting(PromotionAttempt::outcome)
                    .containsExactly(
                            PromotionAttempt.Outcome.AWAITING_APPROVAL,
                            PromotionAttempt.Outcome.REFUSED,
                            PromotionAttempt.Outcome.REFUSED);

            Approval approval = approve("fraud@1", "alice");
            Decision promoted = promote("fraud@1");
            assertThat(promoted).isInstanceOf(Promoted.class);
            assertThat(((Promoted) promoted).stage().grounds().approvals()).containsExactly(approval.digest());
        }

        @Test
        void openStagesStayLight() throws IOException {
            versions(1);
            tier(Tier.REGULATED);

            assertThat(promote("fraud@1", "staging", "rita")).isInstanceOf(Promoted.class);
            assertThat(promote("fraud@1", "prod", "rita")).isInstanceOf(Refused.class);
        }

        @Test
        void uncommittedCodeAndDataTakenOnTrustAreNotForProduction() throws IOException {
            registry.record("fraud")
                    .code(new CodeState(COMMIT, Optional.of(Digest.of(new byte[] {1}))))
                    .data("train", SnapshotPin.declared("prices", "as mailed on 2026-11-01"))
                    .artifact("model", Files.writeString(directory.resolve("model"), "w"))
                    .commit();
            tier(Tier.PRODUCTION);

            assertThat(failed(promote("fraud@1")))
                    .containsExactly("committed code", "data is REFERENCE or better", "gate");
        }

        @Test
        void neitherTheRecorderNorTheRequesterMayApproveForRegulated() throws IOException {
            readyForProduction();
            tier(Tier.REGULATED);
            String recorder = registry.version("fraud@1").observation().by();
            trust(recorder, "alice", "bob");
            approve("fraud@1", recorder.toUpperCase(java.util.Locale.ROOT));
            approve("fraud@1", "Rita");
            approve("fraud@1", "alice");
            approve("fraud@1", " Alice");

            Decision decision = promote("fraud@1");

            assertThat(((AwaitingApproval) decision).missing()).isEqualTo(1);
            assertThat(decision.toText()).contains("recorded the version", "asks for the promotion");
            approve("fraud@1", "bob");
            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
        }

        @Test
        void regulatedPromotionsAreSignedByWhoAsksForThem() throws IOException {
            readyForProduction();
            tier(Tier.REGULATED);
            trust("alice", "bob");
            approve("fraud@1", "alice");
            approve("fraud@1", "bob");
            PromoteChange unsigned = registry.promote("fraud@1").to(PRODUCTION).because("better");
            assertRefused(unsigned.by("rita").commit(), "signed by rita", "it is not signed", ".signedBy(signer)");
            PromoteChange stolen = registry.promote("fraud@1").to(PRODUCTION).because("better");
            assertRefused(stolen.by("rita").signedBy(signer("alice")).commit(), "signed by rita", "is that of alice");
            PromoteChange unknown = registry.promote("fraud@1").to(PRODUCTION).because("better");
            assertRefused(unknown.by("rita").signedBy(signer("mallory")).commit(), "is nobody's");

            Stage moved = ((Promoted) promote("fraud@1")).stage();

            assertThat(moved.envelope().orElseThrow().payload())
                    .contains("\"production\"", "\"rita\"", "\"revision\":1");
            assertThat(handle().stage("fraud", PRODUCTION)).contains(moved);
        }

        @Test
        void whoSignsThePromotionTooHasApprovedIt() throws IOException {
            readyForProduction();
            tier(Tier.REGULATED);
            String recorder = registry.version("fraud@1").observation().by();
            trustChange()
                    .principal(
                            "rita",
                            signer("rita").key(),
                            signer("rita's other key").key())
                    .principal("alice", signer("alice").key())
                    .principal("bob", signer("bob").key())
                    .principal(recorder, signer(recorder).key())
                    .roots(1, "rita")
                    .signedBy(signer("rita"))
                    .commit();
            PromoteChange twice = registry.promote("fraud@1").to(PRODUCTION).signedBy(signer("rita"));
            assertThatThrownBy(() -> twice.signedBy(signer("rita"))).isInstanceOf(IllegalStateException.class);

            Decision one = cosigned("rita", "rita's other key", recorder, "mallory", "alice");
            assertThat(((AwaitingApproval) one).missing()).isEqualTo(1);
            assertThat(one.toText()).contains("alice (signs the promotion)");
            approve("fraud@1", "alice");
            assertThat(((AwaitingApproval) cosigned("rita", "alice")).missing()).isEqualTo(1);

            Stage moved = ((Promoted) cosigned("rita", "bob")).stage();
            assertThat(moved.grounds().approvals()).hasSize(1);
            assertThat(moved.envelope().orElseThrow().signatures()).hasSize(2);
            Stage next = ((Promoted) registry.promote("fraud@2")
                            .to("staging")
                            .because("try")
                            .by("rita")
                            .signedBy(signer("rita"))
                            .signedBy(signer("alice"))
                            .signedBy(signer("bob"))
                            .commit())
                    .stage();
            assertThat(next.envelope().orElseThrow().signatures()).hasSize(3);
            assertThat(registry.audit().toText())
                    .contains("bob=[" + signer("bob").key());
        }

        private Decision cosigned(String... signers) {
            PromoteChange promotion =
                    registry.promote("fraud@1").to(PRODUCTION).because("better").by("rita");
            for (String signer : signers) {
                promotion.signedBy(signer(signer));
            }
            return promotion.commit();
        }

        @Test
        void everyPromotionIsInACheckpointThatIsKeptElsewhere() throws IOException {
            readyForProduction();
            Stage moved = ((Promoted) promote("fraud@1", "staging", "rita")).stage();

            Checkpoint kept = Checkpoint.parse(Files.readString(directory.resolve("checkpoint")));
            assertThat(kept.head().size()).isGreaterThan(moved.position());
            assertThat(kept.signatures()).hasSize(1);
            assertThat(registry.checkpoint())
                    .isEqualTo(Checkpoint.parse(Files.readString(directory.resolve("checkpoint"))));
        }

        @Test
        void regulatedAsksForAnAnchor() throws IOException {
            readyForProduction();
            tier(Tier.REGULATED);
            trust("alice", "bob");
            approve("fraud@1", "alice");
            approve("fraud@1", "bob");
            StoreProvider.Stores stores = open(directory.resolve("registry"));
            try (ModelRegistry unanchored = ModelRegistry.builder()
                    .records(stores.records())
                    .artifacts(stores.artifacts())
                    .clock(clock)
                    .open()) {
                Decision decision = unanchored
                        .promote("fraud@1")
                        .to(PRODUCTION)
                        .because("better")
                        .by("rita")
                        .signedBy(signer("rita"))
                        .commit();
                assertRefused(decision, "the log is anchored", "opened without an anchor", "Anchor.of(");
                assertThatThrownBy(unanchored::checkpoint)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Anchor.of(");
            }
            assertThat(promote("fraud@1").toText()).contains("the log is anchored");
            assertThat(live()).isEqualTo("fraud@1");
        }

        @Test
        void anApprovalIsForWhatWasKnownThen() throws IOException {
            readyForProduction();
            tier(Tier.PRODUCTION);

            approve("fraud@1", "alice");
            evaluated("fraud@1", 0.95);
            assertThat(promote("fraud@1").toText()).contains("alice (given before the last evaluation)");
            approve("fraud@1", "bob");
            gate().beatOrMatch("auc").atLeast("auc", 0.1).commit();
            assertThat(promote("fraud@1").toText()).contains("bob (given for another gate, revision 1)");
            approve("fraud@2", "carol");
            assertThat(promote("fraud@1")).isInstanceOf(AwaitingApproval.class);
            registry.approve("fraud@1")
                    .forStage("staging")
                    .by("carol")
                    .because("for staging")
                    .commit();
            assertThat(promote("fraud@1")).isInstanceOf(AwaitingApproval.class);
            registry.approve("fraud@1")
                    .forStage(PRODUCTION)
                    .by("dan")
                    .because("quickly")
                    .validFor(Duration.ofHours(1))
                    .commit();
            clock.pass(Duration.ofHours(1));
            assertThat(promote("fraud@1").toText()).contains("dan (expired");

            approve("fraud@1", "erin");
            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
        }

        @Test
        void anApprovalIsGoodForOnePromotion() throws IOException {
            readyForProduction();
            tier(Tier.PRODUCTION);
            approve("fraud@1", "alice");
            approve("fraud@2", "alice");
            assertThat(promote("fraud@1")).isInstanceOf(Promoted.class);
            rehearsed();
            assertThat(promote("fraud@2")).isInstanceOf(Promoted.class);
            assertThat(registry.approvals("fraud@2", PRODUCTION)).isEmpty();
            rollback();

            assertThat(promote("fraud@2")).isInstanceOf(AwaitingApproval.class);
        }

        @Test
        void anApprovalCanBeTakenBackUntilItIsUsed() throws IOException {
            readyForProduction();
            tier(Tier.PRODUCTION);
            Approval first = approve("fraud@1", "alice");
            registry.revoke(first.digest(), "alice", "found a leak in the data");

            assertThat(registry.approvals("fraud@1", PRODUCTION)).isEmpty();
            assertThat(promote("fraud@1")).isInstanceOf(AwaitingApproval.class);
            assertThatThrownBy(() -> registry.revoke(first.digest(), "alice", "again"))
                    .isInstanceOf(ConcurrentChangeException.class)
                    .hasMessageContaining("revoked");
            Approval second = approve("fraud@1", "alice");
            promote("fraud@1");
            assertThatThrownBy(() -> registry.revoke(second.digest(), "alice", "too late"))
                    .isInstanceOf(ConcurrentChangeException.class)
                    .hasMessageContaining("used for revision 1");
            assertThatThrownBy(() -> registry.revoke(Digest.of(new byte[0]), "alice", "what"))
                    .isInstanceOf(NotFoundException.class);
        }

        @Test
        void approvalsNeedAName() throws IOException {
            versions(1);
            assertThatThrownBy(() -> registry.approve("fraud@1")
                            .forStage(PRODUCTION)
                            .because("x")
                            .commit())
                    .hasMessageContaining("nobody approves by default");
            assertThatThrownBy(() -> registry.approve("fraud@1").by(" ")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> registry.approve("fraud@1").validFor(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void practicesAreTightenedFreelyAndLoosenedByTwo() {
            assertThat(registry.stakes("fraud")).isEqualTo(Stakes.unset("fraud"));
            tier(Tier.REGULATED);
            assertThat(handle().stakes("fraud").tier()).isEqualTo(Tier.REGULATED);

            assertThatThrownBy(() -> tier(Tier.PRODUCTION))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("approvedBy");
            assertThatThrownBy(() -> registry.setTier("fraud", Tier.PRODUCTION)
                            .because("cheaper")
                            .by("rita")
                            .approvedBy("RITA")
                            .commit())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("somebody else");
            assertThatThrownBy(() -> registry.setTier("fraud", Tier.REGULATED)
                            .policy(Tier.REGULATED.policy().withApprovals(1))
                            .because("cheaper")
                            .commit())
                    .isInstanceOf(IllegalStateException.class);
            assertThat(registry.stakes("fraud").revision()).isEqualTo(1);

            Stakes lowered = registry.setTier("fraud", Tier.RESEARCH)
                    .because("retired")
                    .by("rita")
                    .approvedBy("alice")
                    .commit();
            assertThat(lowered.approvedBy()).contains("alice");
            assertThat(registry.stakes("fraud")).isEqualTo(lowered);
        }

        @Test
        void aPolicyReadsAsText() {
            assertThat(Tier.RESEARCH.policy()).hasToString("nothing but the complete tuple");
            assertThat(Tier.REGULATED.policy().toString())
                    .contains(
                            "committed code", "REFERENCE", "a gate", "signed approvals: 2", "or requester", "staging");
        }
    }

    private Decision rollback() {
        return registry.rollback("fraud", PRODUCTION)
                .toPrevious()
                .because("INC-4711")
                .by("ola")
                .commit();
    }

    /** Rollbacks. */
    @Nested
    public final class Rollbacks {
        /** For JUnit. */
        public Rollbacks() {}

        @Test
        void eachOneGoesBackFurther() throws IOException {
            versions(3);
            promote("fraud@1");
            promote("fraud@2");
            promote("fraud@3");

            assertThat(rollback()).isInstanceOf(Promoted.class);
            assertThat(live()).isEqualTo("fraud@2");
            assertThat(rollback()).isInstanceOf(Promoted.class);
            assertThat(live()).isEqualTo("fraud@1");
            assertRefused(rollback(), "nothing was there before fraud@1");

            Stage stage = registry.stage("fraud", PRODUCTION).orElseThrow();
            assertThat(stage.restores()).hasValue(1);
            assertThat(stage.revision()).isEqualTo(5);
            assertThat(stage.by()).isEqualTo("ola");
            promote("fraud@3");
            rollback();
            assertThat(live()).isEqualTo("fraud@1");
            assertThat(registry.release("fraud", PRODUCTION).version().name()).hasToString("fraud@1");
        }

        @Test
        void aNamedVersionMustHaveBeenThere() throws IOException {
            versions(3);
            promote("fraud@1");
            promote("fraud@3");

            assertRefused(to("fraud@2"), "fraud@2 was never in it");
            assertRefused(to("fraud@3"), "already");
            assertThat(to("fraud@1")).isInstanceOf(Promoted.class);
            assertThatThrownBy(() -> to("fraud@9")).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> registry.rollback("fraud", "nowhere")
                            .toPrevious()
                            .because("x")
                            .commit())
                    .isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() ->
                            registry.rollback("fraud", PRODUCTION).toPrevious().to("fraud@1"))
                    .isInstanceOf(IllegalStateException.class);
        }

        private Decision to(String version) {
            return registry.rollback("fraud", PRODUCTION)
                    .to(version)
                    .because("INC-4711")
                    .commit();
        }

        @Test
        void itNeedsNoGateAndNoApproval() throws IOException {
            versions(2);
            gate().beatOrMatch("auc").commit();
            evaluated("fraud@1", 0.8);
            evaluated("fraud@2", 0.9);
            tier(Tier.PRODUCTION);
            approve("fraud@1", "alice");
            approve("fraud@2", "alice");
            promote("fraud@1");
            rehearsed();
            promote("fraud@2");

            assertThat(rollback()).isInstanceOf(Promoted.class);
            assertThat(live()).isEqualTo("fraud@1");
        }
    }

    /** Races. */
    @Nested
    public final class Races {
        private static final int THREADS = 6;

        /** For JUnit. */
        public Races() {}

        /** Whatever happens at once, each move was judged by the gate, evaluations and approvals that stood before it. */
        @Test
        void everyPromotionWasJudgedByWhatWasTrueThen(SplittableRandom random) throws Exception {
            versions(4);
            gate().beatOrMatch("auc", Tolerance.absolute(1)).commit();
            for (int i = 1; i <= 4; i++) {
                evaluated("fraud@" + i, 0.9);
            }
            registry.setTier("fraud", Tier.PRODUCTION).because("stakes").commit();
            List<ModelRegistry> handles = List.of(registry, handle());
            List<SplittableRandom> randoms = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                randoms.add(random.split());
            }

            Together.run(THREADS, t -> () -> {
                for (int i = 0; i < 25; i++) {
                    act(handles.get(t % handles.size()), "p" + t, randoms.get(t));
                }
                return t;
            });

            List<Gate> gates = registry.gateHistory("fraud", PRODUCTION, 1_000, Optional.empty())
                    .items();
            List<Stage> moves = registry.stageHistory("fraud", PRODUCTION, 1_000, Optional.empty())
                    .items();
            assertThat(moves).isNotEmpty();
            List<Withdrawal> withdrawals =
                    registry.withdrawals(1_000, Optional.empty()).items();
            for (Stage move : moves) {
                assertThat(withdrawals.stream()
                                .filter(withdrawal -> withdrawal.position() < move.position()
                                        && withdrawal.subject().equals(new Subject.Version(move.version())))
                                .findFirst()
                                .filter(Withdrawal::inForce))
                        .as("withdrawal of what " + move + " points to")
                        .isEmpty();
                if (move.restores().isEmpty()) {
                    long gateThen = gates.stream()
                            .filter(gate -> gate.position() < move.position())
                            .mapToLong(Gate::revision)
                            .max()
                            .orElse(0);
                    assertThat(move.grounds().gate()).as("gate of " + move).isEqualTo(gateThen);
                    assertThat(move.grounds().evaluation())
                            .as("evaluation of " + move)
                            .isEqualTo(newest(move.version(), move.position()));
                    assertThat(move.grounds().approvals())
                            .as("approvals of " + move)
                            .hasSize(1);
                }
            }
            assertThat(moves.stream().flatMap(move -> move.grounds().approvals().stream()))
                    .as("approvals that were used")
                    .doesNotHaveDuplicates();
        }

        private Optional<Digest> newest(VersionName version, long before) {
            return registry.evaluations(version, 1_000, Optional.empty()).items().stream()
                    .filter(evaluation -> evaluation.position() < before)
                    .findFirst()
                    .map(Evaluation::digest);
        }

        private static void approve(ModelRegistry handle, String version, String person) {
            handle.approve(version)
                    .forStage(PRODUCTION)
                    .by(person)
                    .because("fine")
                    .commit();
        }

        private void act(ModelRegistry handle, String person, SplittableRandom random) {
            String version = "fraud@" + (1 + random.nextInt(4));
            try {
                switch (random.nextInt(12)) {
                    case 0 ->
                        handle.setGate("fraud", PRODUCTION)
                                .on(evalSet)
                                .beatOrMatch("auc", Tolerance.absolute(1))
                                .because("another")
                                .commit();
                    case 1 ->
                        handle.evaluate(version)
                                .on(evalSet)
                                .metric("auc", random.nextDouble())
                                .commit();
                    case 2 -> approve(handle, version, person);
                    case 3, 4 -> {
                        List<Approval> approvals = handle.approvals(version, PRODUCTION);
                        if (!approvals.isEmpty()) {
                            handle.revoke(approvals.get(0).digest(), person, "not so fine");
                        }
                    }
                    case 5 -> {
                        Subject subject = Subject.version(version);
                        (handle.withdrawals(version).isEmpty() ? handle.withdraw(subject) : handle.reinstate(subject))
                                .because("a doubt")
                                .commit();
                    }
                    case 6 ->
                        handle.rollback("fraud", PRODUCTION)
                                .toPrevious()
                                .because("back")
                                .commit();
                    case 7 ->
                        handle.rehearse("fraud", PRODUCTION)
                                .loader(GovernanceContract::load)
                                .commit();
                    default -> {
                        approve(handle, version, person);
                        handle.promote(version).to(PRODUCTION).because("on").commit();
                    }
                }
            } catch (IllegalArgumentException e) {
                // Somebody else reinstated it.
                assertThat(e).hasMessageContaining("nothing to reinstate");
            } catch (NotFoundException | ConcurrentChangeException e) {
                // Nothing to go back to yet, or somebody else was faster: both are answers.
                assertThat(e).hasMessageNotContaining("Could not record");
            }
        }
    }
}
