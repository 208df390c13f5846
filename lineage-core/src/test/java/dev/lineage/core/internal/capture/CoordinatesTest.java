package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinatesTest {
    @ParameterizedTest
    @CsvSource({
        "/u/.m2/repository/org/a/b/1.0/b-1.0.jar, org.a:b:1.0",
        "/u/.m2/repository/org/a/b/1.0/b-1.0-sources.jar, org.a:b:1.0:sources",
        "/u/.m2/repository/g/b-c/1.0-rc-1/b-c-1.0-rc-1.jar, g:b-c:1.0-rc-1",
        "/cache/repository/org/a/b/1.0/b-1.0.jar, org.a:b:1.0",
        "/u/.m2/repository/org/repository/b/1.0/b-1.0.jar, org.repository:b:1.0",
        "/u/.m2/repository/g/b/1.0-SNAPSHOT/b-1.0-SNAPSHOT.jar, g:b:1.0-SNAPSHOT",
        "/u/.m2/repository/g/b/1.0-SNAPSHOT/b-1.0-20260102.030405-7.jar, g:b:1.0-20260102.030405-7",
        "/u/.m2/repository/g/b/1.0-SNAPSHOT/b-1.0-20260102.030405-7-linux.jar, g:b:1.0-20260102.030405-7:linux",
        "/u/.gradle/caches/modules-2/files-2.1/org.a/b/1.0/0a1b/b-1.0.jar, org.a:b:1.0",
        "/u/.gradle/caches/modules-2/files-2.1/org.a/b/1.0/0a1b/b-1.0-linux.jar, org.a:b:1.0:linux",
    })
    void layoutsAreRead(String path, String coordinates) {
        assertThat(Coordinates.ofPath(Path.of(path), Optional.empty())).contains(coordinates);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/lib/b-1.0.jar",
                "/u/.m2/repository/b-1.0.jar",
                "/u/.m2/repository/org/a/b/1.0/other-1.0.jar",
                "/u/.m2/repository/org/a/b/1.0/b-2.0.jar",
                "/u/.m2/repository/org/a/b/1.0/b-1.0.txt",
                "/u/.m2/repository/org/a b/b/1.0/b-1.0.jar",
                "/repository/x/repository/g/b/1.0/b-1.0.jar",
                "/",
            })
    void whatIsNoLayoutGivesNothing(String path) {
        assertThat(Coordinates.ofPath(Path.of(path), Optional.empty())).isEmpty();
    }

    @Test
    void aNamedRepositoryIsKnown() {
        assertThat(Coordinates.ofPath(Path.of("/x/y/org/a/b/1.0/b-1.0.jar"), Optional.of("/x/y")))
                .contains("org.a:b:1.0");
    }
}
