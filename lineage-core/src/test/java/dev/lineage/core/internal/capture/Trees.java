package dev.lineage.core.internal.capture;

import dev.lineage.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies under a directory, to compare. */
final class Trees {
    private Trees() {}

    /** Paths of files and links, with their content and whether they can be executed; without {@code .git}. */
    static Map<String, String> contents(Path root) throws IOException {
        return list(root, false, false);
    }

    /** Everything, also {@code .git}, with times: to see that nothing was touched. */
    static Map<String, String> everything(Path root) throws IOException {
        return list(root, true, true);
    }

    private static Map<String, String> list(Path root, boolean git, boolean times) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            paths.filter(path -> !path.equals(root))
                    .filter(path -> git || !root.relativize(path).startsWith(".git"))
                    .filter(path -> times || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .forEach(path -> found.put(root.relativize(path).toString(), describe(path, times)));
        }
        return found;
    }

    private static String describe(Path path, boolean times) {
        try {
            String time = times ? " " + Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS) : "";
            if (Files.isSymbolicLink(path)) {
                return "link " + Files.readSymbolicLink(path) + time;
            }
            if (Files.isDirectory(path)) {
                return "directory" + time;
            }
            return (Files.isExecutable(path) ? "x " : "- ")
                    + Digest.of(Files.readAllBytes(path)).hex()
                    + time;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
