package dev.lineage.core.internal.capture;

import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The uncommitted changes of a work tree and its submodules, with their identity. */
final class GitChanges {
    /** How much content is kept in memory for the patch, in bytes. */
    static final int MAX_KEPT = 10 * 1024 * 1024;

    private static final String DOMAIN = "lineage/uncommitted/1";

    private final List<GitChange> changes = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private final TreeMap<String, List<String>> filtered = new TreeMap<>();
    private long kept;
    private boolean reproducedByPatch = true;

    void add(GitChange change) {
        changes.add(change);
        GitChange.After after = change.after();
        if (after != null && after.content() != null) {
            kept += after.content().length;
        }
    }

    /** How much more content may be kept. */
    long room() {
        return MAX_KEPT - kept;
    }

    void hole(Hole hole) {
        holes.add(hole);
    }

    /** Notes that a path has a filter that is not run here, so that its bytes were taken as they are. */
    void filtered(String attribute, String path) {
        filtered.computeIfAbsent(attribute, key -> new ArrayList<>()).add(path);
    }

    /** Notes that the patch cannot bring a change back. */
    void notInPatch() {
        reproducedByPatch = false;
    }

    boolean isReproducedByPatch() {
        return reproducedByPatch;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The changes, sorted by the bytes of their paths. */
    List<GitChange> sorted() {
        return changes.stream().sorted(GitChange.BY_PATH).toList();
    }

    List<Hole> holes() {
        List<Hole> all = new ArrayList<>(holes);
        filtered.forEach((attribute, paths) -> all.add(new Hole(
                "code",
                paths.size() + " changed file(s) have the Git attribute " + attribute + ", which is not applied here ("
                        + CaptureErrors.shown(paths.get(0)) + "), so their bytes were taken as they are",
                "Commit them to have their content in the commit",
                false)));
        return all;
    }

    /**
     * The identity of the changes, which depends on nothing but them: the digest, in a domain of its own, of one line for
     * each path, {@code <status> <mode> <sha256> <path>} and a zero byte, sorted by the bytes of the path.
     */
    Digest digest() {
        ByteArrayOutputStream listing = new ByteArrayOutputStream();
        for (GitChange change : sorted()) {
            GitChange.After after = change.after();
            String head;
            if (after == null) {
                head = "D 000000 - ";
            } else {
                head = (change.before() == null ? "A " : "M ") + GitPatch.mode(after.mode()) + " "
                        + after.sha256().hex() + " ";
            }
            listing.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            listing.writeBytes(change.path());
            listing.write(0);
        }
        return Digest.of(DOMAIN, listing.toByteArray());
    }
}
