package dev.lineage.core.internal.fresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.core.internal.capture.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Javas are found where they are, on a machine that is made up. */
final class JavaHomesTest {
    @TempDir
    private Path directory;

    private Environment.Builder machine;

    @BeforeEach
    void make() throws IOException {
        directory = directory.toRealPath();
        machine = Environment.builder(Clock.systemUTC(), directory);
    }

    private Path home(String place, String version) throws IOException {
        Path home = Files.createDirectories(directory.resolve(place));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version.split("[+]", 2)[0] + "\"\nJAVA_RUNTIME_VERSION=\""
                        + version + "\"\n");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return home;
    }

    private Optional<Path> found(String version) {
        return JavaHomes.find(version, machine.build()).map(JavaHomes.Home::home);
    }

    @ParameterizedTest
    @CsvSource({"17.0.15+6, 17", "17.0.15+6-Debian-1deb12u1, 17", "25, 25", "25-ea+3, 25", "21+35-LTS, 21"})
    void theReleaseIsTheFirstNumber(String version, String release) {
        assertThat(JavaHomes.release(version)).isEqualTo(release);
    }

    @Test
    void aHomeIsADirectoryWithALauncherThatSaysItsVersion() throws IOException {
        Path home = home("jdk", "17.0.15+6");
        assertThat(JavaHomes.at(home)).contains(new JavaHomes.Home(home, "17.0.15+6"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        assertThat(JavaHomes.at(home)).contains(new JavaHomes.Home(home, "17.0.15"));
        Files.writeString(home.resolve("release"), "OS_NAME=\"Linux\"\n");
        assertThat(JavaHomes.at(home)).isEmpty();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\\uZZZZ\n");
        assertThat(JavaHomes.at(home)).isEmpty();

        Path without = home("no-launcher", "17.0.15+6");
        Files.delete(without.resolve("bin/java"));
        assertThat(JavaHomes.at(without)).isEmpty();
        Path nameless = home("no-release", "17.0.15+6");
        Files.delete(nameless.resolve("release"));
        assertThat(JavaHomes.at(nameless)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_HOME", "JAVA_HOME_17", "JAVA_HOME_17_X64", "JDK_17"})
    void theOneThatAVariableNamesIsFound(String variable) throws IOException {
        machine.variable(variable, home("somewhere/jdk", "17.0.15+6").toString());
        assertThat(found("17.0.15+6")).contains(directory.resolve("somewhere/jdk"));
        assertThat(found("21.0.1+1")).isEmpty();
    }

    @Test
    void thoseBesideTheOneThatRunsAreFound() throws IOException {
        machine.property("java.home", home("jvm/seventeen", "17.0.15+6").toString());
        Path other = home("jvm/twenty-five", "25.0.1+8");
        Files.createDirectories(directory.resolve("jvm/empty"));
        Files.writeString(directory.resolve("jvm/.seventeen.jinfo"), "name=x");
        assertThat(found("25.0.1+8")).contains(other);
        assertThat(found("25")).contains(other);
    }

    @Test
    void thoseBesideJavaHomeAreFoundAlsoThroughALink() throws IOException {
        Path real = home("jvm/twenty-one", "21.0.4+7");
        Path other = home("jvm/seventeen", "17.0.15+6");
        machine.variable(
                "JAVA_HOME",
                Files.createSymbolicLink(directory.resolve("default-java"), real)
                        .toString());
        assertThat(found("17.0.15+6")).contains(other);
    }

    @Test
    void thoseBesideTheJavaOnThePathAreFound() throws IOException {
        Path real = home("jvm/seventeen", "17.0.15+6");
        Path other = home("jvm/twenty-five", "25.0.1+8");
        Path bin = Files.createDirectories(directory.resolve("usr/bin"));
        Files.createSymbolicLink(bin.resolve("java"), real.resolve("bin/java"));
        Path empty = Files.createDirectories(directory.resolve("empty"));
        machine.variable("PATH", String.join(File.pathSeparator, "", empty.toString(), "no\0path", bin.toString()));
        assertThat(found("17.0.15+6")).contains(real);
        assertThat(found("25.0.1+8")).contains(other);
    }

    @Test
    void bundlesOfMacOsAreFound() throws IOException {
        machine.property(
                "java.home",
                home("vms/seventeen.jdk/Contents/Home", "17.0.15+6").toString());
        assertThat(found("25.0.1+8")).isEmpty();
        Path other = home("vms/twenty-five.jdk/Contents/Home", "25.0.1+8");
        assertThat(found("25.0.1+8")).contains(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {".sdkman/candidates/java/21.0.4-tem", ".jdks/temurin-21", ".asdf/installs/java/21"})
    void thoseOfTheUsersVersionManagersAreFound(String place) throws IOException {
        machine.property("user.home", directory.toString());
        Path home = home(place, "21.0.4+7");
        assertThat(found("21.0.4+7")).contains(home);
    }

    @Test
    void theSameBuildIsBetterThanANewerOneAndANewerOneBetterThanAnOlder() throws IOException {
        machine.property("java.home", home("jvm/running", "25.0.1+8").toString());
        Path old = home("jvm/17.0.9", "17.0.9+9");
        Path newest = home("jvm/17.0.15", "17.0.15+6");
        home("jvm/strange", "17.strange");
        assertThat(found("17.0.9+9")).contains(old);
        assertThat(found("17.0.3+7")).contains(newest);
        assertThat(found("21.0.4+7")).isEmpty();
    }

    @Test
    void nothingIsKnownOfAMachineThatSaysNothing() {
        assertThat(found("17.0.15+6")).isEmpty();
    }
}
