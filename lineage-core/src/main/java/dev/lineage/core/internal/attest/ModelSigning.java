package dev.lineage.core.internal.attest;

import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.ProviderException;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Signs artifacts in the form of OpenSSF Model Signing v1.0, by the digests that the registry has: no file is read. */
final class ModelSigning {
    private final Source source;

    ModelSigning(Source source) {
        this.source = source;
    }

    Json sign(String name, KeyPair pair) {
        ModelVersion version = source.version();
        Artifact artifact = version.artifacts().get(name);
        if (artifact == null) {
            throw AttestErrors.noArtifact(
                    version.name(), name, version.artifacts().keySet());
        }
        Ecdsa key = Ecdsa.of(pair.getPublic())
                .filter(ec -> ec.curve() == Ecdsa.Curve.P256)
                .orElseThrow(() -> AttestErrors.otherSigningKey(Ecdsa.of(pair.getPublic())
                        .map(ec -> "a key on " + ec.curve())
                        .orElseGet(() -> Ecdsa.describe(pair.getPublic()))));
        String payload = JsonWriter.canonicalText(statement(name, files(name, artifact)));
        byte[] message = new Envelope(TrustCodec.STATEMENT_TYPE, payload, List.of()).signedBytes();
        byte[] signature = sign(pair, message);
        if (!key.verify(message, signature)) {
            throw AttestErrors.otherHalf();
        }
        Envelope envelope = new Envelope(
                TrustCodec.STATEMENT_TYPE,
                payload,
                // The format does not use the key id; the hint is the SHA-256 of the PEM.
                List.of(new Envelope.Signature("", Base64.getEncoder().encodeToString(signature))));
        String hint = Digest.of(key.toPem().getBytes(StandardCharsets.US_ASCII)).hex();
        return SigstoreBundle.of(hint, envelope);
    }

    private static byte[] sign(KeyPair pair, byte[] message) {
        try {
            Signature ecdsa = Signature.getInstance("SHA256withECDSA");
            ecdsa.initSign(pair.getPrivate());
            ecdsa.update(message);
            return ecdsa.sign();
        } catch (GeneralSecurityException | ProviderException e) {
            throw AttestErrors.cannotSign(e.toString(), e);
        }
    }

    private Map<String, Digest> files(String name, Artifact artifact) {
        ModelVersion version = source.version();
        Map<String, Digest> files = new TreeMap<>(Oms.ORDER);
        if (artifact.kind() == SnapshotPin.Kind.FILE) {
            files.put(name, artifact.digest());
        } else {
            source.forEachFile(artifact, (path, size, digest) -> {
                if (Json.unacceptable(path).isPresent()) {
                    throw AttestErrors.unsignableName(version.name(), name, path);
                }
                if (!Oms.isBelow(path, Oms.NEVER_SIGNED)) {
                    files.put(path, digest);
                }
            });
        }
        if (files.isEmpty()) {
            throw AttestErrors.nothingToSign(version.name(), name);
        }
        return files;
    }

    private static Json statement(String name, Map<String, Digest> files) {
        ByteArrayOutputStream digests = new ByteArrayOutputStream(files.size() * Digest.BYTES);
        files.values().forEach(digest -> digests.writeBytes(digest.toBytes()));
        List<Json> resources = files.entrySet().stream()
                .<Json>map(file -> Json.Obj.builder()
                        .put("name", file.getKey())
                        .put("algorithm", Oms.SHA256)
                        .put("digest", file.getValue().hex())
                        .build())
                .toList();
        Json subject = Json.Obj.builder()
                .put("name", name)
                .put(
                        "digest",
                        Json.Obj.builder()
                                .put(
                                        Oms.SHA256,
                                        Digest.of(digests.toByteArray()).hex())
                                .build())
                .build();
        Json serialization = Json.Obj.builder()
                .put("method", Oms.FILES)
                .put("hash_type", Oms.SHA256)
                .put("allow_symlinks", false)
                .put(
                        "ignore_paths",
                        new Json.Arr(Oms.NEVER_SIGNED.stream()
                                .<Json>map(Json.Str::new)
                                .toList()))
                .build();
        return Json.Obj.builder()
                .put("_type", TrustCodec.STATEMENT)
                .put("subject", new Json.Arr(List.of(subject)))
                .put("predicateType", Oms.PREDICATE)
                .put(
                        "predicate",
                        Json.Obj.builder()
                                .put("resources", new Json.Arr(resources))
                                .put("serialization", serialization)
                                .build())
                .build();
    }
}
