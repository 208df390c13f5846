package dev.lineage.core.internal.compare;

import dev.lineage.Canonicalizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The text of a LightGBM model (gbdt_model_text.cpp of LightGBM): the trees count, and not the parameters behind them that say
 * where files were, how many threads and machines there were, and how much was printed.
 */
final class LightGbmFormat implements Canonicalizer {
    private static final String FIRST = "tree\n";
    private static final String PARAMETERS = "parameters:";
    private static final String END = "end of parameters";
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "data",
            "valid",
            "task",
            "num_threads",
            "device_type",
            "verbosity",
            "input_model",
            "output_model",
            "output_result",
            "convert_model",
            "saved_feature_importance_type",
            "snapshot_freq",
            "forcedsplits_filename",
            "forcedbins_filename",
            "initscore_filename",
            "machines",
            "machine_list_filename",
            "num_machines",
            "local_listen_port",
            "time_out",
            "gpu_platform_id",
            "gpu_device_id",
            "num_gpu");

    @Override
    public String name() {
        return "the text of a LightGBM model";
    }

    @Override
    public boolean accepts(String artifact, Path file) throws IOException {
        return new String(Comparer.head(file, FIRST.length() + 1), StandardCharsets.UTF_8)
                .replace("\r", "")
                .startsWith(FIRST);
    }

    @Override
    public void canonicalize(Path file, OutputStream out) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            boolean parameters = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                parameters = (parameters || line.equals(PARAMETERS)) && !line.equals(END);
                if (!parameters || !isWithoutMeaning(line)) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (MalformedInputException e) {
            throw new IOException("it is not UTF-8", e);
        }
    }

    /** {@code [num_threads: 4]}. */
    private static boolean isWithoutMeaning(String line) {
        int colon = line.indexOf(':');
        return line.startsWith("[") && colon > 0 && WITHOUT_MEANING.contains(line.substring(1, colon));
    }

    @Override
    public Optional<String> difference(Path recorded, Path rebuilt) throws IOException {
        try (BufferedReader a = Files.newBufferedReader(recorded);
                BufferedReader b = Files.newBufferedReader(rebuilt)) {
            String section = "its head";
            for (int number = 1; ; number++) {
                String one = a.readLine();
                String other = b.readLine();
                if (one == null || other == null) {
                    return one == null && other == null
                            ? Optional.of("line ends")
                            : Optional.of("one has more than " + (number - 1) + " lines");
                }
                section = one.startsWith("Tree=") || one.equals(PARAMETERS) ? one : section;
                if (!one.equals(other)) {
                    return Optional.of("line " + number + ", in " + section);
                }
            }
        }
    }
}
