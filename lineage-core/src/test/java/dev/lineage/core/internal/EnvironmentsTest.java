package dev.lineage.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Dependency;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.EnvironmentDiff;
import dev.lineage.model.EnvironmentDiff.Difference;
import dev.lineage.model.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

final class EnvironmentsTest {
    private static final DependencyLock NONE = new DependencyLock(List.of());

    private static Platform platform(String java, String arch, Optional<String> image) {
        return new Platform(
                java, "Vendor", "VM 1", List.of(), "Linux 6", arch, Optional.empty(), 2, "en", "UTC", "UTF-8", image);
    }

    private static Dependency jar(String coordinates, String content) {
        return new Dependency(
                Dependency.Kind.JAR,
                coordinates.isEmpty() ? Optional.empty() : Optional.of(coordinates),
                "x.jar",
                Digest.of(content.getBytes(StandardCharsets.UTF_8)),
                1);
    }

    private static EnvironmentDiff compare(DependencyLock recorded, DependencyLock running) {
        Platform platform = platform("17.0.1", "amd64", Optional.empty());
        return Environments.compare(platform, recorded, platform, running);
    }

    @Test
    void anotherBuildOfTheSameJavaIsToldAndAnotherReleaseMatters() {
        Platform recorded = platform("17.0.1+5", "amd64", Optional.empty());
        assertThat(Environments.compare(recorded, NONE, platform("17.0.9+1", "amd64", Optional.empty()), NONE)
                        .differences())
                .containsExactly(new Difference("java build", "17.0.1+5", "17.0.9+1", false));
        assertThat(Environments.compare(recorded, NONE, platform("25", "aarch64", Optional.of("i")), NONE)
                        .differences())
                .containsExactly(
                        new Difference("java", "17", "25", true),
                        new Difference("architecture", "amd64", "aarch64", true),
                        new Difference("container image", "", "i", false),
                        new Difference("java build", "17.0.1+5", "25", false));
        assertThat(Environments.compare(
                                platform("17", "amd64", Optional.of("a")),
                                NONE,
                                platform("17", "amd64", Optional.of("b")),
                                NONE)
                        .thatMatter())
                .containsExactly(new Difference("container image", "a", "b", true));
    }

    @Test
    void anotherReleaseOfALibraryMattersAndOnesOwnLibrariesDoNot() {
        DependencyLock recorded = new DependencyLock(List.of(
                jar("g:lib:1.0", "one"), jar("g:trainer:3", "t"), jar("", "same"), jar("g:lib:1.0:linux", "n")));
        DependencyLock running = new DependencyLock(
                List.of(jar("g:web:2", "w"), jar("g:lib:1.1", "two"), jar("", "same"), jar("g:lib:1.0:linux", "n")));

        List<Difference> differences = compare(recorded, running).differences();

        assertThat(differences)
                .extracting(Difference::subject, Difference::matters)
                .containsExactly(
                        Tuple.tuple("g:lib", true), Tuple.tuple("g:trainer", false), Tuple.tuple("g:web", false));
        assertThat(differences.get(0).recorded()).startsWith("g:lib:1.0 (sha256 ");
        assertThat(differences.get(0).toString()).contains("when it was trained", "g:lib:1.1");
        assertThat(differences.get(1).toString()).contains("absent here");
        assertThat(differences.get(2).toString()).contains("absent when it was trained");
    }

    @Test
    void theOrderAndRepetitionOfJarsDoNotMatter() {
        assertThat(compare(
                                new DependencyLock(List.of(jar("g:a:1", "a"), jar("g:b:1", "b"))),
                                new DependencyLock(List.of(jar("g:b:1", "b"), jar("g:a:1", "a"), jar("g:a:1", "a"))))
                        .differences())
                .isEmpty();
    }
}
