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
import java.util.Optional;
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
    private final Changes changes;

    /**
     * What is to be other than recorded.
     *
     * @param arguments of the JVM; the last ones count
     * @param variables of its environment
     * @param directory the name of its working directory
     */
    public record Changes(List<String> arguments, Map<String, String> variables, String directory) {
        /** Nothing. */
        public static final Changes NONE = new Changes(List.of(), Map.of(), "work");

        /** Copies list and map. */
        public Changes {
            arguments = List.copyOf(arguments);
            variables = Map.copyOf(variables);
        }
    }

    /**
     * How a JVM ended.
     *
     * @param failure why it did not end as it should; empty if it did
     * @param output what it printed, its beginning and its end
     * @param took how long it ran
     */
    public record Ended(Optional<String> failure, String output, Duration took) {}

    /**
     * A JVM that is not started yet.
     *
     * @param home the home of the Java to be started
     * @param classPath the recorded class path
     * @param platform the recorded platform
     * @param limit how long the JVM may run
     */
    public FreshJvm(Path home, List<Path> classPath, Platform platform, Duration limit) {
        this(home, classPath, platform, limit, Changes.NONE);
    }

    /** The same with changes. */
    public FreshJvm(Path home, List<Path> classPath, Platform platform, Duration limit, Changes changes) {
        this.java = home.resolve("bin").resolve("java").toString();
        this.classPath = List.copyOf(classPath);
        this.platform = platform;
        this.limit = limit;
        this.changes = changes;
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
        Exchange.write(question, new Exchange.Question(loader, bundle));
        Ended ended = start(Child.class, List.of(question.toString(), answers.toString()), directory);
        if (ended.failure().isPresent()) {
            throw new IOException(ended.failure().get() + "; it said: " + ended.output());
        }
        return predictor(bundle.serving().smoke(), Exchange.answers(answers));
    }

    /**
     * Runs a main class of Lineage's own.
     *
     * @param directory an empty directory for this run
     * @throws IOException if the JVM cannot be started
     * @throws InterruptedException if the caller is interrupted; the JVM is ended then
     */
    public Ended start(Class<?> main, List<String> arguments, Path directory) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        Path work = Files.createDirectory(directory.resolve(changes.directory()));
        Path classes = Files.writeString(
                directory.resolve("arguments"), "-cp\n" + quoted(classPath()) + "\n", StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>(List.of(java, "-XX:+IgnoreUnrecognizedVMOptions"));
        platform.flags().stream().filter(flag -> flag.startsWith("-")).forEach(command::add);
        command.addAll(settings());
        // Native libraries unpack themselves there under fixed names.
        command.add("-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("tmp")));
        command.addAll(changes.arguments());
        command.addAll(List.of("@" + classes, main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        platform.flags().stream()
                .filter(flag -> !flag.startsWith("-") && flag.indexOf('=') > 0)
                .forEach(flag -> builder.environment()
                        .put(flag.substring(0, flag.indexOf('=')), flag.substring(flag.indexOf('=') + 1)));
        builder.environment().putAll(changes.variables());
        long began = System.nanoTime();
        Optional<String> failure = await(builder.start());
        return new Ended(failure, tail(output), Duration.ofNanos(System.nanoTime() - began));
    }

    private Optional<String> await(Process process) throws InterruptedException {
        boolean ended = false;
        try {
            ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                return Optional.of("The fresh JVM did not end within " + limit);
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of("The fresh JVM ended with " + process.exitValue());
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
