package dev.lineage.fs.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileNamesTest {
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());

    @ParameterizedTest
    @CsvSource({
        "fraud, fraud",
        "v1.2_b-3, v1.2_b-3",
        "Fraud, !fraud",
        "größe, gr~c3b6c39f~e",
        "ÄB, ~c38442~",
        "aÄbÄ, a~c384~b~c384~",
        "模型, ~e6a8a1e59e8b~",
        "con, ~63~on",
        "CON, ~434f4e~",
        "Aux.tar.gz, ~41~ux.tar.gz",
        "lpt1, ~6c~pt1",
        "com10, com10",
        "console, console",
        "7.json, ~37~.json",
        "7a.json, 7a.json",
    })
    void writesNames(String name, String file) {
        assertThat(FileNames.encode(name)).isEqualTo(file);
        assertThat(FileNames.decode(file)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fraud", "a!", "a!1", "~63~aon", "~zz~", "~6~", "a~b", "~~", "con", "~c3~", "a b", "é", "!A", "~61~"
            })
    void aStrangersFileIsNoName(String file) {
        assertThat(FileNames.decode(file)).isEmpty();
    }

    @Test
    void noTwoNamesShareAFileInAnyCase() {
        Random random = new Random(SEED);
        Map<String, String> names = new HashMap<>();
        int[] alphabet = "abAB01.-_éÉßıſ模𝒳~!%conCONaux".codePoints().toArray();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(i % 10 == 0 ? 60 : 6); length > 0; length--) {
                text.appendCodePoint(
                        random.nextInt(20) == 0 ? randomCodePoint(random) : alphabet[random.nextInt(alphabet.length)]);
            }
            String name = text.toString();
            String file = FileNames.encode(name);
            assertThat(FileNames.decode(file)).as("seed %d", SEED).contains(name);
            assertThat(file).matches("[a-z0-9._!~-]+");
            String other = names.put(file.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                assertThat(other).as("seed %d", SEED).isEqualTo(name);
            }
        }
    }

    @Test
    void theLongestNamesFitIntoAFileName() {
        Random random = new Random(SEED);
        String[] parts = {"a", "A", "é", "模", "𝒳", "1"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            String x = parts[random.nextInt(parts.length)];
            String y = parts[random.nextInt(parts.length)];
            while (true) {
                String next =
                        random.nextInt(8) == 0 ? parts[random.nextInt(parts.length)] : name.length() % 2 == 0 ? x : y;
                if ((name + next).getBytes(StandardCharsets.UTF_8).length > Names.MAX_BYTES) {
                    break;
                }
                name.append(next);
            }
            assertThat(FileNames.encode(name.toString())).as("seed %d", SEED).hasSizeLessThanOrEqualTo(255);
        }
    }

    private static int randomCodePoint(Random random) {
        int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1);
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? 'x' : codePoint;
    }
}
