package dev.lineage.core.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real git, with a home directory of its own. */
final class GitCli {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final Path home;

    GitCli(Path home) throws IOException {
        this.home = Files.createDirectories(home);
        assumeTrue(isInstalled(), "SKIPPED: there is no git on this machine, so capture was not tested against it");
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("git", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path home() {
        return home;
    }

    /** A new repository with one commit of two files. */
    Path repository(Path directory) throws IOException {
        Files.createDirectories(directory);
        run(directory, "init", "-q", "-b", "main");
        Files.writeString(directory.resolve("Train.java"), "class Train {\n    int seed = 1;\n}\n");
        Files.createDirectories(directory.resolve("src"));
        Files.writeString(directory.resolve("src/Model.java"), "class Model {}\n");
        commit(directory);
        return directory;
    }

    void commit(Path directory) throws IOException {
        run(directory, "add", "-A");
        run(directory, "commit", "-q", "--allow-empty", "-m", "work");
    }

    String head(Path directory) throws IOException {
        return run(directory, "rev-parse", "HEAD").strip();
    }

    /** The tree that 'git add -A' would make of the work tree, which is left as it is. */
    String workTree(Path directory, Path scratch) throws IOException {
        Path index = Files.createTempDirectory(scratch, "index").resolve("index");
        Map<String, String> own = Map.of("GIT_INDEX_FILE", index.toString());
        run(directory, own, List.of("read-tree", "HEAD"));
        run(directory, own, List.of("add", "-A"));
        return run(directory, own, List.of("write-tree")).strip();
    }

    String run(Path directory, String... arguments) throws IOException {
        return run(directory, Map.of(), List.of(arguments));
    }

    String run(Path directory, Map<String, String> variables, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "protocol.file.allow=always"));
        command.addAll(arguments);
        Path log = Files.createTempFile(home, "git", ".out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("HOME", home.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("LC_ALL", "C.UTF-8");
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + role + "_NAME", "someone");
            environment.put("GIT_" + role + "_EMAIL", "someone@example.org");
            environment.put("GIT_" + role + "_DATE", "2026-01-02T03:04:05Z");
        }
        environment.putAll(variables);
        try {
            int exit = builder.start().waitFor();
            String output = Files.readString(log, StandardCharsets.ISO_8859_1);
            assertThat(exit).as("git %s%n%s", arguments, output).isZero();
            Files.delete(log);
            return output;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Environment.Builder environment(Path directory) {
        return Environment.builder(CLOCK, directory)
                .root(home.resolve("no-system-files"))
                .variable("HOME", home.toString())
                .property("user.home", home.toString())
                .classLoader(ClassLoader.getPlatformClassLoader());
    }
}
