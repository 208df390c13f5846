package dev.lineage;

import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * Verifies signatures of models that were made elsewhere, such as of a base model, in the form of OpenSSF Model Signing v1.0
 * ({@code model.sig}).
 *
 * @see <a href="https://github.com/ossf/model-signing-spec">OpenSSF Model Signing</a>
 */
public final class ModelSignature {
    private ModelSignature() {}

    /**
     * Verifies that a key signed exactly these files. The files must not be changed meanwhile. Whether the key is whose it should
     * be is for the caller to know: certificates and transparency logs in the bundle are not looked at.
     *
     * @param bundle the text of {@code model.sig}: a Sigstore bundle
     * @param key the signer's EC key on P-256, P-384 or P-521
     * @param model the directory or file that was signed. A file in it that is the bundle itself is left out
     * @return what was found; always look at {@link Evidence#isValid()}
     * @throws IllegalArgumentException if the text is no such bundle or the key is none of these. What the signature covers is read
     *     only after it was verified, so flaws in it are {@linkplain Evidence#problems problems}
     * @throws IOException if the model is not there or cannot be read
     */
    public static Evidence verify(String bundle, PublicKey key, Path model) throws IOException {
        return Registries.verify(bundle, key, model);
    }

    /**
     * What a verification found. Immutable.
     *
     * @param key the SHA-256 of the key's DER SubjectPublicKeyInfo
     * @param name what the signer called the model; empty if the signature or what it covers is not good. Proves nothing
     * @param root the signed digest over the files' digests; empty as {@code name}. It does not bind the files' names, so never
     *     take it as the model's identity
     * @param verified the signed files that are there as they were signed, in the signed order
     * @param ignored the paths that the signer told verifiers to leave out, whatever lies there
     * @param unlisted the files that are there and were not signed, sorted by code point; each verification with one fails
     * @param warnings what a careful reader should know, in sentences
     * @param problems why the signature is not valid; empty if it is
     */
    public record Evidence(
            Digest key,
            Optional<String> name,
            Optional<Digest> root,
            List<String> verified,
            List<String> ignored,
            List<String> unlisted,
            List<String> warnings,
            List<Problem> problems) {
        /** Copies the lists. */
        public Evidence {
            verified = List.copyOf(verified);
            ignored = List.copyOf(ignored);
            unlisted = List.copyOf(unlisted);
            warnings = List.copyOf(warnings);
            problems = List.copyOf(problems);
        }

        /** Whether the key signed exactly the files that are there, but for those under {@link #ignored}. */
        public boolean isValid() {
            return problems.isEmpty();
        }

        /** One line for each problem and warning. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(isValid() ? "valid" : "NOT VALID")
                    .append(": ")
                    .append(name.orElse("unknown model"))
                    .append(", ")
                    .append(verified.size())
                    .append(verified.size() == 1 ? " file" : " files")
                    .append(", key ")
                    .append(key);
            problems.forEach(problem -> text.append("\nproblem: ").append(problem));
            warnings.forEach(warning -> text.append("\nwarning: ").append(warning));
            return text.toString();
        }
    }
}
