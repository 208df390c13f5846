package dev.lineage.core.internal.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;

/** Makes random changes of files, over few names so that they meet. */
final class RandomFiles {
    private static final List<String> NAMES = List.of("a", "b", "c d", "ü", "\"q\"");

    private RandomFiles() {}

    static void change(Path root, Random random) throws IOException {
        Path path = root;
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            path = path.resolve("f" + NAMES.get(random.nextInt(NAMES.size())));
            boolean isFile = Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            if (isFile && i + 1 < depth) {
                Files.delete(path);
            }
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            deleteTree(path);
        } else {
            Files.deleteIfExists(path);
        }
        Files.createDirectories(path.getParent());
        switch (random.nextInt(6)) {
            case 0 -> {}
            case 1 -> Files.createSymbolicLink(path, Path.of("target" + random.nextInt(3)));
            case 2 -> {
                byte[] bytes = new byte[random.nextInt(3_000)];
                random.nextBytes(bytes);
                Files.write(path, bytes);
            }
            default -> {
                Files.writeString(path, text(random));
                String mode = random.nextInt(4) == 0 ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(40);
        for (int i = 0; i < lines; i++) {
            text.append("line ").append(random.nextInt(12)).append(random.nextInt(9) == 0 ? "\r\n" : "\n");
        }
        return random.nextBoolean() ? text.toString() : text + "no end";
    }

    private static void deleteTree(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
