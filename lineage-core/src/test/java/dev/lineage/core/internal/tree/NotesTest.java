package dev.lineage.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.IntegrityException;
import dev.lineage.Signer;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import dev.lineage.model.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other people's notes and checkpoints, and what must be refused. */
final class NotesTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors");
    private static final Path TESSERA = VECTORS.resolve("tlog-tiles/log");
    private static final String ORIGIN = "example.com/log/testdata";
    private static final String PUBLIC = ORIGIN + "+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
    private static final String PRIVATE =
            "PRIVATE+KEY+" + ORIGIN + "+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg";
    private static final String PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    @Test
    void signsWhatTesseraSigns() throws IOException {
        Signer signer = TestKeys.ofNote(PRIVATE);
        assertThat(Notes.verifierKey(ORIGIN, signer.key())).isEqualTo(PUBLIC);
        assertThat(Notes.key(PUBLIC)).isEqualTo(signer.key());
        Frontier log = new Frontier();
        for (int size = 0; size <= 15; size++) {
            String note = Files.readString(TESSERA.resolve("checkpoint." + size));
            Checkpoint checkpoint = Checkpoint.parse(note);
            assertThat(checkpoint.head()).as("of " + size).isEqualTo(log.head());
            assertThat(checkpoint.toNote()).isEqualTo(note);
            assertThat(Notes.signers(checkpoint, ORIGIN, List.of(signer.key()))).containsExactly(signer.key());
            Checkpoint own = new Checkpoint(ORIGIN, log.head(), List.of());
            assertThat(own.with(Notes.sign(own, signer)).toNote()).isEqualTo(note);
            if (size < 15) {
                log.add(entry(size));
            }
        }
    }

    /** The last entry of the bundle that ends with it; entries have their length before them, in two bytes. */
    private static byte[] entry(int index) throws IOException {
        byte[] bundle = Files.readAllBytes(TESSERA.resolve("tile/entries/000.p/" + (index + 1)));
        int at = 0;
        for (int i = 0; ; i++) {
            int length = (bundle[at] & 0xFF) << 8 | bundle[at + 1] & 0xFF;
            if (i == index) {
                assertThat(at + 2 + length).isEqualTo(bundle.length);
                return java.util.Arrays.copyOfRange(bundle, at + 2, at + 2 + length);
            }
            at += 2 + length;
        }
    }

    @Test
    void readsTheCheckpointOfTheGoChecksumDatabase() throws IOException {
        JsonFields vectors = vectors();
        JsonFields sumdb = vectors.list("valid", fields -> fields).get(3);
        String vkey = sumdb.string("vkey");
        Checkpoint checkpoint = Checkpoint.parse(sumdb.string("note"));
        assertThat(checkpoint.head().size()).isEqualTo(35225469);
        assertThat(Notes.signers(checkpoint, "sum.golang.org", List.of(Notes.key(vkey))))
                .hasSize(1);
    }

    private static JsonFields vectors() throws IOException {
        return JsonFields.of(
                "", JsonReader.read(Files.readAllBytes(VECTORS.resolve("signed-note/signed-note-vectors.json"))));
    }

    @Test
    void knowsNoKeysThatAreNone() throws IOException {
        for (String vkey : vectors().strings("invalidVkeys")) {
            assertThatThrownBy(() -> Notes.key(vkey)).as(vkey).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Notes.key(PETER)).isNotNull();
        for (int i = 0; i < PETER.length(); i++) {
            String shorter = PETER.substring(0, i);
            assertThatThrownBy(() -> Notes.key(shorter)).as(shorter).isInstanceOf(IllegalArgumentException.class);
            String other = PETER.substring(0, i) + (char) (PETER.charAt(i) + 1) + PETER.substring(i + 1);
            assertThatThrownBy(() -> Notes.key(other)).as(other).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesWhateverWasChanged() throws IOException {
        VerificationKey key = Notes.key(PUBLIC);
        byte[] note = Files.readAllBytes(TESSERA.resolve("checkpoint.15"));
        for (int i = 0; i < note.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = note.clone();
                changed[i] ^= (byte) (1 << bit);
                String text = new String(changed, StandardCharsets.UTF_8);
                boolean believed;
                try {
                    Checkpoint checkpoint = Checkpoint.parse(text);
                    believed = !Notes.signers(checkpoint, ORIGIN, List.of(key)).isEmpty();
                } catch (IllegalArgumentException | IntegrityException e) {
                    believed = false;
                }
                assertThat(believed).as("bit " + bit + " of byte " + i).isFalse();
            }
        }
    }

    @Test
    void ignoresSignaturesOfOthersAndRefusesBadOnesOfItsOwn() {
        Signer log = TestKeys.of(1);
        Signer other = TestKeys.of(2);
        Checkpoint plain = new Checkpoint("log", new TreeHead(0, Digest.of(new byte[0])), List.of());
        Checkpoint both = plain.with(Notes.sign(plain, other)).with(Notes.sign(plain, log));
        assertThat(Notes.signers(both, "log", List.of(log.key()))).containsExactly(log.key());
        assertThat(Notes.signers(both, "log", List.of(TestKeys.of(3).key()))).isEmpty();
        assertThat(Notes.signers(both, "another", List.of(log.key()))).isEmpty();
        // The line of a signature over something else.
        Checkpoint elsewhere = new Checkpoint("log", new TreeHead(1, Digest.of(new byte[1])), List.of());
        Checkpoint forged = plain.with(Notes.sign(elsewhere, log));
        assertThatThrownBy(() -> Notes.signers(forged, "log", List.of(log.key())))
                .isInstanceOf(IntegrityException.class);
    }

    @Test
    void cosignsWithTheTime() {
        Signer witness = TestKeys.of(3);
        Checkpoint plain = new Checkpoint("log", new TreeHead(0, Digest.of(new byte[0])), List.of());
        Checkpoint.Signature signature = Notes.cosign(plain, "witness", witness, Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(Notes.isCosigned(plain, signature, "witness", witness.key())).isTrue();
        assertThat(Notes.isCosigned(plain, signature, "another", witness.key())).isFalse();
        assertThat(Notes.isCosigned(plain, signature, "witness", TestKeys.of(4).key()))
                .isFalse();
        // A plain signature of the witness's key is no cosignature, nor the other way round.
        assertThat(Notes.isCosigned(
                        plain,
                        Notes.sign(new Checkpoint("witness", plain.head(), List.of()), witness),
                        "witness",
                        witness.key()))
                .isFalse();
        assertThat(Notes.signers(plain.with(signature), "witness", List.of(witness.key())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "log\n0\n",
                "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a",
                "log\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "log\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "log\n0\n57DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n\n",
                "log\n1\n47DEQpj8HBSa\n\n",
                "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n\n",
                "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nno signature\n",
                "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a\n",
                "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a AAAA\n",
                "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a+b AAAAAAAA\n",
                "log\r\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
            })
    void refusesWhatIsNoCheckpoint(String note) {
        assertThatThrownBy(() -> Checkpoint.parse(note)).isInstanceOf(IllegalArgumentException.class);
    }
}
