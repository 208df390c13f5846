package dev.lineage.core.internal.codec;

import static dev.lineage.core.internal.codec.GoldenFormatTest.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.UnsupportedFormatException;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Approval;
import dev.lineage.model.Collected;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Feature;
import dev.lineage.model.Finding;
import dev.lineage.model.Gate;
import dev.lineage.model.Grounds;
import dev.lineage.model.LegalHold;
import dev.lineage.model.Metric;
import dev.lineage.model.Metric.Direction;
import dev.lineage.model.Policy;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.Rule;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The files in {@code format/v1} were written once; every later version reads them and writes the same bytes. */
final class GovernanceGoldenTest {
    private static final Digest D1 = Digest.of(new byte[] {1});
    private static final Digest D2 = Digest.of(new byte[] {2});
    private static final Digest D3 = Digest.of(new byte[] {3});
    private static final Instant T1 = Instant.parse("2026-11-23T05:20:25Z");
    private static final Instant T2 = Instant.parse("2026-12-23T05:21:00.125Z");
    private static final VersionName V7 = new VersionName("fraud", 7);
    private static final SnapshotPin EVAL_SET = new SnapshotPin.Content(SnapshotPin.Kind.FILE, D3, 1, 9);

    private static Metric metric(double value, Direction direction, String unit) {
        return new Metric(Value.of(value), direction, unit);
    }

    private static Grounds grounds() {
        return new Grounds(
                2,
                Optional.of(D2),
                Optional.of(new VersionName("fraud", 6)),
                Optional.of(D3),
                List.of(D1),
                Optional.empty(),
                List.of(
                        Finding.passed("auc at least 0.9", "0.93"),
                        Finding.failed("check 'bias'", "0.2", "Look at it"),
                        Finding.pending("approvals: 2", "ana", "Ask for 1 more")));
    }

    @Test
    void stages() {
        Stage stage = new Stage(
                "fraud",
                "production",
                V7,
                D1,
                3,
                OptionalLong.of(1),
                false,
                false,
                "ana",
                T2,
                "Q4 refresh",
                grounds(),
                Optional.empty(),
                6);
        String golden = golden("stage.json");
        assertThat(GovernanceCodec.stage(stage)).isEqualTo(golden);
        assertThat(GovernanceCodec.stage(golden, 6)).isEqualTo(stage);

        Stage strict = new Stage(
                "fraud",
                "production",
                V7,
                D1,
                3,
                OptionalLong.of(1),
                true,
                false,
                "ana",
                T2,
                "Q4 refresh",
                grounds(),
                Optional.empty(),
                6);
        golden = golden("stage-environment.json");
        assertThat(GovernanceCodec.stage(strict)).isEqualTo(golden);
        assertThat(GovernanceCodec.stage(golden, 6)).isEqualTo(strict);

        Stage logged = new Stage(
                "fraud",
                "production",
                V7,
                D1,
                3,
                OptionalLong.of(1),
                false,
                true,
                "ana",
                T2,
                "Q4 refresh",
                grounds(),
                Optional.empty(),
                6);
        golden = golden("stage-logged.json");
        assertThat(GovernanceCodec.stage(logged)).isEqualTo(golden);
        assertThat(GovernanceCodec.stage(golden, 6)).isEqualTo(logged);

        Envelope envelope =
                new Envelope(TrustCodec.STATEMENT_TYPE, "{\"é\":1}", List.of(new Envelope.Signature("ab12", "c2ln")));
        Stage signed = new Stage(
                "fraud",
                "production",
                V7,
                D1,
                3,
                OptionalLong.of(1),
                false,
                false,
                "ana",
                T2,
                "Q4 refresh",
                grounds(),
                Optional.of(envelope),
                6);
        golden = golden("stage-signed.json");
        assertThat(GovernanceCodec.stage(signed)).isEqualTo(golden);
        assertThat(GovernanceCodec.stage(golden, 6)).isEqualTo(signed);
    }

