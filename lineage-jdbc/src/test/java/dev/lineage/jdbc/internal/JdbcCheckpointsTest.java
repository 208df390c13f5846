package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.CheckpointStore;
import dev.lineage.StoreException;
import dev.lineage.jdbc.JdbcStores;
import dev.lineage.testkit.internal.Together;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A checkpoint in a table, on every database. */
final class JdbcCheckpointsTest {
    @TempDir
    private Path directory;

    private JdbcStores stores(TestDatabase database) {
        return database.checkpoints(directory);
    }

    @ParameterizedTest
    @EnumSource
    void isReplacedByWhoKnowsWhatIsThere(TestDatabase database) {
        CheckpointStore store = stores(database).checkpoints("models.example.com/lineage");
        assertThat(store.load()).isEmpty();
        assertThat(store.replace(Optional.of("one"), "two")).isFalse();
        assertThat(store.replace(Optional.empty(), "one\n\u2014 é\n")).isTrue();
        assertThat(store.replace(Optional.empty(), "other")).isFalse();
        assertThat(store.replace(Optional.of("one\n\u2014 é\n"), "two")).isTrue();
        assertThat(store.replace(Optional.of("one\n\u2014 é\n"), "three")).isFalse();
        // What came before may come again, and is another revision.
        assertThat(store.replace(Optional.of("two"), "two")).isTrue();
        assertThat(store.load()).contains("two");

        CheckpointStore again = stores(database).createTables(false).checkpoints("models.example.com/lineage");
        assertThat(again.load()).contains("two");
        assertThat(stores(database).checkpoints("another").load()).isEmpty();
        assertThat(again.location()).contains("models.example.com/lineage");
    }

    @ParameterizedTest
    @EnumSource
    void ofManyThatReplaceTheSameOneWins(TestDatabase database) throws Exception {
        int threads = 6;
        int each = 15;
        List<Integer> won = Together.run(threads, t -> () -> {
            CheckpointStore store = stores(database).checkpoints("raced");
            int successes = 0;
            while (successes < each) {
                Optional<String> now = store.load();
                int next = now.map(Integer::parseInt).orElse(0) + 1;
                successes += store.replace(now, Integer.toString(next)) ? 1 : 0;
            }
            return successes;
        });
        assertThat(won).containsOnly(each);
        assertThat(stores(database).checkpoints("raced").load()).contains(Integer.toString(threads * each));
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatIsMissing(TestDatabase database) {
        assertThatThrownBy(() -> stores(database).createTables(false).checkpoints("a"))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("checkpoints", "-checkpoints.sql", "createTables(true)");
    }

    @Test
    void aNameIsNeitherEmptyNorLong() {
        for (String name : List.of("", "n".repeat(101))) {
            assertThatThrownBy(() -> stores(TestDatabase.SQLITE).checkpoints(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 100");
        }
    }
}
