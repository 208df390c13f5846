package dev.lineage.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Decision;
import dev.lineage.IntegrityException;
import dev.lineage.ModelRegistry;
import dev.lineage.Signer;
import dev.lineage.TrustChange;
import dev.lineage.model.Approval;
import dev.lineage.model.CodeState;
import dev.lineage.model.Finding;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Tier;
import dev.lineage.model.Trust;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are replaced, documents expire and keys are stolen: what counts then, and what of the past still does. */
final class TrustOverTimeTest {
    private static final Duration DAY = Duration.ofDays(1);

    /** Every look is a second later. */
    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-23T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            now = now.plusSeconds(1);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Kept for all tests: the jars on the class path are hashed once. */
    @TempDir
    private static Path cache;

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock();
    private RecordStore log;
    private ModelRegistry registry;
    private Signer alice;
    private Signer bob;
    private Signer eve;
    private int files;

    @BeforeEach
    void openRegistry() throws Exception {
        String url = "memory:" + directory;
        StoreProvider.Stores stores = StoreProvider.of(url).open(url);
        log = stores.records();
        registry = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .cache(cache)
                .clock(clock)
                .open();
        alice = signer();
        bob = signer();
        eve = signer();
        for (String weights : List.of("w1", "w2", "w3")) {
            registry.record("fraud")
                    .code(CodeState.clean("0123456789012345678901234567890123456789"))
                    .data("train", SnapshotPin.declared("prices", "as mailed"))
                    .param("weights", weights)
                    .artifact("model", Files.writeString(directory.resolve(weights), weights))
                    .commit();
        }
        asksForSignatures(true);
    }

    @AfterEach
    void everythingIsIntact() {
        assertThat(registry.verify().problems()).isEmpty();
        registry.close();
    }

