package dev.lineage.fs;

import static dev.lineage.testkit.internal.RedTeam.Noticed.AT_OPEN;
import static dev.lineage.testkit.internal.RedTeam.Noticed.BY_AUDIT;
import static dev.lineage.testkit.internal.RedTeam.Noticed.HARMLESS;
import static dev.lineage.testkit.internal.RedTeam.Noticed.NEVER;
import static dev.lineage.testkit.internal.RedTeam.Noticed.WHEN_SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.ModelRegistry;
import dev.lineage.model.Digest;
import dev.lineage.spi.Entry;
import dev.lineage.spi.Move;
import dev.lineage.spi.Pointer;
import dev.lineage.spi.RecordStore;
import dev.lineage.testkit.internal.RedTeam;
import dev.lineage.testkit.internal.RedTeam.Noticed;
import dev.lineage.testkit.internal.TestSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody can do to a registry's directory who may write everything there, and who notices. What nobody notices is named in
 * docs/threat-model.md.
 */
final class RedTeamTest {
    @TempDir
    private static Path shared;

    private static final TestSigner KEY = new TestSigner();

    /** What an attacker does to a store's directory, beside which the checkpoint lies. */
    @FunctionalInterface
    private interface Attack {
        void on(Path store) throws IOException;
    }

    /** @param inPlace whether it needs a store that is no copy: of a copy, the index is not believed */
    private record Case(Noticed expected, boolean inPlace, Attack attack) {
        Case(Noticed expected, Attack attack) {
            this(expected, false, attack);
        }
    }

    // ---- ways of attacking

