package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.Anchor;
import dev.lineage.CheckpointStore;
import dev.lineage.Decision;
import dev.lineage.ModelRegistry;
import dev.lineage.Proof;
import dev.lineage.model.Audit;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Tier;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.internal.TestSigner;
import dev.lineage.testkit.internal.TickingClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an audit and a proof say of an honest registry, and of one that somebody wrote into past the library. */
final class AuditTest {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String PRODUCTION = "production";

    @TempDir
    private Path directory;

    private final String url = "memory:audit-" + UUID.randomUUID();
    private final TestSigner key = new TestSigner();
    private final Map<String, TestSigner> people = new HashMap<>();
    private final List<ModelRegistry> opened = new ArrayList<>();
    private final TickingClock clock = new TickingClock(Instant.parse("2026-11-23T08:00:00Z"));
    private ModelRegistry registry;
    private SnapshotPin evalSet;

    private ModelRegistry handle() {
        StoreProvider.Stores stores = StoreProvider.of(url).open(url);
        ModelRegistry handle = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .cache(directory.resolve("cache"))
                .clock(clock)
                .anchor(Anchor.of("models.example.com/audit", CheckpointStore.ofFile(directory.resolve("checkpoint")))
                        .signedBy(key))
                .open();
        opened.add(handle);
        return handle;
    }

    private TestSigner signer(String person) {
        return people.computeIfAbsent(person, name -> new TestSigner());
    }

    @BeforeEach
    void aRegulatedModelThatWasPromotedTwice() throws IOException {
        registry = handle();
        evalSet = registry.pin("eval", Files.writeString(directory.resolve("eval.csv"), "1\n"))
                .commit();
        var trust = registry.setTrust()
                .roots(1, "rita")
                .because("first day")
                .by("rita")
                .signedBy(signer("rita"));
        for (String person : List.of("rita", "alice", "bob")) {
            trust.principal(person, signer(person).key());
        }
        trust.commit();
        registry.setTier("fraud", Tier.REGULATED)
                .policy(Tier.REGULATED.policy().withRehearsedWithin(Optional.empty()))
                .because("a regulator asks")
                .by("rita")
                .approvedBy("alice")
                .commit();
        registry.setGate("fraud", PRODUCTION)
                .on(evalSet)
                .beatOrMatch("auc")
                .because("policy")
                .by("rita")
                .commit();
        for (int i = 1; i <= 3; i++) {
            version("w" + i, 0.90 + i * 0.01);
        }
        promote("fraud@1");
        promote("fraud@2");
    }

    @AfterEach
    void close() {
        opened.forEach(ModelRegistry::close);
    }

    private void version(String weights, double auc) throws IOException {
        String name = registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .data("train", evalSet)
                .param("weights", weights)
                .artifact("model", Files.writeString(directory.resolve("model"), weights))
                .commit()
                .name()
                .toString();
        registry.evaluate(name).on(evalSet).metric("auc", auc).by("eve").commit();
    }

    private Stage promote(String version) {
        approve(version, "alice");
        approve(version, "bob");
        Decision decision = registry.promote(version)
                .to(PRODUCTION)
                .because("better")
                .by("rita")
                .signedBy(signer("rita"))
                .commit();
        assertThat(decision).as(decision.toText()).isInstanceOf(Decision.Promoted.class);
        return ((Decision.Promoted) decision).stage();
    }

    private void approve(String version, String person) {
        registry.approve(version)
                .forStage(PRODUCTION)
                .by(person)
                .because("reviewed")
                .signedBy(signer(person))
                .commit();
    }

    // ---- honest