    private Signer signer() throws GeneralSecurityException, IOException {
        byte[] der = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        return Signer.ofPem(
                Files.writeString(
                        directory.resolve("key" + files++),
                        "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                                + "\n-----END PRIVATE KEY-----"),
                null);
    }

    private void asksForSignatures(boolean signed) {
        registry.setTier("fraud", Tier.RESEARCH)
                .policy(Tier.RESEARCH.policy().withApprovals(1).withSignedApprovals(signed))
                .because("auditors ask")
                .by("rita")
                .approvedBy("ola")
                .commit();
    }

    private TrustChange change() {
        return registry.setTrust().because("who we are").by("rita");
    }

    /** Alice and Bob, each of whom may change it. */
    private TrustChange first() {
        return change().principal("alice", alice.key())
                .principal("bob", bob.key())
                .roots(1, "alice", "bob")
                .signedBy(alice);
    }

    private Approval approve(String version, Signer signer) {
        return registry.approve(version)
                .forStage("production")
                .by("alice")
                .because("reviewed")
                .validFor(DAY.multipliedBy(400))
                .signedBy(signer)
                .commit();
    }

    private Decision promote(String version) {
        return registry.promote(version)
                .to("production")
                .because("better")
                .by("rita")
                .commit();
    }

    private Stage promoted(String version) {
        assertThat(promote(version)).isInstanceOf(Decision.Promoted.class);
        return registry.stage("fraud", "production").orElseThrow();
    }

    private String refused(String version) {
        Decision decision = promote(version);
        assertThat(decision).isInstanceOf(Decision.AwaitingApproval.class);
        return Finding.table(decision.findings());
    }

    private Trusts trusts() {
        return new Trusts(TestRecords.of(log));
    }

    private Optional<String> flawAt(Approval approval, Stage used) {
        return trusts().flawAt(approval, registry.version(approval.version().toString()), used.position());
    }

    // ---- rotation

    @Test
    void aNewKeyTakesOverAndThePastStays() throws Exception {
        first().commit();
        Approval usedBefore = approve("fraud@1", alice);
        Stage before = promoted("fraud@1");
        Approval notUsed = approve("fraud@2", alice);
        Signer next = signer();

        assertThatThrownBy(() -> change().principal("alice", next.key())
                        .roots(1, "alice")
                        .signedBy(next)
                        .commit())
                .as("only the new key")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the roots before, [alice, bob]");
        assertThatThrownBy(() -> change().principal("alice", next.key())
                        .roots(1, "alice")
                        .signedBy(alice)
                        .commit())
                .as("only the old key")
                .hasMessageContaining("its own roots, [alice]");
        change().principal("alice", next.key()).signedBy(alice).signedBy(next).commit();

        assertThat(refused("fraud@2")).contains("alice (not signed with a key that is good now)");
        Approval usedAfter = approve("fraud@2", next);
        Stage after = promoted("fraud@2");
        assertThat(flawAt(usedBefore, before)).isEmpty();
        assertThat(flawAt(usedAfter, after)).isEmpty();
        assertThat(flawAt(notUsed, after)).contains("not signed with a key that was good then");
        assertThat(flawAt(usedAfter, before))
                .as("the new key, before it was anybody's")
                .contains("not signed with a key that was good then");
        assertThat(trusts().flaws()).isEmpty();
    }

    @Test
    void whatWasDecidedBeforeAnybodyWasTrustedWasSignedByNobody() {
        asksForSignatures(false);
        Approval approval = approve("fraud@1", alice);
        Stage stage = promoted("fraud@1");
        first().commit();
        assertThat(flawAt(approval, stage)).contains("nobody said whose keys count");
        assertThatThrownBy(() -> trusts().flawAt(approval, registry.version("fraud@1"), approval.position()))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("it is a stage");
    }

    // ---- expiry

    @Test
    void anExpiredDocumentCountsForNothingUntilItIsRenewed() {
        Trust trust = first().validFor(DAY.multipliedBy(30)).commit();
        Instant end = trust.expires().orElseThrow();
        assertThat(end).isEqualTo(trust.at().plus(DAY.multipliedBy(30)));
        Approval inTime = approve("fraud@1", alice);
        Stage before = promoted("fraud@1");
        Approval late = approve("fraud@2", alice);
        clock.pass(DAY.multipliedBy(31));

        assertThat(registry.trust()).contains(trust);
        assertThat(refused("fraud@2"))
                .contains("alice (the trust document expired at " + end + ")")
                .contains("The trust document expired at " + end, "registry.setTrust().validFor(duration)");
        assertThatThrownBy(() -> change().approvers("alice").signedBy(alice).commit())
                .as("the end stays where it is")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expired at " + end)
                .hasMessageContaining(".validFor(duration)");
        asksForSignatures(false);
        Stage whileExpired = promoted("fraud@2");
        assertThat(flawAt(late, whileExpired)).contains("the trust document expired at " + end);
        asksForSignatures(true);

        Approval renewed = approve("fraud@3", alice);
        change().validFor(DAY.multipliedBy(365)).signedBy(alice).commit();
        Stage after = promoted("fraud@3");
        assertThat(flawAt(renewed, after)).isEmpty();
        assertThat(flawAt(inTime, before)).isEmpty();
        assertThat(flawAt(late, whileExpired))
                .as("renewing it later changes nothing")
                .isPresent();
    }

    @Test
    void theEndStaysWhereItIsAndCanBeMoved() {
        assertThat(first().commit().expires()).isEmpty();
        Trust limited = change().validFor(DAY.multipliedBy(30)).signedBy(bob).commit();
        clock.pass(DAY);
        Trust changed = change().approvers("alice").signedBy(bob).commit();
        assertThat(changed.expires()).isEqualTo(limited.expires());
        assertThat(changed.toText()).endsWith("expires at " + limited.expires().orElseThrow());
        Trust shorter = change().validFor(Duration.ofHours(1)).signedBy(bob).commit();
        assertThat(shorter.expires()).contains(shorter.at().plus(Duration.ofHours(1)));
        assertThat(shorter.isExpired(shorter.expires().orElseThrow().minusMillis(1)))
                .isFalse();
        assertThat(shorter.isExpired(shorter.expires().orElseThrow())).isTrue();
        for (Duration wrong : List.of(Duration.ZERO, DAY.negated(), DAY.multipliedBy(3_651))) {
            assertThatThrownBy(() -> change().validFor(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 3650 days, not " + wrong);
        }
    }

    // ---- compromise

    @Test
    void whatAStolenKeySignedIsFound() throws Exception {
        first().commit();
        Approval real = approve("fraud@1", alice);
        Stage before = promoted("fraud@1");
        // Somebody copies alice's key and approves what she never saw.
        Approval forged = approve("fraud@2", alice);
        Stage misused = promoted("fraud@2");
        Approval waiting = approve("fraud@3", alice);
        assertThat(flawAt(forged, misused)).as("nobody knows yet").isEmpty();
        Signer next = signer();
        Trust trust = change().principal("alice", next.key())
                .distrust(alice.key(), forged.position())
                .signedBy(bob)
                .commit();

        String flaw = "signed with key " + alice.key() + ", which is distrusted since position " + forged.position();
        assertThat(flawAt(forged, misused)).contains(flaw);
        assertThat(flawAt(real, before)).isEmpty();
        assertThat(refused("fraud@3")).contains("alice (" + flaw + ")");
        assertThat(waiting.position()).isGreaterThan(forged.position());
        assertThat(trust.toText())
                .contains(alice.key() + "  distrusted since position " + forged.position() + System.lineSeparator());
        assertThat(trust.owner(alice.key())).isEmpty();

        approve("fraud@3", next);
        promoted("fraud@3");
        Trust later =
                change().distrust(alice.key(), before.position()).signedBy(bob).commit();
        assertThat(later.distrusted()).isEqualTo(Map.of(alice.key(), before.position()));
        assertThat(flawAt(real, before))
                .as("it was stolen earlier than believed")
                .isPresent();
        assertThat(change().principal("carol", eve.key()).signedBy(bob).commit().distrusted())
                .isEqualTo(later.distrusted());
        assertThat(trusts().flaws()).as("it signed version 1, before that").isEmpty();
    }

    @Test
    void aStolenKeyIsNobodysForEver() {
        first().commit();
        assertThatThrownBy(() -> change().distrust(alice.key(), 0).signedBy(bob).commit())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'alice' has none")
                .hasMessageContaining(".principal(\"alice\", key)")
                .hasMessageContaining(".remove(\"alice\")");
        long size = log.size();
        assertThatThrownBy(() -> change().principal("alice", eve.key())
                        .distrust(alice.key(), size + 1)
                        .preview())
                .hasMessageContaining("since position " + (size + 1))
                .hasMessageContaining("0 to " + size);
        assertThatThrownBy(() -> change().distrust(eve.key(), -1).preview()).hasMessageContaining("since position -1");
        assertThatThrownBy(() -> change().distrust(eve.key(), 1).distrust(eve.key(), 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already set");
        assertThatThrownBy(() -> change().principal("alice", alice.key())
                        .distrust(alice.key(), size)
                        .preview())
                .as("at once")
                .hasMessageContaining("of 'alice' is distrusted since position " + size);
        change().remove("alice").distrust(alice.key(), 5).signedBy(bob).commit();

        assertThatThrownBy(() -> change().principal("alice", alice.key()).preview())
                .hasMessageContaining("of 'alice' is distrusted since position 5")
                .hasMessageContaining("make another one");
        assertThatThrownBy(() ->
                        change().principal("carol", eve.key(), alice.key()).preview())
                .hasMessageContaining("of 'carol' is distrusted");
        assertThatThrownBy(() -> change().distrust(alice.key(), 6).preview())
                .hasMessageContaining("since position 5, which can be lowered and not raised to 6");
        assertThat(change().distrust(alice.key(), 5).preview().distrusted()).containsEntry(alice.key(), 5L);
        // A key that nobody has, so that nobody is given it.
        assertThat(change().distrust(eve.key(), 0).signedBy(bob).commit().distrusted())
                .containsOnlyKeys(alice.key(), eve.key());
        assertThatThrownBy(() -> change().principal("eve", eve.key()).preview()).hasMessageContaining("distrusted");
    }

    @Test
    void takingOutTheOnlyApproverDoesNotMakeEverybodyOne() {
        first().approvers("alice").commit();
        assertThatThrownBy(() -> change().remove("alice")
                        .distrust(alice.key(), 0)
                        .signedBy(bob)
                        .commit())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nobody is left of those who may approve, [alice]")
                .hasMessageContaining(".approvers(principals)");
        Trust trust = change().remove("alice").approvers("bob").signedBy(bob).commit();
        assertThat(trust.approvers()).containsExactly("bob");
        assertThat(change().remove("bob")
                        .principal("carol", eve.key())
                        .roots(1, "carol")
                        .approvers()
                        .preview()
                        .approvers())
                .as("everybody, if somebody says so")
                .isEmpty();
    }

    @Test
    void whoHasAnotherKeyKeepsIt() throws Exception {
        Signer second = signer();
        change().principal("alice", alice.key(), second.key())
                .roots(1, "alice")
                .signedBy(second)
                .commit();
        Approval approval = approve("fraud@1", alice);
        Trust trust = change().distrust(alice.key(), approval.position())
                .signedBy(second)
                .commit();
        assertThat(trust.principals().get("alice")).containsExactly(second.key());
        assertThat(refused("fraud@1")).contains("which is distrusted since position " + approval.position());
        approve("fraud@1", second);
        promoted("fraud@1");
    }

    @Test
    void aDocumentThatAThiefSetIsNamedAndTheChainGoesOn() throws Exception {
        first().commit();
        // The thief of alice's key makes eve an approver.
        Trust thiefs = change().principal("eve", eve.key()).signedBy(alice).commit();
        Trust innocent = change().approvers("eve", "bob").signedBy(bob).commit();
        assertThat(trusts().flaws()).isEmpty();
        Signer next = signer();
        Trust repaired = change().remove("eve")
                .principal("alice", next.key())
                .approvers("alice", "bob")
                .distrust(alice.key(), thiefs.position())
                .distrust(eve.key(), thiefs.position())
                .signedBy(bob)
                .commit();

        assertThat(registry.trust()).contains(repaired);
        assertThat(trusts().flaws())
                .singleElement()
                .asString()
                .startsWith("Version 2 of the trust document (position " + thiefs.position() + ", replaced at "
                        + innocent.position() + ") is, without key " + alice.key()
                        + ", which is distrusted since position " + thiefs.position()
                        + ", not signed by 1 of the roots before, [alice, bob] and 1 of its own roots, [alice, bob].")
                .contains("registry.setTrust().distrust(key, " + thiefs.position() + ")");
    }

    @Test
    void theOnlyRootMayReplaceItsStolenKeyAndTheAuditSaysSo() throws Exception {
        change().principal("alice", alice.key())
                .roots(1, "alice")
                .signedBy(alice)
                .commit();
        Signer next = signer();
        long since = log.size();
        change().principal("alice", next.key())
                .distrust(alice.key(), since)
                .signedBy(alice)
                .signedBy(next)
                .commit();
        approve("fraud@1", next);
        promoted("fraud@1");
        assertThat(trusts().flaws())
                .as("it may have been the thief")
                .singleElement()
                .asString()
                .contains("Version 2 of the trust document (position " + since + ", in force)")
                .contains("not signed by 1 of the roots before, [alice].");
    }
}
