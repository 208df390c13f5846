package dev.lineage.core.internal.attest;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.model.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Sigstore bundle with an envelope, as it was read: nothing in it is to be believed before the signature was verified. Members
 * that are not known are passed over, as its format wants. Immutable.
 */
final class OmsBundle {
    private static final Set<String> MEDIA_TYPES = Set.of(
            SigstoreBundle.MEDIA_TYPE,
            "application/vnd.dev.sigstore.bundle+json;version=0.1",
            "application/vnd.dev.sigstore.bundle+json;version=0.2",
            "application/vnd.dev.sigstore.bundle+json;version=0.3");

    private final String payloadType;
    private final byte[] payload;
    private final byte[] signature;
    private final Optional<String> hint;
    private final boolean certified;
    private final boolean logged;

    private OmsBundle(
            String payloadType,
            byte[] payload,
            byte[] signature,
            Optional<String> hint,
            boolean certified,
            boolean logged) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signature = signature;
        this.hint = hint;
        this.certified = certified;
        this.logged = logged;
    }

    /**
     * Reads a bundle.
     *
     * @throws IllegalArgumentException if it is none
     */
    static OmsBundle read(String text) {
        try {
            return read(JsonFields.of("bundle", JsonReader.readForeign(text.getBytes(StandardCharsets.UTF_8))));
        } catch (JsonException e) {
            throw AttestErrors.noBundle(String.valueOf(e.getMessage()));
        }
    }

    private static OmsBundle read(JsonFields bundle) {
        String mediaType = bundle.string("mediaType");
        if (!MEDIA_TYPES.contains(mediaType)) {
            throw new JsonException(bundle.at("mediaType") + ": '" + mediaType + "' is no Sigstore bundle up to v0.3");
        }
        JsonFields material = bundle.object("verificationMaterial");
        boolean logged = material.optional("tlogEntries")
                .filter(entries -> !entries.equals(new Json.Arr(List.of())))
                .isPresent();
        Optional<String> hint = Optional.empty();
        List<String> kinds = new ArrayList<>();
        Optional<JsonFields> key = material.optionalObject("publicKey");
        if (key.isPresent()) {
            kinds.add("publicKey");
            hint = key.get().optionalString("hint");
            if (hint.isEmpty()) {
                // As it was before v1.1.0 of the format's first implementation.
                key.get().string("rawBytes");
            }
        }
        if (material.optionalObject("certificate").isPresent()) {
            kinds.add("certificate");
            if (!logged) {
                throw new JsonException(
                        material.at("tlogEntries") + ": missing, and a certificate without them is not complete");
            }
        }
        if (material.optionalObject("x509CertificateChain").isPresent()) {
            kinds.add("x509CertificateChain");
        }
        if (kinds.size() != 1) {
            throw new JsonException(material.at("publicKey") + ": expected one of publicKey, certificate and"
                    + " x509CertificateChain, got " + kinds);
        }
        JsonFields envelope = bundle.object("dsseEnvelope");
        List<byte[]> signatures =
                envelope.list("signatures", signature -> decode(signature.at("sig"), signature.string("sig")));
        if (signatures.size() != 1) {
            throw new JsonException(envelope.at("signatures") + ": expected one, got " + signatures.size());
        }
        return new OmsBundle(
                envelope.string("payloadType"),
                decode(envelope.at("payload"), envelope.string("payload")),
                signatures.get(0),
                hint,
                !kinds.contains("publicKey"),
                logged);
    }

    /** Base64 in one of its two alphabets, as DSSE wants; with or without padding. */
    private static byte[] decode(String where, String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new JsonException(where + ": not base64");
        }
        throw new JsonException(where + ": empty");
    }

    /** What the payload says it is. */
    String payloadType() {
        return payloadType;
    }

    /** The bytes that were signed. */
    byte[] payload() {
        return payload.clone();
    }

    /** The signature's bytes. */
    byte[] signature() {
        return signature.clone();
    }

    /** What hints at the key, if there is a hint. */
    Optional<String> hint() {
        return hint;
    }

    /** Whether a certificate is in it, which nobody looks at here. */
    boolean isCertified() {
        return certified;
    }

    /** Whether entries of a transparency log are in it, which nobody looks at here. */
    boolean isLogged() {
        return logged;
    }

    /** What is signed: the pre-authentication encoding of DSSE over the very bytes of the payload. */
    byte[] signedBytes() {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + type.length + 40);
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Whether the hint is one of those in use for this key: the hash of its PEM or of its DER. */
    boolean hintsAt(Ecdsa key) {
        Digest pem = Digest.of(key.toPem().getBytes(StandardCharsets.US_ASCII));
        return hint.map(text -> text.isEmpty()
                        || List.of(pem.hex(), key.id().hex(), base64(pem), base64(key.id()))
                                .contains(text))
                .orElse(true);
    }

    private static String base64(Digest digest) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digest.hex()));
    }
}
