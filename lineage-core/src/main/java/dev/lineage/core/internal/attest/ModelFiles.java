package dev.lineage.core.internal.attest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The files of a model as they are found on disk. Only what was found here is ever opened, never a path that somebody signed, and
 * links are not followed.
 *
 * @param regular the regular files, by their paths with {@code /}, sorted by code point
 * @param other links, devices and the like, sorted
 * @param skipped the directories that nobody went into, sorted
 */
record ModelFiles(Map<String, Path> regular, Set<String> other, Set<String> skipped) {
    /**
     * Finds them.
     *
     * @param model a directory, or one file, which is found under its own name
     * @param skipped the directories not to go into, by their paths
     * @throws IOException if the model is not there or cannot be read
     */
    static ModelFiles find(Path model, Predicate<String> skipped) throws IOException {
        Path root = model.toRealPath();
        Map<String, Path> regular = new TreeMap<>(Oms.ORDER);
        Set<String> other = new TreeSet<>(Oms.ORDER);
        Set<String> passed = new TreeSet<>(Oms.ORDER);
        if (Files.isRegularFile(root, LinkOption.NOFOLLOW_LINKS)) {
            regular.put(String.valueOf(model.toAbsolutePath().normalize().getFileName()), root);
            return new ModelFiles(regular, other, passed);
        }
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(model.toString(), null, "neither a directory nor a regular file");
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.equals(root) || !skipped.test(name(root, directory))) {
                    return FileVisitResult.CONTINUE;
                }
                passed.add(name(root, directory));
                return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    regular.put(name(root, file), file);
                } else {
                    other.add(name(root, file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new ModelFiles(regular, other, passed);
    }

    private static String name(Path root, Path file) {
        return StreamSupport.stream(root.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** Opens a file that was found; fails if it became a link. */
    static SeekableByteChannel open(Path file) throws IOException {
        return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** The digest of the bytes from {@code start} to below {@code end}, or to the end if that comes before. */
    static byte[] digest(SeekableByteChannel channel, long start, long end, FileHash algorithm) throws IOException {
        org.bouncycastle.crypto.Digest hash = algorithm.begin();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        channel.position(start);
        for (long left = end - start; left > 0; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            int n = channel.read(buffer);
            if (n < 0) {
                break;
            }
            hash.update(buffer.array(), 0, n);
            left -= n;
        }
        byte[] digest = new byte[algorithm.bytes()];
        hash.doFinal(digest, 0);
        return digest;
    }
}
