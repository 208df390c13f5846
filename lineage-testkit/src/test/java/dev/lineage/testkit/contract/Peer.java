package dev.lineage.testkit.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/** Somebody else's tool, which is asked what it thinks of ours, where it is installed. */
record Peer(String program, String what, Path directory, Map<String, String> environment) {
    /**
     * A tool that is on the path.
     *
     * @param what what to install to have it
     * @throws TestAbortedException if it is not there
     */
    static Peer find(String program, String what, Path directory, Map<String, String> environment)
            throws InterruptedException {
        Peer peer = new Peer(program, what, directory, environment);
        try {
            peer.run("version");
            return peer;
        } catch (IOException e) {
            throw peer.absent();
        }
    }

    /** Says loudly that nothing was tested. */
    private TestAbortedException absent() {
        String message = "SKIPPED: there is no " + what + " on this machine; it was not asked";
        System.err.println(message);
        return new TestAbortedException(message);
    }

    /** Requires that a command succeeds; what it prints does not matter. */
    void require(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw absent();
        }
    }

    /** What a command prints, whether or not it succeeds. */
    String run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
