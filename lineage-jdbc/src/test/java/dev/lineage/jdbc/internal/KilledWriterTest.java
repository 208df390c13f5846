package dev.lineage.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Problem;
import dev.lineage.spi.AppendResult;
import dev.lineage.spi.AppendResult.Appended;
import dev.lineage.spi.Entry;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Move;
import dev.lineage.spi.RecordStore;
import dev.lineage.testkit.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that append, several entries and pointers at a time, are killed at random moments. What they acknowledged is
 * there, appends are there whole or not at all, and the next process goes on. More with {@code -Dlineage.kills=}.
 */
@ExtendWith(Seeded.class)
final class KilledWriterTest {
    private static final int KILLS = Integer.getInteger("lineage.kills", 4);

    @TempDir
    private Path directory;

    private static List<Entry> group(String value, long revision) {
        List<Entry> group = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            group.add(Entry.of(
                    "note",
                    1,
                    "{\"value\":\"" + value + "\"}",
                    List.of(new Move("killed/" + name, revision, value, Move.View.LINE)),
                    List.of()));
        }
        return group;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatWasAcknowledgedIsThereAndWhole(TestDatabase database, SplittableRandom random) throws Exception {
        boolean server = database == TestDatabase.POSTGRESQL || database == TestDatabase.MARIADB;
        String schema = server ? database.schemaOf(directory) : "";
        String url = switch (database) {
            case H2 -> "jdbc:h2:file:" + directory.resolve("db") + ";USER=sa";
            case SQLITE -> "jdbc:sqlite:" + directory.resolve("db.sqlite");
            default -> TestDatabase.url(database);
        };
        List<String> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Path output = Files.createFile(directory.resolve("output" + kill));
            Process writer = fork(url, schema, output);
            while (Files.size(output) == 0) {
                assertThat(writer.isAlive()).as("the writer of round " + kill).isTrue();
                TimeUnit.MILLISECONDS.sleep(2);
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(50_000));
            writer.destroyForcibly().waitFor();
            acknowledged.addAll(Files.readAllLines(output));
        }
        try (RecordStore store = open(url, schema)) {
            for (String line : acknowledged) {
                String[] words = line.split(" ", -1);
                // The last line may be cut off.
                if (words.length == 3 && words[2].equals(".")) {
                    long position = Long.parseLong(words[0]);
                    long revision = Long.parseLong(words[1]);
                    List<Entry> group = group("v" + revision, revision);
                    for (int i = 0; i < group.size(); i++) {
                        assertThat(store.entry(position + i)).contains(new LogEntry(position + i, group.get(i)));
                    }
                }
            }
            assertThat(acknowledged.size()).isGreaterThanOrEqualTo(KILLS);
            assertThat(store.size() % 3).isZero();
            assertThat(store.pointer("killed/a").orElseThrow().revision()).isEqualTo(store.size() / 3);
            List<Problem> problems = new ArrayList<>();
            store.verify(problems::add);
            assertThat(problems).isEmpty();
        }
    }

    private static RecordStore open(String url, String schema) {
        JdbcUrl parsed = JdbcUrl.parse(url, true);
        Connections connections = new DriverConnections(parsed, new Credentials(new Properties(), Map.of()));
        return JdbcRecordStore.open(connections, new Tables(schema, Tables.DEFAULT_PREFIX), true, parsed.toString())
                .records();
    }

    private static Process fork(String url, String schema, Path output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        url,
                        schema)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Appends until it is killed, saying {@code position revision .} after each append that was acknowledged. */
    public static final class Writer {
        private Writer() {}

        /** The URL and the schema. */
        public static void main(String[] arguments) {
            try (RecordStore store = open(arguments[0], arguments[1])) {
                long revision = store.pointer("killed/a")
                        .map(pointer -> pointer.revision() + 1)
                        .orElse(1L);
                for (; ; revision++) {
                    AppendResult result = store.append(group("v" + revision, revision));
                    System.out.println(((Appended) result).position() + " " + revision + " .");
                }
            }
        }
    }
}
