package dev.lineage;

import dev.lineage.model.Audit;
import dev.lineage.model.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * That a version was recorded, evaluated, approved and promoted as it is said: the entries themselves, each with the proof that
 * it is in the log, and a checkpoint of the log. It is verified with no registry at hand, years later:
 *
 * <pre>{@code
 * Audit found = Proof.verify(Files.readString(file), keyOfTheLog);
 * }</pre>
 *
 * @param text canonical JSON, as docs/formats.md says
 */
public record Proof(String text) {
    /**
     * Writes the proof into a file.
     *
     * @throws IOException if it cannot be written, or exists
     */
    public void writeTo(Path file) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    }

    /**
     * Verifies a proof.
     *
     * @param text the text of a proof
     * @param keys the keys of the log, known from elsewhere; without any, nothing is known of who made the checkpoint
     * @return what holds, what does not, and what cannot be told from the proof alone
     * @throws IllegalArgumentException if the text is no proof
     */
    public static Audit verify(String text, VerificationKey... keys) {
        return Registries.verify(text, Set.of(keys));
    }
}
