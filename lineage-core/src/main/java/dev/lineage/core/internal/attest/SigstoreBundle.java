package dev.lineage.core.internal.attest;

import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.internal.json.Json;
import dev.lineage.model.Envelope;
import java.util.List;

/** Sigstore bundles v0.3 (sigstore/protobuf-specs, {@code sigstore_bundle.proto}) around an envelope and a hint at a key. */
final class SigstoreBundle {
    static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private SigstoreBundle() {}

    /** The bundle. No transparency log was asked, which is said by an empty list. */
    static Json.Obj of(String hint, Envelope envelope) {
        if (envelope.signatures().size() != 1) {
            throw new IllegalArgumentException("A Sigstore bundle holds exactly one signature, not "
                    + envelope.signatures().size() + ". Make a bundle for each signer");
        }
        return Json.Obj.builder()
                .put("mediaType", MEDIA_TYPE)
                .put(
                        "verificationMaterial",
                        Json.Obj.builder()
                                .put(
                                        "publicKey",
                                        Json.Obj.builder().put("hint", hint).build())
                                .put("tlogEntries", new Json.Arr(List.of()))
                                .build())
                .put("dsseEnvelope", TrustCodec.json(envelope))
                .build();
    }
}
