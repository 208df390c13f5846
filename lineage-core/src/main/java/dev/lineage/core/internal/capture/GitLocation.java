package dev.lineage.core.internal.capture;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a Git repository lies. Found without JGit, so that its classes are loaded only if there is something to read.
 *
 * @param gitDir the repository's own directory
 * @param workTree the work tree, if it is known without reading the configuration
 */
record GitLocation(Path gitDir, Optional<Path> workTree) {
    private static final String DOT_GIT = ".git";
    private static final String GIT_FILE = "gitdir:";
    private static final int MAX_GIT_FILE = 16 * 1024;

    /**
     * The repository of the working directory: what {@code GIT_DIR} names, else the nearest {@code .git} upwards.
     *
     * @throws IOException if there is one that cannot be used; the message continues "the repository at … "
     */
    static Optional<GitLocation> find(Environment environment) throws IOException {
        Optional<String> gitDir = environment.variable("GIT_DIR");
        Path start = environment.workingDirectory();
        if (gitDir.isPresent()) {
            return Optional.of(new GitLocation(start.resolve(gitDir.get()).normalize(), workTreeVariable(environment)));
        }
        Set<Path> ceilings = ceilings(environment);
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (!directory.equals(start) && ceilings.contains(directory)) {
                return Optional.empty();
            }
            Optional<GitLocation> found = at(directory);
            if (found.isPresent()) {
                return workTreeVariable(environment)
                        .map(tree -> new GitLocation(found.get().gitDir(), Optional.of(tree)))
                        .or(() -> found);
            }
        }
        return Optional.empty();
    }

    /** The repository whose work tree, or whose own directory, is {@code directory}. */
    static Optional<GitLocation> at(Path directory) throws IOException {
        Path dotGit = directory.resolve(DOT_GIT);
        if (isRepository(dotGit)) {
            return Optional.of(new GitLocation(dotGit, Optional.empty()));
        }
        if (Files.isRegularFile(dotGit)) {
            return Optional.of(new GitLocation(target(directory, dotGit), Optional.empty()));
        }
        return isRepository(directory) ? Optional.of(new GitLocation(directory, Optional.empty())) : Optional.empty();
    }

    private static boolean isRepository(Path directory) {
        return Files.exists(directory.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(directory.resolve("objects"))
                && Files.isDirectory(directory.resolve("refs"));
    }

    private static Path target(Path directory, Path dotGit) throws IOException {
        if (Files.size(dotGit) > MAX_GIT_FILE) {
            throw new IOException("has a .git file that is too large");
        }
        String text = Files.readString(dotGit, StandardCharsets.UTF_8).strip();
        if (!text.startsWith(GIT_FILE)) {
            throw new IOException("has a .git file that does not name a directory");
        }
        try {
            Path target =
                    directory.resolve(text.substring(GIT_FILE.length()).strip()).normalize();
            if (!Files.isDirectory(target)) {
                throw new IOException("has a .git file that names a directory which is not there");
            }
            return target;
        } catch (InvalidPathException e) {
            throw new IOException("has a .git file that does not name a path of this system", e);
        }
    }

    private static Optional<Path> workTreeVariable(Environment environment) {
        return environment
                .variable("GIT_WORK_TREE")
                .map(tree -> environment.workingDirectory().resolve(tree).normalize());
    }

    private static Set<Path> ceilings(Environment environment) {
        String list = environment.variable("GIT_CEILING_DIRECTORIES").orElse("");
        return Arrays.stream(list.split(File.pathSeparator, -1))
                .filter(path -> !path.isEmpty())
                .map(path -> Path.of(path).normalize())
                .collect(Collectors.toSet());
    }
}