    @Test
    void promotionAttempts() {
        PromotionAttempt attempt = new PromotionAttempt(
                "fraud",
                "production",
                4,
                V7,
                D1,
                PromotionAttempt.Outcome.AWAITING_APPROVAL,
                "ana",
                T2,
                "Q4 refresh",
                new Grounds(
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of()),
                6);
        String golden = golden("promotion-attempt.json");
        assertThat(GovernanceCodec.attempt(attempt)).isEqualTo(golden);
        assertThat(GovernanceCodec.attempt(golden, 6)).isEqualTo(attempt);
    }

    @Test
    void evaluations() {
        Evaluation evaluation = GovernanceCodec.withDigest(new Evaluation(
                V7,
                D1,
                EVAL_SET,
                Map.of(
                        "auc", metric(0.93, Direction.HIGHER_IS_BETTER, ""),
                        "error", metric(Double.NaN, Direction.LOWER_IS_BETTER, "g")),
                Map.of(
                        "age<25",
                        new Evaluation.Slice(
                                OptionalLong.of(812), Map.of("auc", metric(1e-7, Direction.HIGHER_IS_BETTER, ""))),
                        "ünï",
                        new Evaluation.Slice(
                                OptionalLong.empty(), Map.of("auc", metric(1, Direction.HIGHER_IS_BETTER, "")))),
                Map.of("report.html", new Evaluation.Report(D2, 77)),
                Optional.of("eval.jar 1.2"),
                "eva",
                T1,
                D1,
                8));
        String golden = golden("evaluation.json");
        assertThat(GovernanceCodec.evaluation(evaluation)).isEqualTo(golden);
        assertThat(GovernanceCodec.evaluation(golden, 8)).isEqualTo(evaluation);
    }

    @Test
    void gates() {
        Gate gate = new Gate(
                "fraud",
                "production",
                2,
                EVAL_SET,
                List.of(
                        new Rule.Threshold("", "auc", metric(0.9, Direction.HIGHER_IS_BETTER, "")),
                        new Rule.Threshold("age<25", "error", metric(4.5, Direction.LOWER_IS_BETTER, "g")),
                        new Rule.BeatOrMatch("auc", Tolerance.relative(0.02)),
                        new Rule.ProtectedSlice("age<25", "auc", Tolerance.absolute(0.01), 100),
                        new Rule.Freshness(Duration.ofDays(7)),
                        new Rule.Check("bias")),
                "gus",
                T1,
                "policy",
                9);
        String golden = golden("gate.json");
        assertThat(GovernanceCodec.gate(gate)).isEqualTo(golden);
        assertThat(GovernanceCodec.gate(golden, 9)).isEqualTo(gate);
    }

    private static Stakes stakes(Policy policy) {
        return new Stakes("fraud", Tier.REGULATED, policy, 2, "ana", Optional.of("bob"), T1, "audit", 10);
    }

    @Test
    void tiers() {
        Policy policy = Tier.REGULATED
                .policy()
                .withApprovals(3)
                .withSameEnvironment(false)
                .withSignedApprovals(false)
                .withSignedPromotions(false)
                .withAnchored(false)
                .withPredictionsLogged(false);
        Stakes stakes = stakes(policy);
        String golden = golden("tier-rehearsed.json");
        assertThat(GovernanceCodec.stakes(stakes)).isEqualTo(golden);
        assertThat(GovernanceCodec.stakes(golden, 10)).isEqualTo(stakes);
        Stakes strict = stakes(policy.withSameEnvironment(true).withSignedApprovals(true));
        golden = golden("tier-environment.json");
        assertThat(GovernanceCodec.stakes(strict)).isEqualTo(golden);
        assertThat(GovernanceCodec.stakes(golden, 10)).isEqualTo(strict);
        Stakes anchored = stakes(strict.policy().withSignedPromotions(true).withAnchored(true));
        golden = golden("tier-anchored.json");
        assertThat(GovernanceCodec.stakes(anchored)).isEqualTo(golden);
        assertThat(GovernanceCodec.stakes(golden, 10)).isEqualTo(anchored);
        Stakes logged = stakes(anchored.policy().withPredictionsLogged(true));
        golden = golden("tier-logged.json");
        assertThat(GovernanceCodec.stakes(logged)).isEqualTo(golden);
        assertThat(GovernanceCodec.stakes(golden, 10)).isEqualTo(logged);
        assertThat(GovernanceCodec.stakes(golden("tier.json"), 10).policy())
                .isEqualTo(stakes.policy().withRehearsedWithin(Optional.empty()));
    }

