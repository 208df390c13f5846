package dev.lineage.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Decision;
import dev.lineage.IntegrityException;
import dev.lineage.ModelRegistry;
import dev.lineage.Signer;
import dev.lineage.core.internal.codec.GovernanceCodec;
import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.model.Approval;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.Finding;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Tier;
import dev.lineage.model.Trust;
import dev.lineage.model.VerificationKey;
import dev.lineage.model.VersionName;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who may write to the database, but has nobody's key, can do about approvals: nothing. */
final class ForgedApprovalsTest {
    private static final String COMMIT = "0123456789012345678901234567890123456789";

    @TempDir
    private Path directory;

    private RecordStore log;
    private ModelRegistry registry;
    private Signer alice;
    private Signer eve;
    private Trust trust;
    private int keys;

    @BeforeEach
    void registryWithTrust() throws Exception {
        String url = "memory:" + directory;
        log = StoreProvider.of(url).open(url).records();
        registry = ModelRegistry.open(url);
        alice = signer();
        eve = signer();
        trust = registry.setTrust()
                .principal("alice", alice.key())
                .principal("mallory", eve.key())
                .approvers("alice")
                .roots(1, "alice")
                .because("who we are")
                .signedBy(alice)
                .commit();
        record("w1");
        record("w2");
        registry.setTier("fraud", Tier.RESEARCH)
                .policy(Tier.RESEARCH.policy().withApprovals(1).withSignedApprovals(true))
                .because("auditors ask")
                .commit();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private Signer signer() throws GeneralSecurityException, IOException {
        byte[] der = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        return Signer.ofPem(
                Files.writeString(
                        directory.resolve("key" + keys++),
                        "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                                + "\n-----END PRIVATE KEY-----"),
                null);
    }

    private void record(String weights) throws IOException {
        registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .data("train", SnapshotPin.declared("prices", "as mailed"))
                .param("weights", weights)
                .artifact("model", Files.writeString(directory.resolve(weights), weights))
                .commit();
    }

    private Approval genuine() {
        return registry.approve("fraud@1")
                .forStage("production")
                .by("alice")
                .because("reviewed")
                .signedBy(alice)
                .commit();
    }

    /** Writes an approval into the log as if it had been given. */
    private void smuggle(Approval approval) {
        Approval named = GovernanceCodec.withDigest(approval);
        String list = Governance.approvalsPointer(named.versionDigest(), named.stage());
        long next = log.pointer(list).map(pointer -> pointer.revision() + 1).orElse(1L);
        log.append(List.of(Entry.of(
                Governance.APPROVAL,
                Records.FORMAT,
                GovernanceCodec.approval(named),
                List.of(
                        new Move(
                                Governance.approvalPointer(named.digest()),
                                Governance.GIVEN,
                                "given",
                                Move.View.HIDDEN),
                        new Move(list, next, named.digest().toString(), Move.View.HIDDEN)),
                List.of())));
    }

    private static Approval with(
            Approval a,
            VersionName version,
            Digest digest,
            String stage,
            String by,
            Instant expires,
            Envelope envelope) {
        return new Approval(
                version,
                digest,
                stage,
                a.gate(),
                a.evaluations(),
                by,
                a.at(),
                expires,
                a.reason(),
                a.digest(),
                Optional.of(envelope),
                -1);
    }

    /** The same, good for a moment longer, and so another one. */
    private static Approval later(Approval real) {
        return GovernanceCodec.withDigest(with(
                real,
                real.version(),
                real.versionDigest(),
                "production",
                "alice",
                real.expires().plusMillis(1),
                real.envelope().orElseThrow()));
    }

    private String refused(String version, String stage) {
        Decision decision =
                registry.promote(version).to(stage).because("x").by("rita").commit();
        assertThat(decision).isInstanceOf(Decision.AwaitingApproval.class);
        return Finding.table(decision.findings());
    }

    @Test
    void aGenuineOneCounts() {
        genuine();
        assertThat(registry.promote("fraud@1").to("production").because("x").commit())
                .isInstanceOf(Decision.Promoted.class);
    }

    @Test
    void itIsNotGoodForAnotherVersionStageOrTime() {
        Approval real = genuine();
        Envelope envelope = real.envelope().orElseThrow();
        VersionName other = VersionName.parse("fraud@2");
        Digest otherDigest = registry.version("fraud@2").digest();

        smuggle(with(real, other, otherDigest, "production", "alice", real.expires(), envelope));
        assertThat(refused("fraud@2", "production")).contains("alice (signed something else)");
        smuggle(with(real, real.version(), real.versionDigest(), "canary", "alice", real.expires(), envelope));
        assertThat(refused("fraud@1", "canary")).contains("alice (signed something else)");
        registry.revoke(real.digest(), "alice", "a doubt");
        smuggle(with(
                real,
                real.version(),
                real.versionDigest(),
                "production",
                "alice",
                real.expires().plus(Duration.ofDays(1)),
                envelope));
        assertThat(refused("fraud@1", "production")).contains("alice (signed something else)");
    }

    @Test
    void anotherKeySignsForNobody() {
        Approval real = genuine();
        registry.revoke(real.digest(), "alice", "a doubt");
        Approval unsigned = later(real);
        Optional<Trusts.Verified> verified = new Trusts(TestRecords.of(log)).current();
        Envelope forged = Trusts.sign(unsigned, registry.version("fraud@1"), verified, eve);
        Envelope lying = new Envelope(
                forged.payloadType(),
                forged.payload(),
                List.of(new Envelope.Signature(
                        alice.key().id().hex(), forged.signatures().get(0).signature())));
        smuggle(with(unsigned, real.version(), real.versionDigest(), "production", "alice", unsigned.expires(), lying));
        assertThat(refused("fraud@1", "production")).contains("alice (not signed with a key that is good now)");

        Approval mallorys = GovernanceCodec.withDigest(with(
                real,
                real.version(),
                real.versionDigest(),
                "production",
                "mallory",
                real.expires(),
                real.envelope().orElseThrow()));
        smuggle(with(
                mallorys,
                real.version(),
                real.versionDigest(),
                "production",
                "mallory",
                real.expires(),
                Trusts.sign(mallorys, registry.version("fraud@1"), verified, eve)));
        assertThat(refused("fraud@1", "production")).contains("mallory (may not approve)");
    }

    @Test
    void aSignatureForAnotherRegistryIsNotTaken() throws Exception {
        Approval real = genuine();
        registry.revoke(real.digest(), "alice", "a doubt");
        Approval later = later(real);
        Trusts.Verified elsewhere = new Trusts.Verified(
                trust, real.envelope().orElseThrow(), Digest.of(new byte[1]), Digest.of(new byte[2]));
        Envelope envelope = Trusts.sign(later, registry.version("fraud@1"), Optional.of(elsewhere), alice);
        smuggle(with(later, real.version(), real.versionDigest(), "production", "alice", later.expires(), envelope));
        assertThat(refused("fraud@1", "production")).contains("alice (signed something else)");
    }

    @Test
    void aTrustDocumentOfOnesOwnIsNotTrusted() {
        genuine();
        TreeMap<String, Set<VerificationKey>> people = new TreeMap<>(trust.principals());
        people.put("eve", Set.of(eve.key()));
        people.remove("mallory");
        Trust own = new Trust(
                2,
                people,
                Set.of("eve"),
                1,
                Set.of(),
                Map.of(),
                "eve",
                Instant.parse("2026-11-23T12:00:00Z"),
                Optional.empty(),
                "mine",
                -1);
        smuggle(own, eve);

        assertThatThrownBy(() -> registry.trust())
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("Version 2 of the trust document")
                .hasMessageContaining("not signed by 1 of the roots before, [alice]");
        assertThatThrownBy(() -> registry.promote("fraud@1")
                        .to("production")
                        .because("x")
                        .commit())
                .isInstanceOf(IntegrityException.class);
    }

    /** Writes a trust document into the log as if it had been set. */
    private void smuggle(Trust document, Signer... signers) {
        smuggle(payload(document), signers);
    }

    private String payload(Trust document) {
        Digest before = new Trusts(TestRecords.of(log)).current().orElseThrow().digest();
        return TrustCodec.payload(document, Optional.of(before), "");
    }

    private void smuggle(String payload, Signer... signers) {
        log.append(List.of(Entry.of(
                Trusts.TRUST,
                Records.FORMAT,
                TrustCodec.body(Trusts.sign(TrustCodec.TRUST_TYPE, payload, List.of(signers))),
                List.of(new Move(
                        Trusts.POINTER,
                        log.pointer(Trusts.POINTER).orElseThrow().revision() + 1,
                        "mine",
                        Move.View.HIDDEN)),
                List.of())));
    }

    /** Version 2 or another, with alice's and another root's key. */
    private Trust document(
            long version, int threshold, Map<VerificationKey, Long> distrusted, VerificationKey... other) {
        TreeMap<String, Set<VerificationKey>> people = new TreeMap<>();
        people.put("alice", Set.of(alice.key()));
        people.put("mallory", Set.of(other));
        return new Trust(
                version,
                people,
                Set.of("alice", "mallory"),
                threshold,
                Set.of("alice"),
                distrusted,
                "alice",
                Instant.parse("2026-11-23T12:00:00Z"),
                Optional.empty(),
                "x",
                -1);
    }

    private void notTrusted(String why) {
        assertThatThrownBy(() -> registry.trust())
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining(why);
    }

    @Test
    void noVersionIsSkipped() {
        smuggle(document(3, 1, Map.of(), eve.key()), alice, eve);
        notTrusted("Version 2 of the trust document in the log at " + log.location()
                + " cannot be trusted: it calls itself version 3");
    }

    @Test
    void anOldVersionIsNotTakenAgain() {
        smuggle(payload(document(2, 1, Map.of(), eve.key())), alice);
        String replayed = payload(document(3, 1, Map.of(), eve.key()));
        assertThat(registry.trust().orElseThrow().version()).isEqualTo(2);
        smuggle(document(3, 1, Map.of(), eve.key()), alice);
        smuggle(replayed.replace("\"version\":3", "\"version\":4"), alice);
        notTrusted("Version 4 of the trust document in the log at " + log.location()
                + " cannot be trusted: it does not follow the one before");
    }

    @Test
    void newKeysAloneDoNotMakeThemselvesTrusted() {
        TreeMap<String, Set<VerificationKey>> people = new TreeMap<>(Map.of("alice", Set.of(eve.key())));
        smuggle(
                new Trust(
                        2,
                        people,
                        Set.of("alice"),
                        1,
                        Set.of(),
                        Map.of(),
                        "alice",
                        Instant.parse("2026-11-23T12:00:00Z"),
                        Optional.empty(),
                        "rotation",
                        -1),
                eve);
        notTrusted("it is not signed by 1 of the roots before, [alice]");
    }

    @Test
    void oneKeyCountsOnceHoweverOftenItIsListedOrSigns() {
        String twice = payload(document(2, 2, Map.of(), eve.key()))
                .replace("[\"" + base64(alice) + "\"]", "[\"" + base64(alice) + "\",\"" + base64(alice) + "\"]");
        assertThat(twice.split(java.util.regex.Pattern.quote(base64(alice)), -1))
                .hasSize(3);
        smuggle(twice, alice, alice);
        notTrusted("it is not signed by 2 of its own roots");
    }

    @Test
    void aPersonWithTwoKeysIsOnePerson() throws Exception {
        Signer second = signer();
        TreeMap<String, Set<VerificationKey>> people = new TreeMap<>();
        people.put("alice", Set.of(alice.key(), second.key()));
        people.put("mallory", Set.of(eve.key()));
        Trust three = new Trust(
                2,
                people,
                Set.of("alice", "mallory"),
                2,
                Set.of(),
                Map.of(),
                "alice",
                Instant.parse("2026-11-23T12:00:00Z"),
                Optional.empty(),
                "x",
                -1);
        smuggle(three, alice, second);
        notTrusted("it is not signed by 2 of its own roots");
    }

    @Test
    void oneKeyIsNotTwoPeople() {
        String shared = payload(document(2, 2, Map.of(), eve.key())).replace(base64(eve), base64(alice));
        smuggle(shared, alice);
        notTrusted("belongs to 'alice' and to 'mallory'");
        assertThat(registry.verify().problems())
                .anySatisfy(problem -> assertThat(problem.toString()).contains("belongs to 'alice' and to 'mallory'"));
    }

    @Test
    void oneKeyHasOneSpelling() {
        String key = base64(eve);
        // The last character of 32 bytes in base64 has two bits that decoders drop.
        char last = key.charAt(key.length() - 2);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        String other = key.substring(0, key.length() - 2) + alphabet.charAt(alphabet.indexOf(last) + 1) + "=";
        assertThat(Base64.getDecoder().decode(other)).isEqualTo(eve.key().toBytes());
        smuggle(payload(document(2, 1, Map.of(), eve.key())).replace(key, other), alice);
        notTrusted("is not how the key is written, which is " + key);
    }

    @Test
    void aStolenKeyDoesNotBecomeGoodAgain() throws Exception {
        Signer spare = signer();
        Trust distrusting = document(2, 1, Map.of(eve.key(), 1L), spare.key());
        smuggle(distrusting, alice);
        assertThat(registry.trust().orElseThrow().distrusted()).containsEntry(eve.key(), 1L);
        smuggle(document(3, 1, Map.of(), eve.key()), alice);
        notTrusted("it trusts what key " + eve.key() + " signed from position 1 on");
    }

    @Test
    void whenAKeyWasStolenIsNotMovedLater() throws Exception {
        Signer spare = signer();
        smuggle(document(2, 1, Map.of(eve.key(), 1L), spare.key()), alice);
        smuggle(document(3, 1, Map.of(eve.key(), 0L), spare.key()), alice);
        assertThat(registry.trust().orElseThrow().distrusted()).containsEntry(eve.key(), 0L);
        smuggle(document(4, 1, Map.of(eve.key(), 2L), spare.key()), alice);
        notTrusted("it trusts what key " + eve.key() + " signed from position 0 on");
    }

    @Test
    void nothingIsDistrustedFromTheFutureOn() throws Exception {
        smuggle(document(2, 1, Map.of(eve.key(), 1_000L), signer().key()), alice);
        notTrusted(
                "it distrusts key " + eve.key() + " since position 1000, which is after its own, " + (log.size() - 1));
    }

    private static String base64(Signer signer) {
        return Base64.getEncoder().encodeToString(signer.key().toBytes());
    }
}
