package dev.lineage;

import dev.lineage.model.Envelope;
import dev.lineage.model.ModelVersion;
import java.security.KeyPair;

/**
 * What a version states to others, in their formats. Every text is made from the record alone: the same version gives the same
 * bytes on every machine and at any time, but for signatures by ECDSA keys, which have a random part. Names of people and
 * machines, local paths and tags stay in the registry. Nothing is recorded. Thread-safe.
 *
 * <p>{@code docs/formats/attestations.md} has every member of every format.
 *
 * @see ModelRegistry#attest
 */
public interface Attestations {
    /** What is attested. */
    ModelVersion version();

    /**
     * How the version was made: an in-toto Statement v1 with the predicate {@code https://slsa.dev/provenance/v1} and the build
     * type {@code https://lineage.dev/training/v1}, as canonical JSON (RFC 8785). Its subjects are the artifacts.
     *
     * @see <a href="https://slsa.dev/spec/v1.0/provenance">SLSA provenance v1</a>
     */
    String statement();

    /**
     * The {@linkplain #statement statement}, signed.
     *
     * @param signers who sign: each makes one signature over the same bytes
     * @return the envelope; its payload type is {@code application/vnd.in-toto+json}
     * @throws IllegalArgumentException if there is no signer, one signs twice, or what one made is not its signature
     */
    Envelope provenance(Signer... signers);

    /**
     * The signed statement as the JSON of DSSE 1.0.2, for a file {@code *.intoto.jsonl}: one line, without a line feed.
     *
     * @throws IllegalArgumentException as {@link #provenance} does
     * @see <a href="https://github.com/secure-systems-lab/dsse">DSSE</a>
     */
    String dsse(Signer... signers);

    /**
     * The signed statement as a Sigstore bundle v0.3, for a file {@code *.sigstore.json}. The key is hinted at and not in it; there
     * is no entry of a transparency log, so verifiers must be told not to ask for one. A bundle has one signature: several
     * signers make a bundle each.
     *
     * @throws IllegalArgumentException if what the signer made is not its signature
     */
    String sigstoreBundle(Signer signer);

    /**
     * One artifact's signature in the form of OpenSSF Model Signing v1.0, for a file {@code model.sig}, which {@link
     * ModelSignature} and other people's tools verify: the SHA-256 of each file. Says nothing of how the model was made.
     *
     * @param artifact the artifact's name. A single file is signed under this name
     * @param key an EC key pair on the curve P-256, the one that all verifiers take; the format has no Ed25519. The private key
     *     may be in a card or service that a security provider reaches
     * @throws NotFoundException if the version has no such artifact
     * @throws IllegalArgumentException if the key is another one, its halves do not belong together, or the artifact has no file
     *     that may be signed
     * @see <a href="https://github.com/ossf/model-signing-spec">OpenSSF Model Signing</a>
     */
    String modelSignature(String artifact, KeyPair key);

    /**
     * A bill of materials, CycloneDX 1.6 in JSON: the model with its model card, the data, the base models and the locked
     * dependencies. Evaluations that were recorded since change it and raise its {@code version}.
     *
     * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
     */
    String cycloneDx();
}