    @Test
    void trustDocuments() {
        TreeMap<String, Set<VerificationKey>> principals = new TreeMap<>();
        principals.put("alice", Set.of(VerificationKey.of(D1.toBytes())));
        principals.put("bob", Set.of(VerificationKey.of(D2.toBytes()), VerificationKey.of(D3.toBytes())));
        Trust trust = new Trust(
                3,
                principals,
                Set.of("alice", "bob"),
                2,
                Set.of("bob"),
                Map.of(),
                "alice",
                T2,
                Optional.empty(),
                "rotation",
                17);
        String payload = golden("trust-payload.json");
        assertThat(TrustCodec.payload(trust, Optional.of(D1), "")).isEqualTo(payload);
        Envelope envelope =
                new Envelope(TrustCodec.TRUST_TYPE, payload, List.of(new Envelope.Signature("ab12", "c2ln")));
        String golden = golden("trust.json");
        assertThat(TrustCodec.body(envelope)).isEqualTo(golden);
        assertThat(TrustCodec.envelope(golden)).isEqualTo(envelope);
        assertThat(TrustCodec.trust(envelope, 17)).isEqualTo(trust);
        assertThat(TrustCodec.previous(envelope)).contains(D1);
        assertThat(TrustCodec.payload(trust, Optional.empty(), "00ff")).contains("\"nonce\":\"00ff\"");
    }

    @Test
    void trustDocumentsThatExpireAndDistrustKeys() {
        TreeMap<String, Set<VerificationKey>> principals = new TreeMap<>();
        principals.put("alice", Set.of(VerificationKey.of(D1.toBytes())));
        Trust trust = new Trust(
                4,
                principals,
                Set.of("alice"),
                1,
                Set.of(),
                Map.of(VerificationKey.of(D2.toBytes()), 12L, VerificationKey.of(D3.toBytes()), 0L),
                "alice",
                T1,
                Optional.of(T2),
                "stolen",
                17);
        String payload = golden("trust-payload-distrusted.json");
        assertThat(TrustCodec.payload(trust, Optional.of(D1), "")).isEqualTo(payload);
        assertThat(TrustCodec.trust(new Envelope(TrustCodec.TRUST_TYPE, payload, List.of()), 17))
                .isEqualTo(trust);
        for (String[] change : new String[][] {
            {":12,", ":-1,"},
            {":12,", ":\"12\","},
            {"2026-12-23T05:21:00.125Z", "2026-12-23"},
            {"2026-12-23T05:21:00.125Z", "2026-11-23T05:20:25.000Z"},
            {"28G0yQD/5I1XW12lxjgEASX2XbD+PiRJS3bqmGRX2YY=", "S/USLzRFVMU73i67jNK349FgCtYxw4Wl18ziPHeFRZo="},
            {"28G0yQD/5I1XW12lxjgEASX2XbD+PiRJS3bqmGRX2YY=", "28G0yQD/5I1XW12lxjgEASX2XbD+PiRJS3bqmGRX2YZ="}
        }) {
            assertThat(payload).contains(change[0]);
            Envelope changed = new Envelope(TrustCodec.TRUST_TYPE, payload.replace(change[0], change[1]), List.of());
            assertThatThrownBy(() -> TrustCodec.trust(changed, 17))
                    .as(change[1])
                    .isInstanceOf(JsonException.class);
        }
    }

