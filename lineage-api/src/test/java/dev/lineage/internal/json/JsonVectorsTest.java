package dev.lineage.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other people's vectors: JSONTestSuite and the RFC 8785 test data. */
final class JsonVectorsTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors");
    private static final Path PARSING = VECTORS.resolve("json-test-suite/test_parsing");
    private static final Path JCS = VECTORS.resolve("jcs-rfc8785/testdata");

    /** Valid JSON that the restricted profile refuses, each for a reason that is documented. */
    private static final Set<String> FRACTIONS_AND_EXPONENTS = Set.of(
            "y_number.json",
            "y_number_0e+1.json",
            "y_number_0e1.json",
            "y_number_double_close_to_zero.json",
            "y_number_int_with_exp.json",
            "y_number_real_capital_e.json",
            "y_number_real_capital_e_neg_exp.json",
            "y_number_real_capital_e_pos_exp.json",
            "y_number_real_exponent.json",
            "y_number_real_fraction_exponent.json",
            "y_number_real_neg_exp.json",
            "y_number_real_pos_exponent.json",
            "y_number_simple_real.json",
            "y_object_extreme_numbers.json",
            "y_structure_lonely_negative_real.json");

    private static final Set<String> MINUS_ZERO = Set.of("y_number_minus_zero.json", "y_number_negative_zero.json");
    private static final Set<String> DUPLICATE_NAMES =
            Set.of("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");
    private static final Set<String> NON_CHARACTERS = Set.of(
            "y_string_escaped_noncharacter.json",
            "y_string_last_surrogates_1_and_2.json",
            "y_string_nonCharacterInUTF-8_U+10FFFF.json",
            "y_string_nonCharacterInUTF-8_U+FFFF.json",
            "y_string_unicode_U+10FFFE_nonchar.json",
            "y_string_unicode_U+1FFFE_nonchar.json",
            "y_string_unicode_U+FDD0_nonchar.json",
            "y_string_unicode_U+FFFE_nonchar.json");

    static List<Path> parsing() throws IOException {
        try (Stream<Path> files = Files.list(PARSING)) {
            return files.sorted().toList();
        }
    }

    @Test
    void thereAreAllOfThem() throws IOException {
        assertThat(parsing()).hasSize(318);
    }

    @ParameterizedTest
    @MethodSource("parsing")
    void whatMustFailFailsAndWhatMustPassPassesOrIsRefusedForADocumentedReason(Path file) throws IOException {
        String name = file.getFileName().toString();
        byte[] bytes = Files.readAllBytes(file);
        if (name.startsWith("n_")) {
            assertThatThrownBy(() -> JsonReader.read(bytes)).isInstanceOf(JsonException.class);
        } else if (FRACTIONS_AND_EXPONENTS.contains(name)) {
            assertThatThrownBy(() -> JsonReader.read(bytes)).hasMessageContaining("not an integer");
        } else if (MINUS_ZERO.contains(name)) {
            assertThatThrownBy(() -> JsonReader.read(bytes)).hasMessageContaining("-0");
        } else if (DUPLICATE_NAMES.contains(name)) {
            assertThatThrownBy(() -> JsonReader.read(bytes)).hasMessageContaining("twice");
        } else if (NON_CHARACTERS.contains(name)) {
            assertThatThrownBy(() -> JsonReader.read(bytes)).hasMessageContaining("non-character");
        } else if (name.startsWith("y_")) {
            Json value = JsonReader.read(bytes);
            assertThat(JsonReader.read(JsonWriter.canonical(value))).isEqualTo(value);
            assertThat(JsonReader.read(JsonWriter.pretty(value))).isEqualTo(value);
        } else {
            try {
                Json value = JsonReader.read(bytes);
                assertThat(JsonReader.readCanonical(JsonWriter.canonical(value)))
                        .isEqualTo(value);
            } catch (JsonException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    /** The other two inputs of RFC 8785 have numbers that the profile writes as strings. */
    @ParameterizedTest
    @ValueSource(strings = {"arrays", "french", "weird", "unicode"})
    void canonicalFormIsThatOfRfc8785(String name) throws IOException {
        byte[] input = Files.readAllBytes(JCS.resolve("input/" + name + ".json"));
        byte[] output = Files.readAllBytes(JCS.resolve("output/" + name + ".json"));

        assertThat(new String(JsonWriter.canonical(JsonReader.read(input)), StandardCharsets.UTF_8))
                .isEqualTo(new String(output, StandardCharsets.UTF_8));
        assertThat(JsonReader.readCanonical(output)).isEqualTo(JsonReader.read(input));
    }

    @ParameterizedTest
    @ValueSource(strings = {"structures", "values"})
    void inputsWithFractionsAreRefused(String name) throws IOException {
        byte[] input = Files.readAllBytes(JCS.resolve("input/" + name + ".json"));
        assertThatThrownBy(() -> JsonReader.read(input)).isInstanceOf(JsonException.class);
    }

    @Test
    void overlongUtf8IsRefused() {
        for (int[] bad :
                new int[][] {{0xC0, 0xAE}, {0xC0, 0xAF}, {0xC0, 0x80}, {0xED, 0xA0, 0x80}, {0xF4, 0x90, 0x80, 0x80}}) {
            byte[] bytes = new byte[bad.length + 2];
            bytes[0] = '"';
            for (int i = 0; i < bad.length; i++) {
                bytes[i + 1] = (byte) bad[i];
            }
            bytes[bytes.length - 1] = '"';
            assertThatThrownBy(() -> JsonReader.read(bytes)).hasMessageContaining("UTF-8");
        }
    }

    @Test
    void nestingIsBounded() {
        String deepest = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);
        assertThat(JsonReader.readText(deepest)).isInstanceOf(Json.Arr.class);
        assertThatThrownBy(() -> JsonReader.readText("[" + deepest + "]")).hasMessageContaining("deeper than 64");
    }

    @Test
    void valuesThatCouldNotBeReadAgainCannotBeMade() {
        assertThatThrownBy(() -> new Json.Str("\uD800")).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> new Json.Str("\uFFFF")).hasMessageContaining("non-character");
        assertThatThrownBy(() -> new Json.Int(1L << 53)).hasMessageContaining("2^53");
        assertThatThrownBy(() -> Json.Obj.builder().put("a", 1).put("a", 2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void validBytesThatAreNotCanonicalAreRefusedWhereOnlyCanonicalOnesWillDo() {
        for (String text : List.of("{ }", "{\"b\":1,\"a\":2}", "\"\\u0041\"", "[1, 2]", "\"\\/\"")) {
            JsonReader.readText(text);
            assertThatThrownBy(() -> JsonReader.readCanonical(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .hasMessageContaining("canonical");
        }
    }

    /** Other people's JSON: their numbers are read, and everything else is refused as ever. */
    @ParameterizedTest
    @MethodSource("parsing")
    void foreignJsonMayHaveAnyNumber(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        byte[] bytes = Files.readAllBytes(file);
        boolean mustRead = name.startsWith("y_") && !DUPLICATE_NAMES.contains(name) && !NON_CHARACTERS.contains(name);
        if (mustRead) {
            assertThat(JsonReader.readForeign(bytes)).isNotNull();
        } else if (!name.startsWith("i_number")) {
            assertThatThrownBy(() -> JsonReader.readForeign(bytes)).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void foreignNumbersAreKeptAsTheyStandAndNeverWritten() {
        Json value = JsonReader.readForeign(
                "[9007199254740991,9007199254740992,-0,0,1.50,1E+2]".getBytes(StandardCharsets.UTF_8));
        assertThat(value)
                .isEqualTo(new Json.Arr(List.of(
                        new Json.Int(9007199254740991L),
                        new Json.Foreign("9007199254740992"),
                        new Json.Foreign("-0"),
                        new Json.Int(0),
                        new Json.Foreign("1.50"),
                        new Json.Foreign("1E+2"))));
        assertThatThrownBy(() -> JsonWriter.canonicalText(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9007199254740992");
        for (String bad : List.of("01", "1.", "1.e2", "-", "+1", ".5", "1e", "-01", "1.5.2", "1.50x")) {
            assertThatThrownBy(() -> JsonReader.readForeign(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isInstanceOf(JsonException.class);
        }
    }
}
