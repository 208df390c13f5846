package dev.lineage.core.internal.capture;

import dev.lineage.model.Digest;
import dev.lineage.model.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Collectors;

/** The JVM and the machine. Which flags are kept is listed in {@code docs/parts/formats-capture.md}. */
public final class PlatformCapture {
    /** Names the container image's digest; a container cannot know it by itself. */
    static final String IMAGE_VARIABLE = "LINEAGE_IMAGE_DIGEST";

    private static final int MAX_CPU_LINES = 200;
    /** Instruction sets that numerical code chooses its kernels by. */
    private static final List<String> CPU_FEATURES = List.of(
            "amx_bf16",
            "amx_int8",
            "amx_tile",
            "asimd",
            "asimddp",
            "asimdhp",
            "avx",
            "avx2",
            "avx512_bf16",
            "avx512_fp16",
            "avx512_vnni",
            "avx512bw",
            "avx512dq",
            "avx512f",
            "avx512vl",
            "avx_vnni",
            "bf16",
            "bmi2",
            "f16c",
            "fma",
            "fphp",
            "i8mm",
            "sse4_1",
            "sse4_2",
            "sve",
            "sve2");

    private PlatformCapture() {}

    /** This JVM on this machine. */
    public static Platform capture(Environment environment) {
        return new Platform(
                first(environment, "java.runtime.version", "java.version"),
                first(environment, "java.vendor"),
                first(environment, "java.vm.name") + " " + first(environment, "java.vm.version"),
                flags(environment),
                first(environment, "os.name") + " " + first(environment, "os.version"),
                first(environment, "os.arch"),
                cpu(environment),
                Runtime.getRuntime().availableProcessors(),
                Locale.getDefault().toLanguageTag(),
                TimeZone.getDefault().getID(),
                Charset.defaultCharset().name(),
                image(environment));
    }

    private static String first(Environment environment, String... properties) {
        return Arrays.stream(properties)
                .map(environment::property)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("unknown");
    }

    private static List<String> flags(Environment environment) {
        List<String> flags = new ArrayList<>(
                RuntimeArguments.get().map(ResultFlags::ofArguments).orElse(List.of()));
        flags.addAll(ResultFlags.ofVariables(environment));
        return flags;
    }

    private static Optional<String> image(Environment environment) {
        return environment.variable(IMAGE_VARIABLE).map(String::strip).filter(text -> {
            try {
                Digest.parse(text);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        });
    }

    private static Optional<String> cpu(Environment environment) {
        Map<String, String> first = firstProcessor(environment.systemFile("proc/cpuinfo"));
        String model = first.getOrDefault("model name", first.getOrDefault("cpu", ""));
        List<String> present = Arrays.asList(
                first.getOrDefault("flags", first.getOrDefault("features", "")).split(" ", -1));
        String features = CPU_FEATURES.stream().filter(present::contains).collect(Collectors.joining(" "));
        String text = model.isEmpty() || features.isEmpty() ? model + features : model + "; " + features;
        return text.isEmpty() ? environment.variable("PROCESSOR_IDENTIFIER") : Optional.of(text);
    }

    private static Map<String, String> firstProcessor(Path file) {
        Map<String, String> values = new HashMap<>();
        if (!Files.isReadable(file)) {
            return values;
        }
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (int i = 0; i < MAX_CPU_LINES; i++) {
                String line = reader.readLine();
                if (line == null || line.isBlank()) {
                    break;
                }
                int colon = line.indexOf(':');
                if (colon > 0) {
                    values.putIfAbsent(
                            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
        } catch (IOException e) {
            values.clear();
        }
        return values;
    }
}
