package dev.lineage.core.internal.fresh;

import dev.lineage.ModelLoader;
import dev.lineage.Predictor;
import dev.lineage.model.Platform;
import dev.lineage.model.SmokeCase;
import dev.lineage.model.Value;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts a JVM that has nothing of this one: the recorded class path, flags, locale, time zone and charset, an empty working
 * directory and no environment variables but the recorded ones. Lineage's own jars come last, for recordings without them.
 */
public final class FreshJvm {
    private static final int TAIL = 400;

    private final String java;
    private final List<Path> classPath;
    private final Platform platform;
    private final Duration limit;

    /**
     * A JVM that is not started yet.
     *
     * @param home the home of the Java to be started
     * @param classPath the recorded class path
     * @param platform the recorded platform
     * @param limit how long the JVM may run
     */
    public FreshJvm(Path home, List<Path> classPath, Platform platform, Duration limit) {
        this.java = home.resolve("bin").resolve("java").toString();
        this.classPath = List.copyOf(classPath);
        this.platform = platform;
        this.limit = limit;
    }

    /**
     * Loads and asks everything in one run; the predictor answers the smoke cases and nothing else.
     *
     * @param directory an empty directory for this run
     * @throws IOException if the JVM cannot be started, fails, or does not end in time
     * @throws InterruptedException if the caller is interrupted; the JVM is ended then
     */
    public Predictor run(String loader, ModelLoader.Bundle bundle, Path directory)
            throws IOException, InterruptedException {
        Path question = directory.resolve("question.json");
        Path answers = directory.resolve("answers.json");
        Path output = directory.resolve("output.txt");
        Path work = Files.createDirectory(directory.resolve("work"));
        Exchange.write(question, new Exchange.Question(loader, bundle));
        Path arguments = Files.writeString(
                directory.resolve("arguments"), "-cp\n" + quoted(classPath()) + "\n", StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>(List.of(java, "-XX:+IgnoreUnrecognizedVMOptions"));
        platform.flags().stream().filter(flag -> flag.startsWith("-")).forEach(command::add);
        command.addAll(settings());
        command.addAll(List.of("@" + arguments, Child.class.getName(), question.toString(), answers.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        platform.flags().stream()
                .filter(flag -> !flag.startsWith("-") && flag.indexOf('=') > 0)
                .forEach(flag -> builder.environment()
                        .put(flag.substring(0, flag.indexOf('=')), flag.substring(flag.indexOf('=') + 1)));
        await(builder.start(), output);
        return predictor(bundle.serving().smoke(), Exchange.answers(answers));
    }

    private void await(Process process, Path output) throws IOException, InterruptedException {
        boolean ended = false;
        try {
            ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                throw new IOException("The fresh JVM did not end within " + limit + "; it said: " + tail(output));
            }
            if (process.exitValue() != 0) {
                throw new IOException("The fresh JVM ended with " + process.exitValue() + "; it said: " + tail(output));
            }
        } finally {
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** The beginning and the end of what it printed: the exception and its cause. */
    private static String tail(Path output) throws IOException {
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        return text.length() <= 2 * TAIL
                ? text
                : text.substring(0, TAIL) + " … " + text.substring(text.length() - TAIL);
    }

    private static Predictor predictor(List<SmokeCase> cases, List<Exchange.Answer> answers) throws IOException {
        if (cases.size() != answers.size()) {
            throw new IOException("The fresh JVM answered " + answers.size() + " of " + cases.size() + " smoke cases");
        }
        Map<Map<String, Value>, Exchange.Answer> known = new LinkedHashMap<>();
        for (int i = 0; i < cases.size(); i++) {
            known.put(cases.get(i).input(), answers.get(i));
        }
        return input -> {
            Exchange.Answer answer = known.get(input);
            if (answer == null) {
                throw new IllegalArgumentException("This was not asked in the fresh JVM: " + input);
            }
            return answer.answer().orElseThrow(() -> new IllegalStateException(answer.error()));
        };
    }

    private List<String> settings() {
        Locale locale = Locale.forLanguageTag(platform.locale());
        return List.of(
                "-Duser.language=" + locale.getLanguage(),
                "-Duser.country=" + locale.getCountry(),
                "-Duser.script=" + locale.getScript(),
                "-Duser.variant=" + locale.getVariant(),
                "-Duser.timezone=" + platform.timeZone(),
                "-Dfile.encoding=" + platform.charset());
    }

    private String classPath() throws IOException {
        List<Path> all = new ArrayList<>(classPath);
        for (Class<?> own : List.of(ModelLoader.class, Child.class)) {
            all.add(location(own));
        }
        return all.stream().map(Path::toString).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static Path location(Class<?> own) throws IOException {
        CodeSource source = own.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation() != null) {
                return Path.of(source.getLocation().toURI());
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IOException("Lineage's own jars cannot be found at " + source.getLocation(), e);
        }
        throw new IOException("Lineage's own jars cannot be found; put them on the class path as files");
    }

    /** In the syntax of argument files of the {@code java} launcher. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
