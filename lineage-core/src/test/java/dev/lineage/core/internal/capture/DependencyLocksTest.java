package dev.lineage.core.internal.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.IntegrityException;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DependencyLocksTest {
    private static final Digest DIGEST = Digest.of("x".getBytes(UTF_8));

    private static Dependency jar(String coordinates, String file) {
        return new Dependency(
                Dependency.Kind.JAR,
                coordinates.isEmpty() ? Optional.empty() : Optional.of(coordinates),
                file,
                DIGEST,
                1234);
    }

    private static final DependencyLock GOLDEN = new DependencyLock(List.of(
            new Dependency(
                    Dependency.Kind.DIRECTORY, Optional.empty(), "classes", Digest.of("classes".getBytes(UTF_8)), 0),
            jar("org.example:math:1.2.3", "math-1.2.3.jar"),
            jar("org.example:math:1.2.3:linux-x86_64", "math-1.2.3-linux-x86_64.jar"),
            jar("", "with space.jar"),
            jar("", "täb\tand\nline \\ feed.jar"),
            jar("", "日本\uD83D\uDE00.jar"),
            new Dependency(Dependency.Kind.JAR, Optional.empty(), "-", DIGEST, Long.MAX_VALUE)));

    private static final DependencyLock WITH_SOURCES = new DependencyLock(List.of(
            new Dependency(
                    Dependency.Kind.DIRECTORY, Optional.empty(), "classes", Digest.of("classes".getBytes(UTF_8)), 0),
            from("maven:central"),
            from("maven"),
            from("gradle"),
            jar("", "with space.jar")));

    private static Dependency from(String source) {
        return new Dependency(
                Dependency.Kind.JAR,
                Optional.of("org.example:math:1.2.3"),
                "math-1.2.3.jar",
                DIGEST,
                1234,
                Optional.of(source));
    }

    private static byte[] golden() throws IOException {
        return golden("golden.lineage.lock");
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = DependencyLocksTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void theFormatStays() throws IOException {
        assertThat(new String(DependencyLocks.write(GOLDEN), UTF_8)).isEqualTo(new String(golden(), UTF_8));
        assertThat(DependencyLocks.read(golden())).isEqualTo(GOLDEN);
    }

    @Test
    void theFormatWithSourcesStaysToo() throws IOException {
        assertThat(new String(DependencyLocks.write(WITH_SOURCES), UTF_8))
                .isEqualTo(new String(golden("golden-2.lineage.lock"), UTF_8));
        assertThat(DependencyLocks.read(golden("golden-2.lineage.lock"))).isEqualTo(WITH_SOURCES);
    }

    @Test
    void hostileNamesComeBack() {
        long seed = Long.getLong("lineage.seed", System.nanoTime());
        Random random = new Random(seed);
        String hostile = "\0\t\n\r\u001b \\u0000\u0085\u2028\u2029\ud800\udc00ä\"'-:";
        List<Dependency> dependencies = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(6); length > 0; length--) {
                name.append(hostile.charAt(random.nextInt(hostile.length())));
            }
            Dependency jar = jar(random.nextBoolean() ? "g:a:1" : "", name.toString());
            dependencies.add(new Dependency(
                    jar.kind(),
                    jar.coordinates(),
                    jar.file(),
                    jar.digest(),
                    jar.bytes(),
                    random.nextBoolean() ? Optional.of("maven") : Optional.empty()));
        }
        DependencyLock lock = new DependencyLock(dependencies);
        byte[] bytes = DependencyLocks.write(lock);
        assertThat(DependencyLocks.read(bytes))
                .as("replay with -Dlineage.seed=%s", seed)
                .isEqualTo(lock);
        assertThat(new String(bytes, UTF_8).lines()).hasSize(2_001);
    }

    @Test
    void anEmptyLockIsItsHeader() {
        DependencyLock empty = new DependencyLock(List.of());
        assertThat(DependencyLocks.write(empty)).isEqualTo("lineage-lock 1\n".getBytes(UTF_8));
        assertThat(DependencyLocks.read(DependencyLocks.write(empty))).isEqualTo(empty);
    }

    @Test
    void aNewerFormatIsRefused() {
        assertThatThrownBy(() -> DependencyLocks.read("lineage-lock 3\n".getBytes(UTF_8)))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("lineage-lock 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lineage-lock 1",
                "lineage-lock 1\r\n",
                "\ufefflineage-lock 1\n",
                "lineage-lock 1\n\n",
                "lineage-lock 1\njar D 1 - a.jar",
                "lineage-lock 1\njar D 1 -\n",
                "lineage-lock 1\njar D 1 - \n",
                "lineage-lock 1\nJAR D 1 - a.jar\n",
                "lineage-lock 1\njar sha256:00 1 - a.jar\n",
                "lineage-lock 1\njar D -1 - a.jar\n",
                "lineage-lock 1\njar D 01 - a.jar\n",
                "lineage-lock 1\njar D +1 - a.jar\n",
                "lineage-lock 1\njar D 9999999999999999999 - a.jar\n",
                "lineage-lock 1\njar D 1 a:b a.jar\n",
                "lineage-lock 1\njar D 1 a:b:c:d:e a.jar\n",
                "lineage-lock 1\njar D 1 - a\\n.jar\n",
                "lineage-lock 1\njar D 1 - a\\u0041.jar\n",
                "lineage-lock 1\njar D 1 - a\\u000A.jar\n",
                "lineage-lock 1\njar D 1 - a\\u00.jar\n",
                "lineage-lock 1\njar D 1 - a.jar\r\n",
                "lineage-lock 2\n",
                "lineage-lock 02\n",
                "lineage-lock 2\njar D 1 - - a.jar\n",
                "lineage-lock 2\njar D 1 - maven\n",
                "lineage-lock 2\njar D 1 -  a.jar\n",
                "lineage-lock 2\njar D 1 - mävén a.jar\n",
            })
    void whatWeDoNotWriteIsRefused(String text) {
        byte[] bytes = text.replace("D", DIGEST.toString()).getBytes(UTF_8);
        assertThatThrownBy(() -> DependencyLocks.read(bytes))
                .isInstanceOf(IntegrityException.class)
                .hasMessageMatching("(?s)Line \\d+ of a dependency lock .*");
    }

    @Test
    void malformedUtf8IsRefused() {
        byte[] bytes = DependencyLocks.write(new DependencyLock(List.of(jar("", "a.jar"))));
        bytes[bytes.length - 2] = (byte) 0xff;
        assertThatThrownBy(() -> DependencyLocks.read(bytes))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "a b", "a\n", "ä"})
    void sourcesThatWouldBreakALineAreRefused(String source) {
        DependencyLock lock = new DependencyLock(List.of(from(source)));
        assertThatThrownBy(lock::toText)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source");
    }

    @Test
    void whoeverReadsAFileOfItsOwnIsToldTheLine() {
        assertThatThrownBy(() -> DependencyLock.parse("lineage-lock 1\nrar\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Line 2 of a dependency lock has 1 fields instead of 5");
        assertThat(DependencyLock.parse(WITH_SOURCES.toText())).isEqualTo(WITH_SOURCES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:b", "a:b:", "a b:c:d", "a:b:c\n", "-"})
    void coordinatesThatWouldBreakALineAreRefused(String coordinates) {
        DependencyLock lock = new DependencyLock(List.of(jar(coordinates, "a.jar")));
        assertThatThrownBy(() -> DependencyLocks.write(lock)).isInstanceOf(IllegalArgumentException.class);
    }
}
