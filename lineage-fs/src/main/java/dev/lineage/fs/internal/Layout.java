package dev.lineage.fs.internal;

import java.nio.file.Path;
import java.util.Set;

/** Where things are in a store's directory. Immutable. */
final class Layout {
    /** First segments that no shown pointer may have: they are directories and files of the store itself. */
    static final Set<String> RESERVED =
            Set.of("log", "index", "artifacts", "cache", "tmp", "snapshots", "predictions", "lineage.json");

    private static final int DIGITS = 12;
    private static final int DIRECTORY_DIGITS = 9;
    private static final String SUFFIX = ".jsonl";

    private final Path root;
    private final Path log;
    private final Path tmp;
    private final Path index;

    Layout(Path root) {
        this.root = root;
        this.log = root.resolve("log");
        this.tmp = root.resolve("tmp");
        this.index = root.resolve("index");
    }

    Path root() {
        return root;
    }

    Path log() {
        return log;
    }

    Path tmp() {
        return tmp;
    }

    Path index() {
        return index;
    }

    Path marker() {
        return root.resolve("lineage.json");
    }

    /** The file of the commit whose first entry has position {@code first}. */
    Path commit(long first) {
        String digits = Long.toString(first);
        String name = "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
        return log.resolve(name.substring(0, DIRECTORY_DIGITS)).resolve(name + SUFFIX);
    }

    /** The position in a commit file's name, or −1 if {@code file} is not named like one in the right directory. */
    long position(Path file) {
        String name = fileName(file);
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return -1;
        }
        long position = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            position = position * 10 + digit;
        }
        return commit(position).equals(file) ? position : -1;
    }

    /** Whether {@code directory} is named like one that holds commit files. */
    boolean holdsCommits(Path directory) {
        String name = fileName(directory);
        return name.length() == DIRECTORY_DIGITS && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** How messages call {@code path}. */
    String name(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }

    static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