    @Test
    void anHonestRegistryIsSoundAndItsHistoryIsTold() {
        registry.rollback("fraud", PRODUCTION)
                .toPrevious()
                .because("INC-1")
                .by("rita")
                .signedBy(signer("rita"))
                .commit();

        Audit audit = registry.audit();

        assertThat(audit.isSound()).as(audit.toText()).isTrue();
        assertThat(audit.moves())
                .extracting(move -> move.stage().version().toString())
                .containsExactly("fraud@1", "fraud@2", "fraud@1");
        assertThat(audit.moves())
                .allSatisfy(move -> assertThat(move.checks())
                        .filteredOn(check -> check.subject().equals("signature"))
                        .singleElement()
                        .extracting(Audit.Check::result)
                        .isEqualTo(Audit.Result.CONFIRMED));
        assertThat(audit.toText())
                .contains(
                        "SOUND: nothing is broken",
                        "approval of alice",
                        "rollback: to revision 1",
                        "gate revision 1: auc",
                        "signed by");
        assertThat(audit.toJson()).contains("\"sound\":true", "\"broken\":0");
        assertThat(audit.head()).isEqualTo(registry.treeHead());
    }

    @Test
    void withoutAnAnchorItIsSaidWhatCannotBeKnown() {
        StoreProvider.Stores stores = StoreProvider.of(url).open(url);
        try (ModelRegistry plain = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .open()) {
            Audit audit = plain.audit();
            assertThat(audit.isSound()).isTrue();
            assertThat(audit.checks())
                    .anyMatch(check -> check.subject().equals("checkpoint")
                            && check.result() == Audit.Result.UNCHECKED
                            && check.evidence().contains("without an anchor"));
            assertThatThrownBy(() -> plain.prove("fraud@1")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> plain.exportLog(directory.resolve("export")))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    // ---- proofs

    @Test
    void aProofIsVerifiedWithNoRegistryAtHand() throws IOException {
        Path file = directory.resolve("fraud-2.proof.json");
        registry.prove("fraud@2").writeTo(file);
        opened.forEach(ModelRegistry::close);

        Audit found = Proof.verify(Files.readString(file), key.key());

        assertThat(found.isSound()).as(found.toText()).isTrue();
        assertThat(found.moves()).singleElement().satisfies(move -> {
            assertThat(move.stage().version()).hasToString("fraud@2");
            assertThat(move.checks())
                    .filteredOn(check -> check.subject().startsWith("approval of"))
                    .hasSize(2)
                    .allMatch(check -> check.result() == Audit.Result.CONFIRMED);
        });
        assertThat(found.toText()).contains("completeness", "recorded at position");

        assertThat(Proof.verify(Files.readString(file)).checks())
                .anyMatch(check -> check.subject().equals("checkpoint") && check.result() == Audit.Result.UNCHECKED);
        assertThat(Proof.verify(Files.readString(file), new TestSigner().key()).isSound())
                .isFalse();
    }

    @Test
    void noByteOfAProofCanBeChanged() {
        String proof = registry.prove("fraud@2").text();
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            int at = random.nextInt(proof.length());
            char other = (char) (proof.charAt(at) ^ 1 << random.nextInt(6));
            String changed = proof.substring(0, at) + other + proof.substring(at + 1);
            boolean believed;
            try {
                believed = Proof.verify(changed, key.key()).isSound();
            } catch (IllegalArgumentException e) {
                believed = false;
            }
            assertThat(believed)
                    .as("seed " + seed + ", '" + other + "' at " + at + " in …"
                            + proof.substring(Math.max(0, at - 40), Math.min(proof.length(), at + 40)))
                    .isFalse();
        }
        for (String none : List.of("", "{}", "[]", "null", proof.substring(0, proof.length() / 2), proof + " ")) {
            assertThatThrownBy(() -> Proof.verify(none, key.key()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("This is no proof");
        }
    }

    @Test
    void whatAProofLeavesOutIsMissed() {
        String proof = registry.prove("fraud@2").text();
        // Without the approvals: whoever leaves them out cannot show the promotion as approved.
        int from = proof.indexOf("{\"entry\":\"{\\\"attributes\\\"");
        int to = proof.indexOf("},{\"entry\"", from) + 2;
        int broken = 0;
        while (to > 1) {
            String without = proof.substring(0, from) + proof.substring(to);
            Audit found = Proof.verify(without, key.key());
            broken += found.isSound() ? 0 : 1;
            from = to;
            to = proof.indexOf("},{\"entry\"", from) + 2;
        }
        assertThat(broken).isGreaterThan(5);
    }

    // ---- past the library

    /** Logs a move of the production stage as somebody would who may write to the store. */
    private void smuggle(UnaryOperator<String> body) {
        try (RecordStore records = StoreProvider.of(url).open(url).records()) {
            Pointer now = records.pointer("models/fraud/stages/" + PRODUCTION).orElseThrow();
            LogEntry honest = records.entry(now.position()).orElseThrow();
            String text = honest.entry()
                    .body()
                    .replace("\"revision\":" + now.revision(), "\"revision\":" + (now.revision() + 1));
            String forged = body.apply(text);
            String version = forged.replaceAll("(?s).*\"version\":\"(fraud@[0-9]+)\".*", "$1");
            String digest = forged.replaceAll("(?s).*?\"digest\":\"(sha256:[0-9a-f]{64})\".*", "$1");
            records.append(List.of(Entry.of(
                    "stage",
                    1,
                    forged,
                    List.of(new Move(now.name(), now.revision() + 1, version + " " + digest, Move.View.LINE)),
                    honest.entry().attributes(),
                    List.of())));
        }
    }

    private void assertBroken(String... evidence) {
        Audit audit = registry.audit();
        assertThat(audit.isSound()).as(audit.toText()).isFalse();
        List<String> broken = audit.moves().stream()
                .flatMap(move -> move.checks().stream())
                .filter(check -> check.result() == Audit.Result.BROKEN)
                .map(Audit.Check::toString)
                .toList();
        assertThat(String.join("\n", broken)).contains(evidence);
        assertThat(audit.toText()).contains("NOT SOUND");
    }

    private static String without(String body, String member) {
        return body.replaceAll("\"" + member + "\":\\{\"payload\".*?\\}\\]\\},", "");
    }

    @Test
    void aMoveThatNobodySignedIsBroken() {
        smuggle(body -> without(body, "envelope"));
        assertBroken("signature: not signed, and the tier asks for one", "it was used or revoked elsewhere");
    }

    @Test
    void aSignatureOfAnotherMoveIsNotTaken() {
        smuggle(body -> body);
        assertBroken("signature: of rita: signed something else");
    }

    @Test
    void approvalsAreCountedAgain() {
        smuggle(body -> body.replaceAll("\"approvals\":\\[[^]]*\\]", "\"approvals\":[]"));
        assertBroken("approvals: 0 people approved where the policy asked for 2");
    }

    @Test
    void approvalsOfNothingAreNotTaken() {
        smuggle(body -> body.replaceAll("\"approvals\":\\[\"sha256:.", "\"approvals\":[\"sha256:0"));
        assertBroken("where the policy asked for 2");
    }

    @Test
    void approvalsFromBeforeTheLastEvaluationAreNotTaken() {
        registry.evaluate("fraud@2").on(evalSet).metric("auc", 0.91).by("eve").commit();
        smuggle(body -> body);
        assertBroken("it was given before the last evaluation");
    }

    @Test
    void aTierThatOnePersonLoweredIsFound() {
        try (RecordStore records = StoreProvider.of(url).open(url).records()) {
            LogEntry honest = records.entry(
                            records.pointer("models/fraud/tier").orElseThrow().position())
                    .orElseThrow();
            String body = honest.entry()
                    .body()
                    .replace("\"approved-by\":\"alice\",", "")
                    .replace("\"approvals\":2", "\"approvals\":0")
                    .replace("\"revision\":1", "\"revision\":2");
            records.append(List.of(Entry.of(
                    "tier",
                    1,
                    body,
                    List.of(new Move("models/fraud/tier", 2, "regulated", Move.View.HIDDEN)),
                    List.of())));
        }
        Audit audit = registry.audit();
        assertThat(audit.isSound()).isFalse();
        assertThat(audit.toText())
                .contains("fraud tier revision 2: it is looser than the practices", "nobody else consented");
    }

    @Test
    void anotherVersionThanTheApprovedOneIsFound() {
        String digest = registry.version("fraud@3").digest().toString();
        smuggle(body -> body.replace("fraud@2", "fraud@3")
                .replaceFirst("\"digest\":\"sha256:[0-9a-f]{64}\"", "\"digest\":\"" + digest + "\""));
        assertBroken("it is for fraud@2", "signed something else");
    }

    @Test
    void aVersionUnderAnotherDigestIsFound() {
        smuggle(body -> body.replaceFirst(
                "\"digest\":\"sha256:[0-9a-f]{64}\"", "\"digest\":\"sha256:" + "0".repeat(64) + "\""));
        assertBroken("version: fraud@2 is sha256:");
    }

    @Test
    void anotherGateThanTheOneInForceIsFound() {
        smuggle(body -> body.replace("\"gate\":1", "\"gate\":0"));
        assertBroken("gate: it was judged by revision 0 where 1 was in force");
    }

    @Test
    void anotherBaselineIsFound() {
        smuggle(body -> body);
        assertBroken("baseline: it was compared with");
    }

    @Test
    void anEvaluationThatIsNoneIsFound() {
        smuggle(body -> body.replace("\"baseline\":\"fraud@1\"", "\"baseline\":\"fraud@2\"")
                .replaceFirst(
                        "\"evaluation\":\"sha256:[0-9a-f]{64}\"", "\"evaluation\":\"sha256:" + "1".repeat(64) + "\""));
        assertBroken("is not one on the gate's eval set that was logged before the move", "was not measured");
    }

    @Test
    void worseNumbersThanTheFindingsSayAreFound() throws IOException {
        version("worse", 0.5);
        String digest = registry.version("fraud@4").digest().toString();
        String evaluation = registry.evaluations(registry.version("fraud@4").name(), 1, Optional.empty())
                .items()
                .get(0)
                .digest()
                .toString();
        String theirs = registry.evaluations(registry.version("fraud@2").name(), 1, Optional.empty())
                .items()
                .get(0)
                .digest()
                .toString();
        smuggle(body -> body.replace("\"version\":\"fraud@2\"", "\"version\":\"fraud@4\"")
                .replace("\"baseline\":\"fraud@1\"", "\"baseline\":\"fraud@2\"")
                .replaceFirst(
                        "\"baseline-evaluation\":\"sha256:[0-9a-f]{64}\"", "\"baseline-evaluation\":\"" + theirs + "\"")
                .replaceFirst("\"digest\":\"sha256:[0-9a-f]{64}\"", "\"digest\":\"" + digest + "\"")
                .replaceFirst("\"evaluation\":\"sha256:[0-9a-f]{64}\"", "\"evaluation\":\"" + evaluation + "\""));
        assertBroken("gate revision 1: auc", "0.5");
    }

    @Test
    void aMoveAgainstAFailedFindingIsFound() {
        smuggle(body -> body.replaceFirst("\"verdict\":\"passed\"", "\"verdict\":\"failed\""));
        assertBroken("findings: it moved although these failed");
    }

    @Test
    void anOverrideOfSomebodyWhoMayNotIsFound() {
        smuggle(body ->
                body.replaceFirst("(\"findings\":\\[.*?\\]),\"gate\":1", "$1,\"gate\":1,\"override\":\"hurry\""));
        assertBroken("override: rita was none of []");
    }

    @Test
    void aRollbackToWhatNeverWasThereIsFound() {
        smuggle(body -> body.replaceFirst("\"revision\":3", "\"restores\":1,\"revision\":3"));
        assertBroken("rollback: revision 1 did not have fraud@2");
    }

    @Test
    void whatWasRecordedWithoutCommittingIsFound() throws IOException {
        registry.record("fraud")
                .code(new CodeState(COMMIT, Optional.of(Digest.of(new byte[1]))))
                .data("train", SnapshotPin.declared("prices", "as mailed"))
                .artifact("model", Files.writeString(directory.resolve("model"), "dirty"))
                .commit();
        String digest = registry.version("fraud@4").digest().toString();
        smuggle(body -> body.replace("\"version\":\"fraud@2\"", "\"version\":\"fraud@4\"")
                .replaceFirst("\"digest\":\"sha256:[0-9a-f]{64}\"", "\"digest\":\"" + digest + "\""));
        assertBroken(
                "record of fraud@4: it lacks what the policy asked for: [committed code, data of evidence REFERENCE");
    }

    // ---- export

    @Test
    void theLogIsExportedAsTilesAndGoesOn() throws IOException {
        Path export = directory.resolve("export");
        Checkpoint first = registry.exportLog(export);
        assertThat(Files.readString(export.resolve("checkpoint"))).isEqualTo(first.toNote());
        long size = first.head().size();
        assertThat(export.resolve("tile/0/000.p/" + size)).hasSize(32 * size);
        assertThat(entries(Files.readAllBytes(export.resolve("tile/entries/000.p/" + size))))
                .isEqualTo(log());

        List<Entry> batch = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            batch.add(Entry.of("attempt", 1, "{\"n\":" + i + "}", List.of(), List.of()));
        }
        try (RecordStore records = StoreProvider.of(url).open(url).records()) {
            for (int i = 0; i < 10; i++) {
                records.append(batch);
            }
        }
        Checkpoint second = registry.exportLog(export);
        assertThat(export.resolve("tile/0/000")).hasSize(256 * 32);
        assertThat(export.resolve("tile/0/001")).hasSize(256 * 32);
        assertThat(export.resolve("tile/1/000.p/2")).hasSize(2 * 32);
        long rest = second.head().size() - 512;
        assertThat(export.resolve("tile/0/002.p/" + rest)).hasSize(32 * rest);
        List<String> all = new ArrayList<>(entries(Files.readAllBytes(export.resolve("tile/entries/000"))));
        all.addAll(entries(Files.readAllBytes(export.resolve("tile/entries/001"))));
        all.addAll(entries(Files.readAllBytes(export.resolve("tile/entries/002.p/" + rest))));
        assertThat(all).isEqualTo(log());
        // Nothing is written that is there.
        Object before = Files.getLastModifiedTime(export.resolve("tile/0/000"));
        registry.exportLog(export);
        assertThat((Object) Files.getLastModifiedTime(export.resolve("tile/0/000")))
                .isEqualTo(before);
    }

    /** golang.org/x/mod/sumdb, which verifies every module of every Go build. */
    @Test
    void goAcceptsTheExportedLog() throws Exception {
        Path export = directory.resolve("export");
        registry.exportLog(export);
        Path program = Path.of(Objects.requireNonNull(AuditTest.class.getResource("/go/verify.go"))
                .toURI());
        Peer go = Peer.find(
                "go",
                "Go with golang.org/x/mod (apt-get install golang-go golang-golang-x-mod-dev)",
                directory,
                Map.of(
                        "GO111MODULE",
                        "off",
                        "GOPATH",
                        "/usr/share/gocode",
                        "GOFLAGS",
                        "",
                        "GOCACHE",
                        directory + "/go-cache"));
        go.require("list", "golang.org/x/mod/sumdb/tlog");

        assertThat(go.run("run", program.toString(), export.toString(), vkey()))
                .startsWith("ACCEPTED " + log().size() + " entries");
        Path checkpoint = export.resolve("checkpoint");
        Files.writeString(checkpoint, Files.readString(checkpoint).replaceFirst("\n[0-9]+\n", "\n5\n"));
        assertThat(go.run("run", program.toString(), export.toString(), vkey())).startsWith("REFUSED");
    }

    /** The key as c2sp.org/signed-note writes it, by that page alone. */
    private String vkey() throws GeneralSecurityException {
        String origin = "models.example.com/audit";
        ByteArrayOutputStream typed = new ByteArrayOutputStream();
        typed.write(1);
        typed.writeBytes(key.key().toBytes());
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update((origin + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] id = sha256.digest(typed.toByteArray());
        return origin + "+" + HexFormat.of().formatHex(id, 0, 4) + "+"
                + Base64.getEncoder().encodeToString(typed.toByteArray());
    }

    private List<String> log() {
        try (RecordStore records = StoreProvider.of(url).open(url).records()) {
            return records.entries(0, 10_000).stream()
                    .map(entry -> new String(entry.entry().bytes(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private static List<String> entries(byte[] bundle) {
        List<String> entries = new ArrayList<>();
        for (int at = 0; at < bundle.length; ) {
            int length = (bundle[at] & 0xFF) << 8 | bundle[at + 1] & 0xFF;
            entries.add(new String(bundle, at + 2, length, StandardCharsets.UTF_8));
            at += 2 + length;
        }
        return entries;
    }
}
