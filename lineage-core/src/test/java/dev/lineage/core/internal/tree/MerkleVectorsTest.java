package dev.lineage.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of transparency-dev/merkle: 196 proofs, most of them wrong. */
final class MerkleVectorsTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors/rfc6962-merkle");

    static List<Path> inclusion() throws IOException {
        return files("inclusion");
    }

    static List<Path> consistency() throws IOException {
        return files("consistency");
    }

    private static List<Path> files(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(VECTORS.resolve(kind))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void areAllThere() throws IOException {
        assertThat(inclusion()).hasSize(98);
        assertThat(consistency()).hasSize(98);
    }

    @ParameterizedTest
    @MethodSource("inclusion")
    void provesInclusion(Path file) throws IOException {
        JsonFields vector = read(file);
        boolean good;
        try {
            good = Merkle.isIncluded(
                    Base64.getDecoder().decode(vector.string("leafHash")),
                    vector.integer("leafIdx"),
                    new TreeHead(vector.integer("treeSize"), root(vector.string("root"))),
                    proof(vector));
        } catch (IllegalArgumentException e) {
            good = false; // Something is no hash of 32 bytes.
        }
        assertThat(good).isEqualTo(!vector.bool("wantErr"));
    }

    @ParameterizedTest
    @MethodSource("consistency")
    void provesConsistency(Path file) throws IOException {
        JsonFields vector = read(file);
        boolean good;
        try {
            good = Merkle.isConsistent(
                    new TreeHead(vector.integer("size1"), root(vector.string("root1"))),
                    new TreeHead(vector.integer("size2"), root(vector.string("root2"))),
                    proof(vector));
        } catch (IllegalArgumentException e) {
            good = false;
        }
        assertThat(good).isEqualTo(!vector.bool("wantErr"));
    }

    private static JsonFields read(Path file) throws IOException {
        // As Go reads it, an index of 2^64-1; a position is never negative here.
        String text = Files.readString(file).replace("18446744073709551615", "-1");
        return JsonFields.of("", JsonReader.readText(text));
    }

    /** A root that is none, which nothing leads to, and which equals itself. */
    private static Digest root(String base64) {
        byte[] root = Base64.getDecoder().decode(base64);
        return root.length == Digest.BYTES ? Digest.ofSha256(root) : Digest.of(root);
    }

    private static Digest digest(String base64) {
        return Digest.ofSha256(Base64.getDecoder().decode(base64));
    }

    private static List<Digest> proof(JsonFields vector) {
        List<Digest> proof = new ArrayList<>();
        if (vector.members().get("proof") instanceof Json.Arr) {
            vector.strings("proof").forEach(hash -> proof.add(digest(hash)));
        }
        return proof;
    }
}
