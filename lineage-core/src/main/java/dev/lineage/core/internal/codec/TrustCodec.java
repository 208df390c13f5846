package dev.lineage.core.internal.codec;

import static dev.lineage.core.internal.codec.Codec.list;
import static dev.lineage.core.internal.codec.Codec.object;
import static dev.lineage.core.internal.codec.Codec.reading;
import static dev.lineage.core.internal.codec.Codec.time;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Approval;
import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.Envelope;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Trust;
import dev.lineage.model.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is signed, and the envelopes around it. Signed bytes are kept as they were signed; nothing is written anew. */
public final class TrustCodec {
    /** The type of trust documents. */
    public static final String TRUST_TYPE = "application/vnd.lineage.trust+json";
    /** The type of in-toto statements. */
    public static final String STATEMENT_TYPE = "application/vnd.in-toto+json";

    /** The type of an in-toto Statement v1. */
    public static final String STATEMENT = "https://in-toto.io/Statement/v1";

    private static final String APPROVAL = "https://lineage.dev/approval/v1";
    private static final String PROMOTION = "https://lineage.dev/promotion/v1";

    private TrustCodec() {}

    // ---- envelopes

    /** An envelope in the JSON form of DSSE. */
    public static Json json(Envelope envelope) {
        return Json.Obj.builder()
                .put("payloadType", envelope.payloadType())
                .put(
                        "payload",
                        Base64.getEncoder().encodeToString(envelope.payload().getBytes(StandardCharsets.UTF_8)))
                .put(
                        "signatures",
                        list(
                                envelope.signatures(),
                                signature -> Json.Obj.builder()
                                        .put("keyid", signature.keyId())
                                        .put("sig", signature.signature())
                                        .build()))
                .build();
    }

