package dev.lineage.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bytes with signatures over them: a DSSE envelope, version 1.0.2 (github.com/secure-systems-lab/dsse). The payload is kept as
 * it was signed, and is read only after a signature was verified.
 *
 * @param payloadType what the payload is
 * @param payload the exact bytes that were signed, text in UTF-8
 * @param signatures over {@link #signedBytes()}
 */
public record Envelope(String payloadType, String payload, List<Signature> signatures) {
    /** Copies the list. */
    public Envelope {
        signatures = List.copyOf(signatures);
    }

    /**
     * A signature.
     *
     * @param keyId a hint at the key; proves nothing
     * @param signature the signature, in standard base64
     */
    public record Signature(String keyId, String signature) {}

    /** What is signed: the pre-authentication encoding of type and payload. */
    public byte[] signedBytes() {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(type.length + body.length + 40);
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type);
        out.writeBytes((" " + body.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
