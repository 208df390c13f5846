package dev.lineage.fs.internal.artifacts;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Every message of this package: what, why, what to do. */
final class ArtifactErrors {
    private static final String RESTORE =
            "Restore the file from a copy of the store, or delete it and store the same bytes again";

    private ArtifactErrors() {}

    static StoreException closed(Path root) {
        return new StoreException("The artifact store at " + root + " is closed; open the registry again");
    }

    static StoreException unwritable(Path root, Throwable cause) {
        return new StoreException(
                "Cannot write to the artifact store at " + root + ": " + cause + ". Nothing half written is visible; "
                        + remedy(cause),
                cause);
    }

    static StoreException notDurable(Path root, Throwable cause) {
        return new StoreException(
                "The artifact store at " + root + " could not make a write durable: " + cause
                        + ". What was not acknowledged may be lost, and this store takes no more writes, because flushing"
                        + " again would hide the loss. Check the disk, open the registry again and repeat the write",
                cause);
    }

    static StoreException batchFailed(Path root, Throwable cause) {
        return new StoreException(
                "A batch of blobs for the artifact store at " + root + " failed earlier: " + cause
                        + ". Each blob that is visible is whole; repeat the whole batch. " + remedy(cause),
                cause);
    }

    static StoreException unreadable(Path file, Throwable cause) {
        return new StoreException(
                "Cannot read " + file + " of the artifact store: " + cause + ". " + capitalised(remedy(cause)), cause);
    }

    static NotFoundException absent(Path root, Digest digest) {
        return new NotFoundException("The artifact store at " + root + " does not have " + digest
                + ". It was never stored there, or it was deleted; restore it from a copy of the store");
    }

    static IntegrityException damaged(Path file, Digest expected, Digest actual) {
        return new IntegrityException("Blob " + expected + " is damaged: the file " + file + " has digest " + actual
                + ". Nothing of it was handed out. " + RESTORE);
    }

    static IntegrityException notAFile(Path file, Digest digest, FileState.Kind kind) {
        return new IntegrityException("Blob " + digest + " is damaged: " + file + " is " + kind
                + ", and the store has only files of its own. Nothing was read through it. " + RESTORE);
    }

    static IntegrityException notADirectory(Path path, FileState.Kind kind) {
        return new IntegrityException("The artifact store is damaged: " + path + " is " + kind
                + ", and the store has only directories of its own. Nothing was read through it. Restore the directory"
                + " from a copy of the store");
    }

    static IntegrityException restless(Path file, Digest digest) {
        return new IntegrityException("Blob " + digest + " cannot be verified: the file " + file
                + " changes while it is read. Find out what writes to the store; blobs are never changed");
    }

    static IllegalStateException writerUsed() {
        return new IllegalStateException("This blob was committed or closed already; begin another with writer()");
    }

    static IllegalStateException batchClosed() {
        return new IllegalStateException("This batch is closed; begin another with batch()");
    }

    static Problem damagedProblem(Path file, Digest actual) {
        return new Problem(file.toString(), "its content has digest " + actual + ", which is not its name", RESTORE);
    }

    static Problem unreadableProblem(Path path, Throwable cause) {
        return new Problem(path.toString(), "it cannot be read: " + cause, capitalised(remedy(cause)));
    }

    static Problem foreignProblem(Path path, FileState.Kind kind) {
        return new Problem(
                path.toString(), "it is " + kind + " that the store did not make", "Move it out of the artifact store");
    }

    static Problem misplacedProblem(Path path, FileState.Kind kind) {
        return new Problem(path.toString(), "it is " + kind + " where a blob belongs", RESTORE);
    }

    private static String remedy(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space") || text.contains("quota") || text.contains("enough space")) {
            return "free space on its disk, or inodes if there is space, and try again";
        }
        if (text.contains("too many open files")) {
            return "raise the limit of open files of this process (ulimit -n), or close what it holds open";
        }
        if (cause instanceof AccessDeniedException || text.contains("permission")) {
            return "give this user the right to read and write the store's directory";
        }
        if (text.contains("read-only file system")) {
            return "mount its file system writable";
        }
        if (cause instanceof FileSystemException || cause instanceof IOException) {
            return "check its disk and its permissions";
        }
        return "the cause says what failed";
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
