package dev.lineage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EntryTest {
    private static Entry sample() {
        return Entry.of(
                "version",
                1,
                "{\"b\":1,\"a\":\"ü\"}",
                List.of(new Move("models/fraud/versions", 7, "sha256:x", Move.View.DOCUMENT)),
                List.of(Attribute.text("model", "fraud"), Attribute.number("metric", "auc", Value.of(0.93))),
                List.of(new Edge("version:v", "used", "data:d")));
    }

    @Test
    void theBytesAreCanonicalAndReadBackAsTheSameEntry() {
        Entry entry = sample();
        assertThat(new String(entry.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"attributes\":[{\"name\":\"model\",\"text\":\"fraud\"},{\"key\":\"auc\",\"name\":\"metric\",\"number\":\"0.93\"}],"
                                + "\"body\":{\"a\":\"ü\",\"b\":1},\"edges\":[{\"source\":\"version:v\",\"target\":\"data:d\",\"type\":\"used\"}],\"format\":1,\"pointers\":[{\"name\":\"models/fraud/versions\","
                                + "\"revision\":7,\"value\":\"sha256:x\",\"view\":\"document\"}],\"type\":\"version\"}");

        Entry read = Entry.parse(entry.bytes());
        assertThat(read).isEqualTo(entry);
        assertThat(read.digest()).isEqualTo(entry.digest());
        assertThat(read.moves()).isEqualTo(entry.moves());
        assertThat(read.attributes()).isEqualTo(entry.attributes());
        assertThat(read.edges()).isEqualTo(entry.edges());
        assertThat(read.body()).isEqualTo("{\"a\":\"ü\",\"b\":1}");
        assertThat(read.type()).isEqualTo("version");
    }

    @Test
    void bytesThatAreNotAnEntryAreRefused() {
        String good = new String(sample().bytes(), StandardCharsets.UTF_8);
        for (String bad : List.of(
                "",
                "{}",
                " " + good,
                good + "\n",
                good.replace("\"format\":1", "\"format\":0"),
                good.replace("\"format\":1", "\"format\":1,\"later\":true"),
                good.replace("\"revision\":7", "\"revision\":0"),
                good.replace("\"type\":\"version\"", "\"type\":\"Version\""),
                good.replace("document", "paper"),
                good.replace("0.93", "0.930"),
                good.replace("\"key\":\"auc\"", "\"key\":\"\""),
                good.replace("\"number\":\"0.93\"", "\"number\":\"0.93\",\"text\":\"0.93\""),
                good.replace("data:d", "version:v"),
                good.replace("data:d", "data"),
                good.replace("used", "used up"),
                good.replace("models/fraud", "models/../fraud"),
                good.replace("\"body\":{\"a\":\"ü\",\"b\":1}", "\"body\":[]"))) {
            assertThat(bad).isNotEqualTo(good);
            assertThatThrownBy(() -> Entry.parse(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void sizesAreBounded() {
        String padding = "x".repeat(Entry.MAX_BYTES);
        assertThatThrownBy(() -> Entry.of("note", 1, "{\"x\":\"" + padding + "\"}", List.of(), List.of()))
                .hasMessageContaining("artifact store");
        assertThatThrownBy(() -> new Move("p", 1, "x".repeat(1025), Move.View.LINE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Move("a/b/c/d/e/f/g", 1, "x", Move.View.LINE))
                .hasMessageContaining("segments");
        assertThatThrownBy(() -> Attribute.text("n", "x".repeat(1025))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Entry.of(
                        "note",
                        1,
                        "{}",
                        List.of(new Move("p", 1, "x", Move.View.LINE), new Move("p", 2, "y", Move.View.LINE)),
                        List.of()))
                .hasMessageContaining("twice");
    }
}
