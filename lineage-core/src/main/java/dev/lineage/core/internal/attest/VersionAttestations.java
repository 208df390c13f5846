package dev.lineage.core.internal.attest;

import dev.lineage.Attestations;
import dev.lineage.Signer;
import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Envelope;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.VerificationKey;
import java.security.KeyPair;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The attestations of one version. */
public final class VersionAttestations implements Attestations {
    private final Source source;

    /** Those of the version of {@code source}. */
    public VersionAttestations(Source source) {
        this.source = source;
    }

    @Override
    public ModelVersion version() {
        return source.version();
    }

    @Override
    public String statement() {
        return JsonWriter.canonicalText(new Provenance(source).statement());
    }

    @Override
    public Envelope provenance(Signer... signers) {
        if (signers.length == 0) {
            throw AttestErrors.noSigner(version().name());
        }
        Set<VerificationKey> keys = new HashSet<>();
        for (Signer signer : signers) {
            if (!keys.add(signer.key())) {
                throw AttestErrors.signsTwice(version().name(), signer.key());
            }
        }
        return source.sign(TrustCodec.STATEMENT_TYPE, statement(), List.of(signers));
    }

    @Override
    public String dsse(Signer... signers) {
        return JsonWriter.canonicalText(TrustCodec.json(provenance(signers)));
    }

    @Override
    public String sigstoreBundle(Signer signer) {
        Envelope envelope = provenance(signer);
        // The hint is the key id of the signature: readers of bundles want them to be equal.
        String hint = envelope.signatures().get(0).keyId();
        return JsonWriter.canonicalText(SigstoreBundle.of(hint, envelope));
    }

    @Override
    public String modelSignature(String artifact, KeyPair key) {
        return JsonWriter.canonicalText(new ModelSigning(source).sign(artifact, key));
    }

    @Override
    public String cycloneDx() {
        return JsonWriter.canonicalText(new MlBom(source).bom());
    }

    /** {@code attestations of fraud@7}. */
    @Override
    public String toString() {
        return "attestations of " + version().name();
    }
}
