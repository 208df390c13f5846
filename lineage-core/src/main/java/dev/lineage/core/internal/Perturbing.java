package dev.lineage.core.internal;

import dev.lineage.core.internal.fresh.FreshJvm;
import dev.lineage.core.internal.fresh.ShuffledFileSystemProvider;
import dev.lineage.model.Perturbation;
import dev.lineage.model.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** How each perturbation is brought about. */
final class Perturbing {
    /** Times in zip archives have two seconds. */
    private static final int LATER_MILLIS = 2_100;

    private static final int MANY = 7;
    private static final List<String> THREADS =
            List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS");

    private Perturbing() {}

    /** What must be done before the JVM is started. */
    static void prepare(Perturbation perturbation) {
        if (perturbation == Perturbation.LATER) {
            try {
                TimeUnit.MILLISECONDS.sleep(LATER_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static FreshJvm.Changes changes(Perturbation perturbation, Platform recorded) {
        return switch (perturbation) {
            case REPEAT, LATER -> FreshJvm.Changes.NONE;
            // Another generator of os/synchronizer.cpp; the usual one gives each thread's first object the same hash
            // each time.
            case IDENTITY_HASHES -> arguments("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=0");
            case ONE_PROCESSOR -> processors(1);
            case MANY_PROCESSORS -> processors(MANY);
            case DIRECTORY_ORDER ->
                arguments(
                        "-Djava.nio.file.spi.DefaultFileSystemProvider=" + ShuffledFileSystemProvider.class.getName());
            case TIME_ZONE ->
                new FreshJvm.Changes(
                        List.of("-Duser.timezone=Pacific/Kiritimati"), Map.of("TZ", "Pacific/Kiritimati"), "work");
            case LOCALE -> arguments("-Duser.language=tr", "-Duser.country=TR", "-Duser.script=", "-Duser.variant=");
            case CHARSET ->
                arguments("-Dfile.encoding=" + (recorded.charset().equals("ISO-8859-1") ? "UTF-8" : "ISO-8859-1"));
            case PLACES -> new FreshJvm.Changes(List.of(), Map.of(), "quite another place");
        };
    }

    private static FreshJvm.Changes arguments(String... arguments) {
        return new FreshJvm.Changes(List.of(arguments), Map.of(), "work");
    }

    private static FreshJvm.Changes processors(int count) {
        Map<String, String> variables = new TreeMap<>();
        THREADS.forEach(name -> variables.put(name, Integer.toString(count)));
        List<String> arguments = new ArrayList<>();
        arguments.add("-XX:ActiveProcessorCount=" + count);
        arguments.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + count);
        return new FreshJvm.Changes(arguments, variables, "work");
    }
}
