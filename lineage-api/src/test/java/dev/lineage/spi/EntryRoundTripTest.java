package dev.lineage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any entry reads back as itself, and any bytes are an entry or refused with an {@link IllegalArgumentException}. */
final class EntryRoundTripTest {
    private static final long SEED = Long.getLong("lineage.seed", System.nanoTime());

    private static final List<String> TEXTS =
            List.of("", "a", "ü€", "😂𐐀", "e\u0301", "\"\\/", "\u0000\u001F\u007F\u2028", "x".repeat(300));
    private static final List<String> NAMES =
            List.of("p", "models/fraud/versions", "a/b/c/d/e/f", "ünï/𐐀", "con/nul.x");

    private final Random random = new Random(SEED);

    private <T> T any(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    private Entry anyEntry() {
        List<Move> moves = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                long revision = 1 + (random.nextLong() >>> 11);
                String value = any(TEXTS).codePoints().anyMatch(Character::isISOControl) ? "plain" : any(NAMES);
                moves.add(new Move(name, Math.min(revision, (1L << 53) - 1), value, any(List.of(Move.View.values()))));
            }
        }
        List<Attribute> attributes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            attributes.add(
                    random.nextBoolean()
                            ? Attribute.number("n", any(NAMES), Value.of(Double.longBitsToDouble(random.nextLong())))
                            : Attribute.text("t", any(NAMES), any(TEXTS).replace("\0", "")));
        }
        List<Edge> edges = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            edges.add(new Edge("a:" + any(NAMES), "used", "b:" + any(NAMES)));
        }
        StringBuilder body = new StringBuilder();
        json(body, 0);
        String text = "{\"b\" : " + body + ", \"a\" :\n" + random.nextInt() + "}";
        return Entry.of(any(List.of("note", "version", "a-1")), 1 + random.nextInt(9), text, moves, attributes, edges);
    }

    private void json(StringBuilder out, int depth) {
        switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> out.append(random.nextBoolean() ? "true" : "null");
            case 1 -> out.append(random.nextLong() >> 11);
            case 2, 3 -> {
                out.append('"');
                any(TEXTS)
                        .chars()
                        .forEach(c -> out.append(random.nextBoolean() ? String.format("\\u%04X", c) : escaped(c)));
                out.append('"');
            }
            case 4 -> {
                out.append("[ ");
                json(out, depth + 1);
                out.append(" ,");
                json(out, depth + 1);
                out.append(']');
            }
            default -> {
                out.append("{\"z\":");
                json(out, depth + 1);
                out.append(",\"\\u0041\":");
                json(out, depth + 1);
                out.append("}");
            }
        }
    }

    private static String escaped(int c) {
        return c < 0x20 || c == '"' || c == '\\' ? String.format("\\u%04x", c) : String.valueOf((char) c);
    }

    @Test
    void anyEntryReadsBackAsItself() {
        for (int i = 0; i < 500; i++) {
            Entry entry = anyEntry();
            String replay = entry.body() + " (replay with -Dlineage.seed=" + SEED + ")";

            Entry read = Entry.parse(entry.bytes());

            assertThat(read).as(replay).isEqualTo(entry);
            assertThat(read.digest()).as(replay).isEqualTo(entry.digest());
            assertThat(read.moves()).as(replay).isEqualTo(entry.moves());
            assertThat(read.attributes()).as(replay).isEqualTo(entry.attributes());
            assertThat(Entry.of(read.type(), read.format(), read.body(), read.moves(), read.attributes(), read.edges()))
                    .as(replay)
                    .isEqualTo(entry);
            assertThat(new String(entry.prettyBytes(), StandardCharsets.UTF_8)).endsWith("}\n");
        }
    }

    @Test
    void anyOtherBytesAreRefusedOrAreExactlyTheEntry() {
        int accepted = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] bytes = anyEntry().bytes();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte)
                        (random.nextBoolean()
                                ? random.nextInt(256)
                                : any(List.of((int) '"', (int) '0', (int) '{', (int) 'e', (int) '/')));
            }
            try {
                Entry entry = Entry.parse(bytes);
                accepted++;
                assertThat(entry.bytes())
                        .as("replay with -Dlineage.seed=" + SEED)
                        .isEqualTo(bytes);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(accepted).as("changed bytes that are an entry").isPositive();
    }

    @Test
    void theLimitIsExact() {
        int empty = Entry.of("note", 1, "{\"x\":\"\"}", List.of(), List.of()).length();
        int most = Entry.MAX_BYTES - 1 - empty;
        Entry largest = Entry.of("note", 1, "{\"x\":\"" + "x".repeat(most) + "\"}", List.of(), List.of());

        assertThat(largest.length()).isEqualTo(Entry.MAX_BYTES - 1);
        assertThat(Entry.parse(largest.bytes())).isEqualTo(largest);
        assertThatThrownBy(() -> Entry.of("note", 1, "{\"x\":\"" + "x".repeat(most + 1) + "\"}", List.of(), List.of()))
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> Entry.parse(new byte[Entry.MAX_BYTES])).hasMessageContaining("65536");
    }

    @Test
    void anEntryCannotBeChangedThroughItsBytes() {
        byte[] bytes = Entry.of("note", 1, "{}", List.of(), List.of()).bytes();
        Entry entry = Entry.parse(bytes);
        byte[] before = bytes.clone();
        bytes[0] = 0;
        entry.bytes()[0] = 0;

        assertThat(entry.bytes()).isEqualTo(before);
    }
}
