package dev.lineage.core.internal.capture;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of the JVM and of native mathematics that can change results. A list of what is allowed, so that a secret
 * or a path on a command line never gets into a record.
 */
final class ResultFlags {
    private static final Set<String> EXACT = Set.of(
            "-Xint",
            "-Xcomp",
            "-Xmixed",
            "-Xbatch",
            "-ea",
            "-da",
            "-esa",
            "-dsa",
            "-enableassertions",
            "-disableassertions",
            "-enablesystemassertions",
            "-disablesystemassertions",
            "--enable-preview");
    private static final List<String> ASSERTIONS = List.of("-ea:", "-da:", "-enableassertions:", "-disableassertions:");
    private static final List<String> PROPERTIES = List.of(
            "user.language",
            "user.country",
            "user.script",
            "user.variant",
            "user.region",
            "user.timezone",
            "file.encoding",
            "sun.jnu.encoding",
            "java.locale.providers",
            "java.util.concurrent.ForkJoinPool.common.parallelism",
            "java.util.Arrays.useLegacyMergeSort",
            "jdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK",
            "jdk.map.althashing.threshold",
            "org.bytedeco.openblas.load",
            "org.bytedeco.mklml.load",
            "dev.ludovic.netlib.blas.nativeLib",
            "dev.ludovic.netlib.lapack.nativeLib",
            "com.github.fommil.netlib.BLAS",
            "com.github.fommil.netlib.LAPACK",
            "netlib.BLAS",
            "org.nd4j.linalg.defaultbackend",
            "dtype");
    private static final List<String> VARIABLES = List.of(
            "CUBLAS_WORKSPACE_CONFIG",
            "LANG",
            "LC_ALL",
            "MKL_CBWR",
            "MKL_ENABLE_INSTRUCTIONS",
            "MKL_NUM_THREADS",
            "NVIDIA_TF32_OVERRIDE",
            "OMP_NUM_THREADS",
            "OPENBLAS_CORETYPE",
            "OPENBLAS_NUM_THREADS",
            "TF_CUDNN_DETERMINISTIC",
            "TF_DETERMINISTIC_OPS",
            "TF_ENABLE_ONEDNN_OPTS",
            "TZ");
    /** No slash and no backslash: a value that is a path is not kept. */
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.,:;+*$@ -]{0,200}");

    private static final Pattern XX = Pattern.compile("-XX:([+-]?[A-Za-z0-9_]+)(?:=(.*))?", Pattern.DOTALL);

    private ResultFlags() {}

    static List<String> ofArguments(List<String> arguments) {
        return arguments.stream()
                .map(ResultFlags::kept)
                .flatMap(Optional::stream)
                .toList();
    }

    static List<String> ofVariables(Environment environment) {
        return VARIABLES.stream()
                .flatMap(name -> environment
                        .variable(name)
                        .filter(value -> VALUE.matcher(value).matches())
                        .map(value -> name + "=" + value)
                        .stream())
                .toList();
    }

    private static Optional<String> kept(String argument) {
        boolean keep = EXACT.contains(argument)
                || startsWithAny(argument, ASSERTIONS) && isValue(argument)
                || argument.startsWith("--add-modules=") && isValue(argument.substring(14))
                || isProperty(argument)
                || isXx(argument);
        return keep ? Optional.of(argument) : Optional.empty();
    }

    private static boolean isProperty(String argument) {
        int equals = argument.indexOf('=');
        return argument.startsWith("-D")
                && equals > 0
                && PROPERTIES.contains(argument.substring(2, equals))
                && isValue(argument.substring(equals + 1));
    }

    private static boolean isXx(String argument) {
        var matcher = XX.matcher(argument);
        if (!matcher.matches()) {
            return false;
        }
        String value = matcher.group(2);
        return value == null || isValue(value) && !matcher.group(1).startsWith("On");
    }

    private static boolean isValue(String text) {
        return VALUE.matcher(text).matches();
    }

    private static boolean startsWithAny(String text, List<String> prefixes) {
        return prefixes.stream().anyMatch(text::startsWith);
    }
}
