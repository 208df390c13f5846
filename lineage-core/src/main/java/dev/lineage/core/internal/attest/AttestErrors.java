package dev.lineage.core.internal.attest;

import dev.lineage.NotFoundException;
import dev.lineage.model.VerificationKey;
import dev.lineage.model.VersionName;

/** Every message of this package that is an exception's: what, why, what to do. */
final class AttestErrors {
    private AttestErrors() {}

    static IllegalArgumentException noSigner(VersionName version) {
        return new IllegalArgumentException("The provenance of " + version
                + " cannot be signed by nobody: DSSE needs a signature. Give at least one signer, such as"
                + " Signer.ofPem(file, passphrase), or take statement() for the bytes alone");
    }

    static IllegalArgumentException signsTwice(VersionName version, VerificationKey key) {
        return new IllegalArgumentException("The key " + key + " would sign the provenance of " + version
                + " twice, which counts once. Give each signer once");
    }

    static NotFoundException noArtifact(VersionName version, String name, Iterable<String> known) {
        return new NotFoundException("Version " + version + " has no artifact '" + name + "' to sign; it has "
                + String.join(", ", known) + ". Name one of these");
    }

    static IllegalArgumentException nothingToSign(VersionName version, String artifact) {
        return new IllegalArgumentException("Artifact '" + artifact + "' of " + version
                + " has no file that OpenSSF Model Signing covers: it is empty, or has only "
                + String.join(", ", Oms.NEVER_SIGNED) + ". Sign an artifact with files");
    }

    static IllegalArgumentException unsignableName(VersionName version, String artifact, String path) {
        return new IllegalArgumentException("Artifact '" + artifact + "' of " + version + " has the file '" + path
                + "', whose name a model.sig cannot hold: JSON readers do not agree on it. Rename it and record the"
                + " model again");
    }

    static IllegalArgumentException otherSigningKey(String found) {
        return new IllegalArgumentException("A model.sig is signed with an EC key on P-256, not with " + found
                + ": OpenSSF Model Signing has no Ed25519, and not all verifiers take other curves. Make one with:"
                + " openssl ecparam -name prime256v1 -genkey -noout, or KeyPairGenerator.getInstance(\"EC\")");
    }

    static IllegalArgumentException cannotSign(String why, Throwable cause) {
        return new IllegalArgumentException(
                "The private key cannot make an ECDSA signature with SHA-256: " + why
                        + ". Check that its security provider is installed and the key may sign",
                cause);
    }

    static IllegalArgumentException otherHalf() {
        return new IllegalArgumentException(
                "What the private key signed does not verify with the public key, so they are"
                        + " not halves of one pair. Nothing was made; give the pair as it was generated");
    }

    static IllegalArgumentException otherVerifyingKey(String found) {
        return new IllegalArgumentException("A model.sig is verified with an EC key on P-256, P-384 or P-521, not with "
                + found + ". Ask the signer for the public key that belongs to the signature");
    }

    static IllegalArgumentException noBundle(String what) {
        return new IllegalArgumentException("This is no bundle of OpenSSF Model Signing that can be verified: " + what
                + ". Give the text of model.sig as the signer published it");
    }
}
