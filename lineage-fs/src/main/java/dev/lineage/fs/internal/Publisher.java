package dev.lineage.fs.internal;

import dev.lineage.CommitUnknownException;
import dev.lineage.StoreException;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publishes commit files: written and flushed under a temporary name, then linked to the name that is the position, which
 * fails if somebody else has it, then the directory is flushed. For the writer thread only.
 */
final class Publisher {
    private final FileOps files;
    private final Layout layout;
    private final TempFiles temps;
    private final Set<Path> durable = new HashSet<>();
    private @Nullable IOException poison;

    Publisher(FileOps files, Layout layout, TempFiles temps) {
        this.files = files;
        this.layout = layout;
        this.temps = temps;
    }

    /**
     * Publishes {@code bytes} at position {@code first}.
     *
     * @param before the first position of the file before, −1 for none
     * @param digest the digest of the first entry, for the message
     * @return whether the position was free; if not, nothing was written
     * @throws StoreException if nothing was written
     * @throws CommitUnknownException if the file is visible but perhaps not durable
     */
    boolean publish(long first, long before, byte[] bytes, Digest digest) {
        if (poison != null) {
            throw FsErrors.refused(layout.root(), poison);
        }
        Path target = layout.commit(first);
        Optional<Path> temp = Optional.empty();
        boolean linked = false;
        try {
            prepare(target, before);
            Path written = temps.writeForced(bytes);
            temp = Optional.of(written);
            linked = link(target, written);
            if (linked) {
                Path directory = directory(target);
                FlushFailedException.guard(() -> files.syncDirectory(directory));
            }
            return linked;
        } catch (FlushFailedException e) {
            poison = e;
            throw linked ? FsErrors.unknown(layout.root(), first, digest, e) : FsErrors.notFlushed(layout.root(), e);
        } catch (IOException e) {
            throw FsErrors.notWritten(layout.root(), e);
        } catch (RuntimeException | Error e) {
            if (linked) {
                poison = new IOException(e);
                throw FsErrors.unknown(layout.root(), first, digest, e);
            }
            throw e;
        } finally {
            temp.ifPresent(temps::discard);
        }
    }

    private boolean link(Path target, Path temp) throws IOException {
        try {
            files.link(target, temp);
            return true;
        } catch (FileAlreadyExistsException e) {
            // Some file systems report a link that they made as one that was there.
            return files.isSame(target, temp);
        } catch (UnsupportedOperationException e) {
            throw FsErrors.noHardLinks(layout.root(), e);
        } catch (IOException e) {
            if (files.exists(target) && files.isSame(target, temp)) {
                return true;
            }
            throw e;
        }
    }

    /** Makes sure that nothing which the new commit builds on can vanish before it. */
    private void prepare(Path target, long before) throws IOException {
        if (before >= 0 && !files.exists(layout.commit(before))) {
            throw FsErrors.logChanged(layout.root(), layout.commit(before));
        }
        Path directory = directory(target);
        if (durable.contains(directory)) {
            return;
        }
        // Whoever made these directories may not have flushed them yet, and may never do.
        Path root = layout.root();
        Path parent = root.getParent();
        if (durable.isEmpty() && parent != null) {
            flushIfAllowed(parent);
        }
        files.makeDirectory(layout.log());
        FlushFailedException.guard(() -> files.syncDirectory(root));
        files.makeDirectory(directory);
        FlushFailedException.guard(() -> files.syncDirectory(layout.log()));
        if (before >= 0 && !directory(layout.commit(before)).equals(directory)) {
            FlushFailedException.guard(() -> files.syncDirectory(directory(layout.commit(before))));
        }
        durable.add(directory);
    }

    private void flushIfAllowed(Path directory) throws IOException {
        try {
            files.syncDirectory(directory);
        } catch (AccessDeniedException e) {
            FsLog.debug("The directory {} may not be opened, so its entry for the store was not flushed", directory);
        } catch (IOException e) {
            FlushFailedException.guard(() -> {
                throw e;
            });
        }
    }

    private static Path directory(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }
}
