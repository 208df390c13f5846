package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Trees of files for tests, and the plainest possible way to say what is in them. */
final class Trees {
    /** Names that sort differently as bytes, as UTF-16 and with their directories' slash. */
    static final List<String> NASTY = List.of(
            "a",
            "a.txt",
            "a-b",
            "a b",
            "a!",
            "A",
            "ab",
            "a0",
            " ",
            "-rf",
            "--",
            "*",
            "?",
            "'",
            "\"",
            "$(x)",
            "~",
            "#",
            "\u0001",
            "\t",
            "é",
            "e\u0301",
            "ÿ",
            "\ud7ff",
            "\ue000",
            "\uffee",
            "\ud83d\ude00",
            "\ud800\udc00",
            "\u00df",
            "\ufffd",
            "файл",
            "数据",
            "...",
            ".hidden",
            "tail.",
            "tail ",
            "CON",
            "x".repeat(120),
            "\ud83d\ude00".repeat(30));

    static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private Trees() {}

    /** Makes a random tree below {@code root} and returns its files. */
    static SortedMap<String, byte[]> random(Path root, Random random, int files) throws IOException {
        SortedMap<String, byte[]> made = new TreeMap<>(BY_BYTES);
        Files.createDirectories(root);
        for (int i = 0; i < files; i++) {
            Path directory = root;
            for (int depth = random.nextInt(4); depth > 0; depth--) {
                directory = directory.resolve(name(random));
            }
            byte[] content = new byte[random.nextInt(10) == 0 ? 0 : random.nextInt(2_000)];
            random.nextBytes(content);
            try {
                Files.createDirectories(directory);
                Path file = directory.resolve(name(random));
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                Files.write(file, content);
                made.put(relative(root, file), content);
            } catch (FileSystemException | InvalidPathException e) {
                // The name is a file already, or too long for this file system: another one comes.
                random.nextInt();
            }
        }
        if (random.nextBoolean()) {
            Files.createDirectories(root.resolve("empty").resolve("directory"));
        }
        return made;
    }

    static String name(Random random) {
        return random.nextInt(3) == 0
                ? NASTY.get(random.nextInt(NASTY.size()))
                : NASTY.get(random.nextInt(NASTY.size())) + Integer.toString(random.nextInt(50), 36);
    }

    static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** The files below {@code root}, in the order of their paths' bytes. */
    static SortedMap<String, byte[]> read(Path root) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>(BY_BYTES);
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                files.put(relative(root, file), Files.readAllBytes(file));
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** The text whose SHA-256 is the snapshot's digest. */
    static String manifestText(Map<String, byte[]> files) {
        StringBuilder text = new StringBuilder();
        files.forEach((path, content) -> text.append(
                        dev.lineage.model.Digest.of(content).hex())
                .append("  ")
                .append(path)
                .append('\n'));
        return text.toString();
    }

    static dev.lineage.model.Digest digest(Map<String, byte[]> files) {
        return dev.lineage.model.Digest.of(manifestText(files).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a command can be run here. */
    static boolean canRun(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a shell command in a directory and returns what it printed. */
    static String shell(Path directory, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("'" + command + "' failed: " + output);
        }
        return output;
    }

    static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