    @Test
    void withdrawals() {
        Withdrawal version = new Withdrawal(
                Subject.version("fraud@7"), Withdrawal.Effect.NOT_SERVED, "dana", T2, "consent ended", 13);
        String golden = golden("withdrawal.json");
        assertThat(GovernanceCodec.withdrawal(version, Optional.of(D1))).isEqualTo(golden);
        assertThat(GovernanceCodec.withdrawal(golden, 13)).isEqualTo(version);

        Withdrawal data = new Withdrawal(Subject.data(EVAL_SET), Withdrawal.Effect.NONE, "dana", T1, "it did not", 14);
        golden = golden("withdrawal-data.json");
        assertThat(GovernanceCodec.withdrawal(data, Optional.empty())).isEqualTo(golden);
        assertThat(GovernanceCodec.withdrawal(golden, 14)).isEqualTo(data);
    }

    @Test
    void holds() {
        LegalHold hold = new LegalHold(Subject.version("fraud@7"), true, "lex", T2, "case 4711", 15);
        String golden = golden("hold.json");
        assertThat(GovernanceCodec.hold(hold, Optional.of(D1))).isEqualTo(golden);
        assertThat(GovernanceCodec.hold(golden, 15)).isEqualTo(hold);
    }

    @Test
    void collections() {
        Collected collected = new Collected(
                List.of(new VersionName("fraud", 6), V7),
                List.of((SnapshotPin.Content) EVAL_SET),
                "gus",
                T2,
                "clean-up",
                16);
        String golden = golden("collection.json");
        assertThat(GovernanceCodec.collected(collected)).isEqualTo(golden);
        assertThat(GovernanceCodec.collected(golden, 16)).isEqualTo(collected);

        golden = golden("restoration.json");
        assertThat(GovernanceCodec.restoration(List.of(V7), List.of(D3), T2)).isEqualTo(golden);
        assertThat(GovernanceCodec.restoration(golden))
                .isEqualTo(new GovernanceCodec.Restoration(List.of(V7), List.of(D3)));
    }

    @Test
    void rehearsals() {
        Rehearsal rehearsal = new Rehearsal(
                "fraud",
                "production",
                4,
                V7,
                D1,
                List.of(
                        Finding.passed("loading", "by app.Loader"),
                        Finding.failed("smoke cases: 2", "1 answered differently", "Find out")),
                Duration.ofMillis(12_345),
                "ola",
                T1,
                12);
        String golden = golden("rehearsal.json");
        assertThat(GovernanceCodec.rehearsal(rehearsal)).isEqualTo(golden);
        assertThat(GovernanceCodec.rehearsal(golden, 12)).isEqualTo(rehearsal);
        assertThat(rehearsal.passed()).isFalse();
    }

