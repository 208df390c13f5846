package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitRemotesTest {
    @ParameterizedTest
    @CsvSource({
        "https://example.org/a/b.git, https://example.org/a/b.git",
        "https://user:secret@example.org/a/b.git, https://example.org/a/b.git",
        "https://token@example.org:8443/a, https://example.org:8443/a",
        "https://a@b:secret@example.org/a, https://example.org/a",
        "https://example.org/a?private_token=secret#secret, https://example.org/a",
        "ssh://git@example.org:2222/a/b.git, ssh://example.org:2222/a/b.git",
        "git@example.org:a/b.git, example.org:a/b.git",
        "user:secret@example.org:a/b.git, ''",
        "git://example.org/a, git://example.org/a",
    })
    void secretsAreLeftOut(String address, String clean) {
        assertThat(GitRemotes.clean(address).orElse("")).isEqualTo(clean).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/me/repo",
                "../repo",
                "repo",
                "C:\\repo",
                "C:/repo",
                "file:///home/me/repo",
                "https:///no-host",
                "https://ex ample/a",
                "ext::sh -c secret",
                " ",
            })
    void pathsOfThisMachineAndUnknownFormsAreDropped(String address) {
        assertThat(GitRemotes.clean(address)).isEmpty();
    }

    @Test
    void controlCharactersAreDropped() {
        assertThat(GitRemotes.clean("https://example.org/a\nb")).isEmpty();
    }
}