    static Envelope envelope(JsonFields fields) {
        fields.allow("payloadType", "payload", "signatures");
        byte[] payload = Base64.getDecoder().decode(fields.string("payload"));
        String text = new String(payload, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), payload)) {
            throw new JsonException(fields.at("payload") + ": not UTF-8");
        }
        return new Envelope(fields.string("payloadType"), text, fields.list("signatures", signature -> {
            signature.allow("keyid", "sig");
            return new Envelope.Signature(signature.string("keyid"), signature.string("sig"));
        }));
    }

    /** The body of a {@code trust} entry. */
    public static String body(Envelope envelope) {
        return JsonWriter.canonicalText(
                Json.Obj.builder().put("envelope", json(envelope)).build());
    }

    /**
     * The envelope in the body of a {@code trust} entry.
     *
     * @throws JsonException if the body is malformed
     */
    public static Envelope envelope(String body) {
        return reading(() -> envelope(object(body).allow("envelope").object("envelope")));
    }

    // ---- trust documents

    /**
     * The bytes of a trust document.
     *
     * @param previous the digest of the one before; empty for the first
     * @param nonce makes the first one different from all others; empty for later ones
     */
    public static String payload(Trust trust, Optional<Digest> previous, String nonce) {
        Map<String, Json> principals = new TreeMap<>();
        trust.principals()
                .forEach((name, keys) -> principals.put(
                        name, list(keys.stream().map(TrustCodec::text).sorted().toList(), Json.Str::new)));
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("version", trust.version())
                .putIfPresent("previous", previous.map(Digest::toString))
                .putIfPresent("nonce", nonce.isEmpty() ? Optional.empty() : Optional.of(nonce))
                .put("principals", new Json.Obj(principals))
                .put(
                        "roots",
                        Json.Obj.builder()
                                .put("principals", names(trust.roots()))
                                .put("threshold", trust.threshold())
                                .build())
                .put("approvers", names(trust.approvers()))
                .putUnlessEmpty("distrusted", distrusted(trust))
                .put("by", trust.by())
                .put("at", time(trust.at()))
                .putIfPresent("expires", trust.expires().map(Codec::time))
                .put("reason", trust.reason())
                .build());
    }

    private static Json distrusted(Trust trust) {
        Map<String, Json> keys = new TreeMap<>();
        trust.distrusted().forEach((key, since) -> keys.put(text(key), new Json.Int(since)));
        return new Json.Obj(keys);
    }

    private static String text(VerificationKey key) {
        return Base64.getEncoder().encodeToString(key.toBytes());
    }

    /** Refuses what nobody writes, so that no key has two names. */
    private static VerificationKey key(String path, String text) {
        VerificationKey key = VerificationKey.of(Base64.getDecoder().decode(text));
        if (!text(key).equals(text)) {
            throw new JsonException(path + ": '" + text + "' is not how the key is written, which is " + text(key));
        }
        return key;
    }

    private static Json names(Set<String> names) {
        return list(List.copyOf(new TreeSet<>(names)), Json.Str::new);
    }

    /**
     * What a trust document says, whether or not it is signed.
     *
     * @throws JsonException if it is malformed
     */
    public static Trust trust(Envelope envelope, long position) {
        return reading(() -> {
            if (!envelope.payloadType().equals(TRUST_TYPE)) {
                throw new JsonException("payloadType: expected " + TRUST_TYPE);
            }
            JsonFields fields = object(envelope.payload())
                    .allow(
                            "version",
                            "previous",
                            "nonce",
                            "principals",
                            "roots",
                            "approvers",
                            "distrusted",
                            "by",
                            "at",
                            "expires",
                            "reason");
            TreeMap<String, Set<VerificationKey>> principals = new TreeMap<>();
            JsonFields named = fields.object("principals");
            for (String name : named.members().keySet()) {
                Set<VerificationKey> keys = new HashSet<>();
                for (String key : named.strings(name)) {
                    keys.add(key(named.at(name), key));
                }
                principals.put(name, keys);
            }
            Map<VerificationKey, Long> distrusted = new HashMap<>();
            fields.optionalObject("distrusted")
                    .ifPresent(since -> since.members()
                            .keySet()
                            .forEach(key -> distrusted.put(key(since.at(key), key), since.integer(key))));
            JsonFields roots = fields.object("roots").allow("principals", "threshold");
            return new Trust(
                    fields.integer("version"),
                    principals,
                    Set.copyOf(roots.strings("principals")),
                    Math.toIntExact(roots.integer("threshold")),
                    Set.copyOf(fields.strings("approvers")),
                    distrusted,
                    fields.string("by"),
                    time(fields, "at"),
                    fields.optional("expires").map(end -> time(fields, "expires")),
                    fields.string("reason"),
                    position);
        });
    }

    /** The digest of the trust document that one follows. */
    public static Optional<Digest> previous(Envelope envelope) {
        return reading(
                () -> object(envelope.payload()).optionalString("previous").map(Digest::parse));
    }

    // ---- statements

    /**
     * What an approver signs: an in-toto statement about the artifacts of the version.
     *
     * @param trust the digest of the registry's first trust document, so that no other registry takes the signature
     */
    public static String statement(Approval approval, ModelVersion version, Optional<Digest> trust) {
        return statement(
                version,
                APPROVAL,
                GovernanceCodec.content(approval)
                        .put("approval", approval.digest().toString()),
                trust);
    }

    /**
     * What who moves a stage signs: an in-toto statement about the artifacts of the version. The revision says what it replaces.
     *
     * @param trust the digest of the registry's first trust document, so that no other registry takes the signature
     */
    public static String statement(Stage stage, ModelVersion version, Optional<Digest> trust) {
        return statement(version, PROMOTION, GovernanceCodec.content(stage), trust);
    }

    private static String statement(ModelVersion version, String type, Json.Builder predicate, Optional<Digest> trust) {
        List<Json> subjects = new ArrayList<>();
        version.artifacts().forEach((name, artifact) -> subjects.add(subject(version.name() + "/" + name, artifact)));
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("_type", STATEMENT)
                .put("subject", new Json.Arr(subjects))
                .put("predicateType", type)
                .put(
                        "predicate",
                        predicate
                                .putIfPresent("trust", trust.map(Digest::toString))
                                .build())
                .build());
    }

    /** An artifact as the subject of a statement. */
    public static Json subject(String name, Artifact artifact) {
        String algorithm = artifact.kind() == SnapshotPin.Kind.FILE ? "sha256" : "dirHash1";
        return Json.Obj.builder()
                .put("name", name)
                .put(
                        "digest",
                        Json.Obj.builder()
                                .put(algorithm, artifact.digest().hex())
                                .build())
                .build();
    }
}
