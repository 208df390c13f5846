package dev.lineage.core.internal.capture;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Who trained, and on which host. Observations on the machine's word; nothing is proved by them. */
public final class Observer {
    private static final String UNKNOWN = "unknown";
    private static final List<String> USER_VARIABLES = List.of("USER", "LOGNAME", "USERNAME");
    private static final List<String> HOST_VARIABLES = List.of("HOSTNAME", "COMPUTERNAME");
    private static final List<String> HOST_FILES = List.of("proc/sys/kernel/hostname", "etc/hostname");
    private static final int MAX_NAME = 255;
    private static final long RESOLVER_MILLIS = 300;

    private Observer() {}

    /** The user's name, or {@code unknown}. */
    public static String user(Environment environment) {
        // In a container without an entry for the user id the JVM calls the user "?".
        return environment
                .property("user.name")
                .filter(name -> !name.equals("?"))
                .or(() -> firstVariable(environment, USER_VARIABLES))
                .orElse(UNKNOWN);
    }

    /** The host's name, or {@code unknown}; never waits for a name server for longer than a moment. */
    public static String host(Environment environment) {
        return firstVariable(environment, HOST_VARIABLES)
                .or(() -> HOST_FILES.stream()
                        .map(file -> firstLine(environment.systemFile(file)))
                        .flatMap(Optional::stream)
                        .findFirst())
                .or(Observer::resolvedHost)
                .orElse(UNKNOWN);
    }

    private static Optional<String> firstVariable(Environment environment, List<String> names) {
        return names.stream()
                .map(environment::variable)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> firstLine(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && line.length() <= MAX_NAME)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> resolvedHost() {
        FutureTask<String> lookup =
                new FutureTask<>(() -> InetAddress.getLocalHost().getHostName());
        Thread thread = new Thread(lookup, "lineage-host-name");
        thread.setDaemon(true);
        thread.start();
        try {
            return Optional.of(lookup.get(RESOLVER_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
