package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.CodeState;
import dev.lineage.model.Hole;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CiVariablesTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path temp;

    private Environment.Builder empty() {
        return Environment.builder(GitCli.CLOCK, temp)
                .variable("GIT_CEILING_DIRECTORIES", String.valueOf(temp.getParent()))
                .classLoader(ClassLoader.getPlatformClassLoader());
    }

    private static CapturedCode capture(Environment.Builder environment) {
        return CodeCapture.capture(environment.build(), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GITHUB_SHA",
                "CI_COMMIT_SHA",
                "GIT_COMMIT",
                "BITBUCKET_COMMIT",
                "BUILD_SOURCEVERSION",
                "CIRCLE_SHA1",
                "TRAVIS_COMMIT",
                "DRONE_COMMIT_SHA",
                "BUILDKITE_COMMIT",
                "CODEBUILD_RESOLVED_SOURCE_VERSION",
                "COMMIT_SHA",
                "REVISION_ID",
            })
    void eachSystemsVariableIsKnownAndNamed(String variable) {
        CapturedCode captured = capture(empty().variable(variable, COMMIT));
        assertThat(captured.state()).contains(CodeState.clean(COMMIT));
        assertThat(captured.origin().source()).contains(variable);
        assertThat(captured.holes()).hasSize(1);
        assertThat(captured.holes().get(0).fatal()).isFalse();
    }

    @Test
    void branchAndRemoteComeAlong() {
        CapturedCode captured = capture(empty().variable("GITHUB_SHA", COMMIT)
                .variable("GITHUB_REF_NAME", "main")
                .variable("GITHUB_SERVER_URL", "https://git.example.org")
                .variable("GITHUB_REPOSITORY", "team/fraud"));
        assertThat(captured.origin().branch()).contains("main");
        assertThat(captured.origin().remote()).contains("https://git.example.org/team/fraud");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "main", "0123456", "0000000000000000000000000000000000000000"})
    void whatIsNoFullCommitIdIsNotBelieved(String value) {
        CapturedCode captured = capture(empty().variable("BUILDKITE_COMMIT", value));
        assertThat(captured.state()).isEmpty();
        assertThat(captured.holes()).extracting(Hole::fatal).containsExactly(true);
        assertThat(captured.holes().get(0).reason()).contains("BUILDKITE_COMMIT");
    }

    @Test
    void variablesThatDisagreeAreAFatalHole() {
        CapturedCode captured =
                capture(empty().variable("GITHUB_SHA", COMMIT).variable("GIT_COMMIT", COMMIT.replace('0', '1')));
        assertThat(captured.state()).isEmpty();
        assertThat(captured.holes()).extracting(Hole::fatal).containsExactly(true);
        assertThat(captured.holes().get(0).reason()).contains("GITHUB_SHA", "GIT_COMMIT");
    }

    @Test
    void variablesThatAgreeAreFine() {
        CapturedCode captured = capture(empty().variable("GITHUB_SHA", COMMIT)
                .variable("COMMIT_SHA", COMMIT.toUpperCase(java.util.Locale.ROOT)));
        assertThat(captured.state()).contains(CodeState.clean(COMMIT));
    }

    @Test
    void nothingAnywhereIsAFatalHoleThatSaysWhatToDo() {
        CapturedCode captured = capture(empty());
        assertThat(captured.state()).isEmpty();
        assertThat(captured.holes()).extracting(Hole::fatal).containsExactly(true);
        assertThat(captured.holes().get(0).remedy()).contains("Git work tree", "git.properties", ".code(");
    }
}
