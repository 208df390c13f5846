package dev.lineage;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the last {@linkplain dev.lineage.model.Checkpoint checkpoint} of a log is kept: elsewhere than the log, where those who
 * can change the log cannot change it. A registry that is opened with an {@link Anchor} compares the log with it. Thread-safe.
 *
 * <p>Besides files, Git and databases ({@code JdbcStores.checkpoints}) this can be any place that holds a few lines, such as a
 * bucket of objects or a configuration service.
 */
public interface CheckpointStore {
    /** Where it is, for people and messages; no secrets. */
    String location();

    /**
     * The checkpoint that is kept, as the text of its note; empty if none was kept yet.
     *
     * @throws StoreException if the place cannot be read
     */
    Optional<String> load();

    /**
     * Keeps {@code next} if {@code expected} is what is kept, and does nothing otherwise: of two that replace the same one
     * only one succeeds. What was replaced is durable when this returns.
     *
     * @param expected what {@link #load} returned
     * @param next the text of a note
     * @return whether it was replaced
     * @throws StoreException if the place cannot be written
     */
    boolean replace(Optional<String> expected, String next);

    /**
     * Keeps it in a file, which is replaced as a whole. Its directory must exist; beside it a file with {@code .lock} behind its
     * name keeps processes apart.
     */
    static CheckpointStore ofFile(Path file) {
        return Registries.checkpoints(file);
    }

    /**
     * Keeps it in a file that is tracked in a Git work tree: each checkpoint is a commit on the branch that is checked out, with
     * this file only. What is compared with is the file of the last commit, whatever the work tree has.
     *
     * @param file a path in the work tree of a repository that exists
     */
    static CheckpointStore ofGit(Path file) {
        return Registries.checkpointsInGit(file);
    }
}
