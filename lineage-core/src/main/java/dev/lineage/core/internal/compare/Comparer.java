package dev.lineage.core.internal.compare;

import dev.lineage.Canonicalizer;
import dev.lineage.model.ArtifactComparison;
import dev.lineage.model.Digest;
import dev.lineage.model.Reproduction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares files and directories. Immutable. */
public final class Comparer {
    private final List<Canonicalizer> canonicalizers;

    /**
     * A comparer.
     *
     * @param own asked before Lineage's own
     */
    public Comparer(List<Canonicalizer> own) {
        List<Canonicalizer> all = new ArrayList<>(own);
        all.addAll(Formats.ALL);
        this.canonicalizers = List.copyOf(all);
    }

    /** Compares what was recorded under a name with what was made. */
    public ArtifactComparison compare(String name, Path recorded, Path made) throws IOException {
        boolean tree = Files.isDirectory(recorded);
        if (tree != Files.isDirectory(made)) {
            return different(name, tree ? "it was a directory and is a file" : "it was a file and is a directory");
        }
        return tree ? compareTrees(name, recorded, made) : compareFiles(name, recorded, made);
    }

    /** An artifact of which only one is there. */
    public static ArtifactComparison different(String name, String why) {
        return new ArtifactComparison(name, Optional.empty(), Optional.of(why));
    }

    /** An artifact that is the same. */
    public static ArtifactComparison same(String name) {
        return new ArtifactComparison(name, Optional.of(Reproduction.BYTES), Optional.empty());
    }

    private ArtifactComparison compareTrees(String name, Path recorded, Path made) throws IOException {
        SortedSet<String> files = new TreeSet<>(names(recorded));
        files.addAll(names(made));
        Reproduction least = Reproduction.BYTES;
        Optional<String> difference = Optional.empty();
        for (String file : files) {
            Path a = recorded.resolve(file);
            Path b = made.resolve(file);
            if (!Files.exists(a) || !Files.exists(b)) {
                return different(
                        name, file + " is only in the " + (Files.exists(a) ? "recorded" : "new") + " directory");
            }
            ArtifactComparison one = compareFiles(name, a, b);
            if (one.level().isEmpty()) {
                return different(name, file + ": " + one.difference().orElse(""));
            }
            if (difference.isEmpty()) {
                difference = one.difference().map(where -> file + ": " + where);
            }
            least = least.isAtLeast(one.level().get()) ? one.level().get() : least;
        }
        return new ArtifactComparison(name, Optional.of(least), difference);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }

    private ArtifactComparison compareFiles(String name, Path recorded, Path made) throws IOException {
        long at = Files.mismatch(recorded, made);
        if (at < 0) {
            return same(name);
        }
        String bytes =
                "the first of " + Files.size(recorded) + " and " + Files.size(made) + " bytes that differs is at " + at;
        for (Canonicalizer each : canonicalizers) {
            if (each.accepts(name, recorded) && each.accepts(name, made)) {
                try {
                    boolean same = canonical(each, recorded).equals(canonical(each, made));
                    String where = each.difference(recorded, made)
                            .map(found -> found + "; " + bytes)
                            .orElse(bytes);
                    return same
                            ? new ArtifactComparison(
                                    name,
                                    Optional.of(Reproduction.CANONICAL),
                                    Optional.of("what differs has no meaning in " + each.name() + ": " + where))
                            : different(name, where);
                } catch (IOException e) {
                    return different(name, bytes + " (" + each.name() + " cannot be read: " + e.getMessage() + ")");
                }
            }
        }
        return different(name, bytes);
    }

    /** The digest of the canonical form. */
    private static Digest canonical(Canonicalizer canonicalizer, Path file) throws IOException {
        MessageDigest sha256 = sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            canonicalizer.canonicalize(file, out);
        }
        return Digest.ofSha256(sha256.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** The first bytes of a file, as many as there are. */
    static byte[] head(Path file, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(length);
        }
    }
}