    private static List<Path> commits(Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store.resolve("log"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Path commit(Path store, int fromTheEnd) throws IOException {
        List<Path> all = commits(store);
        return all.get(all.size() - 1 - fromTheEnd);
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at < 0 ? bytes.length + at : at] ^= 1;
        write(file, bytes);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        file.toFile().setWritable(true);
        Files.write(file, bytes);
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Rewrites entries and everything that states digests of them, as somebody does who has read docs/formats. */
    private static void rewrite(Path store, UnaryOperator<String> change) throws IOException {
        String previous = "";
        boolean changed = false;
        for (Path file : commits(store)) {
            String text = Files.readString(file);
            int end = text.indexOf('\n') + 1;
            String entries = change.apply(text.substring(end));
            changed |= !entries.equals(text.substring(end));
            String header = text.substring(0, end)
                    .replaceFirst(
                            "\"entries\":\"sha256:[0-9a-f]{64}\"",
                            "\"entries\":\"" + Digest.of(entries.getBytes(StandardCharsets.UTF_8)) + "\"");
            if (!previous.isEmpty()) {
                header = header.replaceFirst(
                        "\"previous\":\"sha256:[0-9a-f]{64}\"", "\"previous\":\"" + previous + "\"");
            }
            byte[] bytes = (header + entries).getBytes(StandardCharsets.UTF_8);
            write(file, bytes);
            previous = Digest.of(bytes).toString();
        }
        assertThat(changed).isTrue();
    }

    private static void append(Path store, Entry entry) {
        try (RecordStore records = FileStores.open(store).records()) {
            records.append(List.of(entry));
        }
    }

    /** The last move of the stage again, under the next revision, pointing elsewhere. */
    private static Entry smuggled(Path store, String version) {
        try (RecordStore records = FileStores.open(store).records()) {
            Pointer now = records.pointer("models/fraud/stages/production").orElseThrow();
            Entry honest = records.entry(now.position()).orElseThrow().entry();
            Pointer target = records.pointer("models/fraud/versions", Integer.parseInt(version))
                    .orElseThrow();
            String body = honest.body()
                    .replace("\"version\":\"fraud@3\"", "\"version\":\"fraud@" + version + "\"")
                    .replaceFirst("\"digest\":\"sha256:[0-9a-f]{64}\"", "\"digest\":\"" + target.value() + "\"")
                    .replace("\"revision\":" + now.revision(), "\"revision\":" + (now.revision() + 1));
            return Entry.of(
                    "stage",
                    1,
                    body,
                    List.of(new Move(
                            now.name(), now.revision() + 1, "fraud@" + version + " " + target.value(), Move.View.LINE)),
                    honest.attributes(),
                    List.of());
        }
    }

    /** Takes the records of the newest revision of the stage out of the index, and leaves the rest as it is. */
    private static void hideNewestRevision(Path store) throws IOException {
        // Whoever opens the store knows nothing but the index then.
        String key = Digest.of("revision\nmodels/fraud/stages/production\n3".getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 30);
        try (Stream<Path> files = Files.walk(store.resolve("index"))) {
            int found = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                String hex = HexFormat.of().formatHex(bytes);
                int at = hex.indexOf(key);
                if (at > 0 && at % 2 == 0) {
                    int start = at / 2 - 4;
                    int length = 32 + (bytes[start + 2] & 0xFF);
                    byte[] without = new byte[bytes.length - length];
                    System.arraycopy(bytes, 0, without, 0, start);
                    System.arraycopy(bytes, start + length, without, start, bytes.length - start - length);
                    write(file, without);
                    found++;
                }
            }
            assertThat(found).as("records of that revision in the index").isPositive();
        }
    }

    // ---- the list

    private static Map<String, Case> attacks() {
        Map<String, Case> all = new TreeMap<>();
        all.put("delete the newest commit", new Case(AT_OPEN, store -> Files.delete(commit(store, 0))));
        all.put("delete the newest commit and the index", new Case(AT_OPEN, store -> {
            Files.delete(commit(store, 0));
            delete(store.resolve("index"));
        }));
        all.put("delete the five newest commits and the index", new Case(AT_OPEN, store -> {
            for (int i = 0; i < 5; i++) {
                Files.delete(commit(store, 0));
            }
            delete(store.resolve("index"));
        }));
        all.put("delete the log", new Case(AT_OPEN, store -> delete(store.resolve("log"))));
        all.put("delete everything", new Case(AT_OPEN, store -> {
            delete(store);
            Files.createDirectory(store);
        }));
        all.put("delete the first commit and the index", new Case(AT_OPEN, store -> {
            Files.delete(commits(store).get(0));
            delete(store.resolve("index"));
        }));
        all.put("delete a commit in the middle and the index", new Case(AT_OPEN, store -> {
            Files.delete(commits(store).get(2));
            delete(store.resolve("index"));
        }));
        all.put("delete a commit in the middle that nobody serves from", new Case(BY_AUDIT, true, store -> {
            Files.delete(commits(store).get(1));
        }));
        all.put(
                "flip a bit of the commit that is served from",
                new Case(AT_OPEN, store -> flip(commit(store, 0), -20)));
        all.put(
                "flip a bit of an old commit",
                new Case(BY_AUDIT, true, store -> flip(commits(store).get(1), -20)));
        all.put(
                "flip a bit of an old commit's header",
                new Case(AT_OPEN, store -> flip(commits(store).get(1), 12)));
        all.put("rewrite who promoted, with all digests, and drop the index", new Case(AT_OPEN, store -> {
            rewrite(store, text -> text.replace("\"rita\"", "\"ruth\""));
            delete(store.resolve("index"));
        }));
        all.put("rewrite why, with all digests, and leave the tiles", new Case(BY_AUDIT, store -> {
            rewrite(store, text -> text.replace("better 1", "bitter 1"));
        }));
        all.put("rewrite the last reason only, with all digests", new Case(AT_OPEN, store -> {
            rewrite(store, text -> text.replace("better 3", "bitter 3"));
        }));
        all.put("rewrite the first entry, and put the old tiles back", new Case(BY_AUDIT, store -> {
            RedTeam.copy(store.resolve("index"), store.resolveSibling("kept-index"));
            rewrite(store, text -> text.replace("\"name\":\"train\"", "\"name\":\"drain\""));
            delete(store.resolve("index"));
            RedTeam.copy(store.resolveSibling("kept-index"), store.resolve("index"));
        }));
        all.put("swap two commits", new Case(AT_OPEN, store -> {
            byte[] one = Files.readAllBytes(commits(store).get(1));
            byte[] two = Files.readAllBytes(commits(store).get(2));
            write(commits(store).get(1), two);
            write(commits(store).get(2), one);
        }));
        all.put("put an older copy back", new Case(AT_OPEN, store -> {
            delete(store);
            RedTeam.copy(shared.resolve("older"), store);
        }));
        all.put("put an older copy back and go on from there", new Case(AT_OPEN, store -> {
            delete(store);
            RedTeam.copy(shared.resolve("older"), store);
            for (int i = 0; i < 30; i++) {
                append(store, Entry.of("attempt", 1, "{\"n\":" + i + "}", List.of(), List.of()));
            }
        }));
        all.put("put another registry in its place", new Case(AT_OPEN, store -> {
            delete(store);
            Files.createDirectory(store);
            for (int i = 0; i < 100; i++) {
                append(store, Entry.of("attempt", 1, "{\"n\":" + i + "}", List.of(), List.of()));
            }
        }));
        all.put("swap the artifact", new Case(WHEN_SERVING, store -> {
            write(RedTeam.blob(store.resolve("artifacts"), "weights 3"), "weights 9".getBytes(StandardCharsets.UTF_8));
        }));
        all.put("put the old artifact in place of the new one", new Case(WHEN_SERVING, store -> {
            write(RedTeam.blob(store.resolve("artifacts"), "weights 3"), "weights 2".getBytes(StandardCharsets.UTF_8));
        }));
        all.put(
                "cut the artifact",
                new Case(
                        WHEN_SERVING,
                        store -> write(RedTeam.blob(store.resolve("artifacts"), "weights 3"), new byte[3])));
        all.put(
                "delete the artifact",
                new Case(WHEN_SERVING, store -> Files.delete(RedTeam.blob(store.resolve("artifacts"), "weights 3"))));
        all.put("put a directory in place of the artifact", new Case(WHEN_SERVING, store -> {
            Path blob = RedTeam.blob(store.resolve("artifacts"), "weights 3");
            Files.delete(blob);
            Files.createDirectory(blob);
        }));
        all.put("put a link to other bytes in place of the artifact", new Case(WHEN_SERVING, store -> {
            Path blob = RedTeam.blob(store.resolve("artifacts"), "weights 3");
            Files.delete(blob);
            Files.createSymbolicLink(blob, RedTeam.blob(store.resolve("artifacts"), "weights 2"));
        }));
        all.put("swap the artifact of an older version", new Case(BY_AUDIT, store -> {
            write(RedTeam.blob(store.resolve("artifacts"), "weights 2"), "weights 9".getBytes(StandardCharsets.UTF_8));
        }));
        all.put(
                "delete the report of an evaluation",
                new Case(BY_AUDIT, store -> Files.delete(RedTeam.blob(store.resolve("artifacts"), "<p>2"))));
        all.put("alter stored data", new Case(BY_AUDIT, store -> {
            write(RedTeam.blob(store.resolve("artifacts"), "a\n1\n"), "a\n2\n".getBytes(StandardCharsets.UTF_8));
        }));
        all.put("edit the file that shows the stage", new Case(BY_AUDIT, true, store -> {
            Path shown = store.resolve("models/fraud/stages/production");
            write(shown, Files.readString(shown).replace("fraud@3", "fraud@1").getBytes(StandardCharsets.UTF_8));
        }));
        all.put("edit the file that shows a version", new Case(BY_AUDIT, true, store -> {
            Path shown = store.resolve("models/fraud/versions/1.json");
            write(shown, Files.readString(shown).replace("w1", "w9").getBytes(StandardCharsets.UTF_8));
        }));
        all.put("hide the newest revision in the index", new Case(BY_AUDIT, true, RedTeamTest::hideNewestRevision));
        all.put("delete the index", new Case(HARMLESS, store -> delete(store.resolve("index"))));
        all.put("fill the index with noise", new Case(HARMLESS, store -> {
            try (Stream<Path> files = Files.walk(store.resolve("index"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    flip(file, Math.max(0, (int) Files.size(file) / 2 - 1));
                }
            } catch (ArrayIndexOutOfBoundsException e) {
                // An empty file has no bit.
                return;
            }
        }));
        all.put("delete the tiles", new Case(HARMLESS, store -> {
            if (Files.exists(store.resolve("index/tree"))) {
                delete(store.resolve("index/tree"));
            }
        }));
        all.put("raise the format", new Case(AT_OPEN, store -> {
            Path marker = store.resolve("lineage.json");
            write(marker, Files.readString(marker).replace("1", "2").getBytes(StandardCharsets.UTF_8));
        }));
        all.put("put a file between the commits", new Case(BY_AUDIT, store -> {
            Files.writeString(commit(store, 0).resolveSibling("000000000001.jsonl.bak"), "x");
        }));
        all.put("move the stage past the library to a version of lower rank", new Case(BY_AUDIT, store -> {
            Entry forged = smuggled(store, "1");
            append(store, forged);
        }));
        all.put("write a trust document that nobody signed", new Case(BY_AUDIT, store -> {
            append(
                    store,
                    Entry.of(
                            "trust",
                            1,
                            "{\"envelope\":{\"payload\":\"e30=\",\"payloadType\":\"application/vnd.lineage.trust+json\","
                                    + "\"signatures\":[]}}",
                            List.of(new Move("trust", 1, "mine", Move.View.HIDDEN)),
                            List.of()));
        }));
        all.put("write an entry of a kind that nobody knows", new Case(BY_AUDIT, store -> {
            append(store, Entry.of("backdoor", 1, "{}", List.of(), List.of()));
        }));
        all.put("alter the checkpoint", new Case(AT_OPEN, store -> flip(store.resolveSibling("checkpoint"), 40)));
        all.put("put an older checkpoint back, and an older copy", new Case(NEVER, store -> {
            delete(store);
            RedTeam.copy(shared.resolve("older"), store);
            Files.copy(
                    shared.resolve("older-checkpoint"),
                    store.resolveSibling("checkpoint"),
                    StandardCopyOption.REPLACE_EXISTING);
        }));
        all.put("delete the checkpoint, and put an older copy back", new Case(NEVER, store -> {
            delete(store);
            RedTeam.copy(shared.resolve("older"), store);
            Files.delete(store.resolveSibling("checkpoint"));
        }));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> everyAttackIsNoticedOrNamed() throws IOException {
        Path honest = Files.createDirectories(shared.resolve("honest"));
        new RedTeam(honest, () -> FileStores.open(honest.resolve("store")), KEY).prepare();
        List<DynamicTest> tests = new ArrayList<>();
        prepareOlderCopy();
        attacks()
                .forEach((name, attack) -> tests.add(DynamicTest.dynamicTest(name, () -> {
                    Path victim =
                            Files.createDirectory(shared.resolve("victim-" + tests.size() + "-" + name.hashCode()));
                    RedTeam team = new RedTeam(victim, () -> FileStores.open(victim.resolve("store")), KEY);
                    if (attack.inPlace()) {
                        team.prepare();
                    } else {
                        RedTeam.copy(honest.resolve("store"), victim.resolve("store"));
                        Files.copy(honest.resolve("checkpoint"), victim.resolve("checkpoint"));
                    }
                    attack.attack().on(victim.resolve("store"));
                    Noticed noticed = team.notice();
                    assertThat(noticed).as(name).isEqualTo(attack.expected());
                })));
        return tests.stream();
    }

    /** The same history before the last promotion, with the checkpoint that was kept then. */
    private static void prepareOlderCopy() throws IOException {
        Path honest = shared.resolve("honest");
        Path older = Files.createDirectory(shared.resolve("older"));
        RedTeam.copy(honest.resolve("store"), older);
        // The last promotion, as if it had not been yet.
        Files.delete(commit(older, 0));
        delete(older.resolve("index"));
        Path place = Files.createDirectory(shared.resolve("older-place"));
        RedTeam.copy(older, place.resolve("store"));
        RedTeam team = new RedTeam(place, () -> FileStores.open(place.resolve("store")), KEY);
        try (ModelRegistry registry = team.open()) {
            registry.checkpoint();
        }
        Files.copy(team.checkpoint(), shared.resolve("older-checkpoint"));
    }

    @Test
    void thereAreFortyOfThem() {
        assertThat(attacks().size()).isGreaterThanOrEqualTo(40);
    }
}
