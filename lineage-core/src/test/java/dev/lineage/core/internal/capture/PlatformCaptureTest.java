package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformCaptureTest {
    @TempDir
    Path temp;

    private Environment.Builder machine(String cpuinfo) throws IOException {
        Files.createDirectories(temp.resolve("proc"));
        Files.writeString(temp.resolve("proc/cpuinfo"), cpuinfo);
        return Environment.builder(GitCli.CLOCK, temp).root(temp);
    }

    @Test
    void thisMachineIsDescribed() {
        Platform platform = PlatformCapture.capture(Environment.system(Clock.systemUTC()));
        assertThat(platform.javaVersion()).isEqualTo(System.getProperty("java.runtime.version"));
        assertThat(platform.javaVendor()).isEqualTo(System.getProperty("java.vendor"));
        assertThat(platform.os()).startsWith(System.getProperty("os.name"));
        assertThat(platform.arch()).isEqualTo(System.getProperty("os.arch"));
        assertThat(platform.processors()).isPositive();
        assertThat(platform.charset()).isNotBlank();
    }

    @Test
    void cpuModelAndFeaturesOfTheFirstProcessorAreTaken() throws IOException {
        Environment intel = machine("""
                        processor\t: 0
                        model name\t: Chip 9000
                        flags\t\t: fpu avx2 avx sse4_2 secret

                        processor\t: 1
                        model name\t: Other
                        flags\t\t: avx512f
                        """).build();
        assertThat(PlatformCapture.capture(intel).cpu()).contains("Chip 9000; avx avx2 sse4_2");
        Environment arm = machine("processor\t: 0\nFeatures\t: fp asimd sve\n").build();
        assertThat(PlatformCapture.capture(arm).cpu()).contains("asimd sve");
        assertThat(PlatformCapture.capture(machine("").build()).cpu()).isEmpty();
    }

    @Test
    void anImageIsADigestOrNothing() throws IOException {
        String digest = "sha256:" + "a".repeat(64);
        assertThat(PlatformCapture.capture(machine("")
                                .variable("LINEAGE_IMAGE_DIGEST", digest)
                                .build())
                        .image())
                .contains(digest);
        assertThat(PlatformCapture.capture(machine("")
                                .variable("LINEAGE_IMAGE_DIGEST", "app:latest")
                                .build())
                        .image())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseZGC",
                "-XX:UseAVX=2",
                "-XX:-UseFMA",
                "-Xint",
                "-ea",
                "-ea:dev.lineage...",
                "-Duser.language=tr",
                "-Dfile.encoding=UTF-8",
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=1",
                "--enable-preview",
                "--add-modules=jdk.incubator.vector",
            })
    void whatCanChangeResultsIsKept(String flag) {
        assertThat(ResultFlags.ofArguments(List.of(flag))).containsExactly(flag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Dpassword=secret",
                "-Dspring.datasource.password=secret",
                "-Duser.language=/etc/passwd",
                "-XX:HeapDumpPath=/home/me/dumps",
                "-XX:OnError=sh",
                "-XX:ErrorFile=C:\\secret",
                "-javaagent:/opt/agent.jar=token",
                "-Xmx1g",
                "-Xlog:gc:/var/log/gc",
                "--patch-module=a=/b",
                "secret",
            })
    void secretsAndPathsAreNot(String flag) {
        assertThat(ResultFlags.ofArguments(List.of(flag))).isEmpty();
    }

    @Test
    void settingsOfNativeMathematicsAreKept() throws IOException {
        Environment environment = machine("")
                .variable("OMP_NUM_THREADS", "4")
                .variable("MKL_CBWR", "COMPATIBLE")
                .variable("TZ", ":/etc/localtime")
                .variable("AWS_SECRET_ACCESS_KEY", "secret")
                .build();
        assertThat(ResultFlags.ofVariables(environment)).containsExactly("MKL_CBWR=COMPATIBLE", "OMP_NUM_THREADS=4");
    }
}
