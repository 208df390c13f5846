package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObserverTest {
    @TempDir
    Path temp;

    private Environment.Builder empty() {
        return Environment.builder(GitCli.CLOCK, temp).root(temp);
    }

    @Test
    void theUserIsTheJvmsElseTheVariables() {
        assertThat(Observer.user(empty().property("user.name", "ada")
                        .variable("USER", "bob")
                        .build()))
                .isEqualTo("ada");
        assertThat(Observer.user(empty().property("user.name", "?")
                        .variable("USER", "bob")
                        .build()))
                .isEqualTo("bob");
        assertThat(Observer.user(empty().build())).isEqualTo("unknown");
    }

    @Test
    void theHostIsTheVariablesElseTheSystems() throws IOException {
        assertThat(Observer.host(empty().variable("HOSTNAME", "box-1").build())).isEqualTo("box-1");
        Files.createDirectories(temp.resolve("etc"));
        Files.writeString(temp.resolve("etc/hostname"), "\n box-2 \n");
        assertThat(Observer.host(empty().build())).isEqualTo("box-2");
    }

    @Test
    void thereIsAlwaysSomeHost() {
        assertThat(Observer.host(empty().build())).isNotBlank();
    }
}