    @Test
    void servingSpecs() {
        ServingSpec spec = ServingSpec.builder()
                .config("threshold", 0.5)
                .config("batch", 64)
                .feature(Feature.of("amount", Feature.Type.DECIMAL))
                .feature(Feature.category("country", "DE", "FR").orNull())
                .smoke("typical", Map.of("amount", 12.5, "country", "DE"), Map.of("score", 0.031))
                .build();
        byte[] golden = golden("serving.json").getBytes(StandardCharsets.UTF_8);
        assertThat(ServingCodec.write(spec)).isEqualTo(golden);
        assertThat(ServingCodec.read(golden)).isEqualTo(spec);
        assertThat(ServingCodec.read(ServingCodec.write(ServingSpec.NONE))).isEqualTo(ServingSpec.NONE);
        assertThatThrownBy(() -> ServingCodec.read("{\"format\":2}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnsupportedFormatException.class);
        assertThatThrownBy(() -> ServingCodec.read("{\"format\":1,\"extra\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void overridesAndOverridersAreKept() {
        Stakes stakes = new Stakes(
                "fraud",
                Tier.PRODUCTION,
                Tier.PRODUCTION.policy().withOverriders(Set.of("ola", "ana")),
                1,
                "rita",
                Optional.of("bob"),
                T1,
                "on call",
                10);
        assertThat(GovernanceCodec.stakes(stakes)).contains("\"overriders\":[\"ana\",\"ola\"]");
        assertThat(GovernanceCodec.stakes(GovernanceCodec.stakes(stakes), 10)).isEqualTo(stakes);
        String stage = golden("stage.json").replace("\"gate\":2}", "\"gate\":2,\"override\":\"fire\"}");
        assertThat(stage).contains("override");
        assertThat(GovernanceCodec.stage(stage, 6).grounds().override()).contains("fire");
        assertThat(GovernanceCodec.stage(GovernanceCodec.stage(stage, 6))).isEqualTo(stage);
    }

    @Test
    void theRuleOfFeaturesIsARule() {
        Gate gate = new Gate(
                "fraud", "production", 1, EVAL_SET, List.of(new Rule.CompatibleFeatures()), "gus", T1, "policy", 9);
        assertThat(GovernanceCodec.gate(GovernanceCodec.gate(gate), 9)).isEqualTo(gate);
        assertThat(GovernanceCodec.gate(gate)).contains("{\"rule\":\"compatible-features\"}");
    }

    @Test
    void approvals() {
        Approval approval = GovernanceCodec.withDigest(new Approval(
                V7, D1, "production", 2, List.of(D2, D3), "alice", T1, T2, "reviewed", D1, Optional.empty(), 11));
        String golden = golden("approval.json");
        assertThat(GovernanceCodec.approval(approval)).isEqualTo(golden);
        assertThat(GovernanceCodec.approval(golden, 11)).isEqualTo(approval);
        Approval signed = new Approval(
                V7,
                D1,
                "production",
                2,
                List.of(D2, D3),
                "alice",
                T1,
                T2,
                "reviewed",
                approval.digest(),
                Optional.of(new Envelope(
                        TrustCodec.STATEMENT_TYPE, "{\"é\":1}", List.of(new Envelope.Signature("ab12", "c2ln")))),
                11);
        golden = golden("approval-signed.json");
        assertThat(GovernanceCodec.approval(signed)).isEqualTo(golden);
        assertThat(GovernanceCodec.approval(golden, 11)).isEqualTo(signed);
        String revocation = golden("revocation.json");
        assertThat(GovernanceCodec.revocation(approval, "alice", T2, "a leak")).isEqualTo(revocation);
        GovernanceCodec.checkRevocation(revocation);
    }

    @Test
    void aChangedRecordIsNoticedByItsOwnDigest() {
        String evaluation = golden("evaluation.json").replace("0.93", "0.94");
        assertThatThrownBy(() -> GovernanceCodec.evaluation(evaluation, 1))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("changed after it was made");
        String approval = golden("approval.json").replace("\"by\":\"alice\"", "\"by\":\"mallory\"");
        assertThatThrownBy(() -> GovernanceCodec.approval(approval, 1))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("changed after it was made");
    }

    @Test
    void whatIsNotARecordIsRefusedByName() {
        String golden = golden("stage.json");
        for (String[] change : new String[][] {
            {"\"revision\":3", "\"revision\":\"3\""},
            {"\"revision\":3", "\"revision\":null"},
            {"\"restores\":1", "\"restores\":\"1\""},
            {"\"reason\":", "\"reasons\":"},
            {"fraud@7", "fraud@latest"},
            {"05:21:00.125Z", "05:21:00.1250Z"},
            {"\"verdict\":\"passed\"", "\"verdict\":\"skipped\""},
            {"sha256:", "md5:"}
        }) {
            assertThat(golden).contains(change[0]);
            String changed = golden.replace(change[0], change[1]);
            assertThatThrownBy(() -> GovernanceCodec.stage(changed, 1))
                    .as(change[1])
                    .isInstanceOf(JsonException.class);
        }
        String gate = golden("gate.json");
        for (String[] change : new String[][] {
            {"\"rule\":\"check\"", "\"rule\":\"hunch\""},
            {"\"better\":\"lower\"", "\"better\":\"middle\""},
            {"PT168H", "P7D"},
            {"\"min-samples\":100", "\"min-samples\":-1"},
            {"\"amount\":\"0.02\"", "\"amount\":\"-0.02\""}
        }) {
            assertThat(gate).contains(change[0]);
            String changed = gate.replace(change[0], change[1]);
            assertThatThrownBy(() -> GovernanceCodec.gate(changed, 1))
                    .as(change[1])
                    .isInstanceOf(JsonException.class);
        }
    }
}
