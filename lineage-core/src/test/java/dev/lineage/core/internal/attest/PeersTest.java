package dev.lineage.core.internal.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.lineage.Attestations;
import dev.lineage.Signer;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.model.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other people's programs say of what is made here. A test whose program is not there is skipped, and says so. */
final class PeersTest {
    private static final long INSTALL_SECONDS = 60;
    private static final long RUN_SECONDS = 30;

    @TempDir
    private Path directory;

    private final Attestations fixed = new VersionAttestations(new FixedSource());

    private record Ended(int exit, String output) {}

    private Ended run(long seconds, List<String> command) throws Exception {
        Path log = Files.createTempFile(directory, "run", ".log");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            return new Ended(-1, "NOT CHECKED BY A PEER: " + command.get(0) + " cannot be started: " + e.getMessage());
        }
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return new Ended(-1, "NOT CHECKED BY A PEER: " + command + " did not end in " + seconds + " seconds");
        }
        return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    // ---- OpenSSL

    private void requireOpenssl() throws Exception {
        Ended version = run(RUN_SECONDS, List.of("openssl", "version"));
        if (version.exit() != 0 || !version.output().startsWith("OpenSSL 3")) {
            abort("NOT CHECKED BY A PEER: OpenSSL 3 is needed to verify signatures, found: " + version.output());
        }
    }

    @Test
    void opensslVerifiesTheEnvelope() throws Exception {
        requireOpenssl();
        Signer signer = AttestationsTest.signer();
        Envelope envelope = fixed.provenance(signer);
        write("key.pem", signer.key().toPem());
        Files.write(directory.resolve("pae"), envelope.signedBytes());
        Files.write(
                directory.resolve("sig"),
                Base64.getDecoder().decode(envelope.signatures().get(0).signature()));
        List<String> command = List.of(
                "openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                "key.pem",
                "-rawin",
                "-in",
                "pae",
                "-sigfile",
                "sig");
        assertThat(run(RUN_SECONDS, command).output()).contains("Signature Verified Successfully");

        Files.write(directory.resolve("pae"), new byte[] {' '}, StandardOpenOption.APPEND);
        assertThat(run(RUN_SECONDS, command).exit()).isNotZero();
    }

    @Test
    void opensslVerifiesTheModelSignature() throws Exception {
        requireOpenssl();
        KeyPair pair = AttestationsTest.p256();
        JsonFields envelope =
                Vectors.json(fixed.modelSignature("vocabulary", pair)).object("dsseEnvelope");
        String payload = new String(Base64.getDecoder().decode(envelope.string("payload")), StandardCharsets.UTF_8);
        write("key.pem", Ecdsa.of(pair.getPublic()).orElseThrow().toPem());
        Files.write(
                directory.resolve("pae"),
                new Envelope(envelope.string("payloadType"), payload, List.of()).signedBytes());
        Files.write(
                directory.resolve("sig"),
                envelope.list("signatures", one -> Base64.getDecoder().decode(one.string("sig")))
                        .get(0));
        assertThat(run(
                                RUN_SECONDS,
                                List.of("openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "sig", "pae"))
                        .output())
                .contains("Verified OK");
    }

    // ---- npm

    /** Installs packages into the directory of the test, or skips it. */
    private void install(String... packages) throws Exception {
        Ended node = run(RUN_SECONDS, List.of("node", "--version"));
        if (node.exit() != 0) {
            abort("NOT CHECKED BY A PEER: node is needed: " + node.output());
        }
        write("package.json", "{\"private\":true}");
        List<String> command = new ArrayList<>(List.of(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefer-offline",
                "--fetch-retries=0"));
        command.addAll(List.of(packages));
        Ended installed = run(INSTALL_SECONDS, command);
        if (installed.exit() != 0) {
            abort("NOT CHECKED BY A PEER: npm cannot install " + List.of(packages) + "; is there a network? It said: "
                    + installed.output());
        }
    }

    private List<String> node(String script, String... arguments) throws Exception {
        write(script, Vectors.text(script));
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        Ended ended = run(RUN_SECONDS, command);
        assertThat(ended.exit()).as(ended.output()).isZero();
        return ended.output().lines().toList();
    }

    @Test
    void sigstoresVerifierTakesTheBundles() throws Exception {
        install("@sigstore/verify@3.1.1", "@sigstore/bundle@4.0.0");
        Signer signer = AttestationsTest.signer();
        write("key.pem", signer.key().toPem());
        String bundle = fixed.sigstoreBundle(signer);
        write("good.json", bundle);
        String payload = Vectors.json(bundle).object("dsseEnvelope").string("payload");
        String other = Base64.getEncoder()
                .encodeToString(fixed.statement().replace("fraud@7", "fraud@8").getBytes(StandardCharsets.UTF_8));
        write("other-payload.json", bundle.replace(payload, other));
        write("other-type.json", bundle.replace("application/vnd.in-toto+json", "application/vnd.in-toto2+json"));
        write("other-signer.json", fixed.sigstoreBundle(new GeneratedSigner()));
        assertThat(node(
                        "verify-bundle.js",
                        "key.pem",
                        "good.json",
                        "other-payload.json",
                        "other-type.json",
                        "other-signer.json"))
                .containsExactly("ok", "refused SIGNATURE_ERROR", "refused SIGNATURE_ERROR", "refused SIGNATURE_ERROR");

        KeyPair pair = AttestationsTest.p256();
        write("ec.pem", Ecdsa.of(pair.getPublic()).orElseThrow().toPem());
        write("model.sig", fixed.modelSignature("vocabulary", pair));
        assertThat(node("verify-bundle.js", "ec.pem", "model.sig", "good.json"))
                .containsExactly("ok", "refused SIGNATURE_ERROR");
    }

    @Test
    void ajvTakesTheBillOfMaterials() throws Exception {
        install("ajv@8.17.1", "ajv-formats@3.0.1");
        write("bom.json", fixed.cycloneDx());
        write("bad.json", fixed.cycloneDx().replace("\"SHA-256\"", "\"SHA256\""));
        String schemas = Vectors.path("vectors/cyclonedx-ml").toString();
        List<String> said = node("validate-schema.js", schemas, "bom-1.6.schema.json", "bom.json", "bad.json");
        assertThat(said.get(0)).isEqualTo("ok");
        assertThat(said.get(1)).startsWith("refused");
    }
}
