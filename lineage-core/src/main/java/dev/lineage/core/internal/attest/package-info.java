/** What versions state in other people's formats: in-toto, SLSA, DSSE, Sigstore, OpenSSF Model Signing, CycloneDX. */
@org.jspecify.annotations.NullMarked
package dev.lineage.core.internal.attest;
