package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that are written whole before they get their name. For the writer thread only. */
final class TempFiles {
    private static final long OLD_MILLIS = 24L * 60 * 60 * 1000;

    private final FileOps files;
    private final Layout layout;
    private final String prefix;
    private long count;
    private boolean swept;

    TempFiles(FileOps files, Layout layout) {
        this.files = files;
        this.layout = layout;
        this.prefix = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + "-";
    }

    /** A new file with these bytes, not flushed. */
    Path write(byte[] bytes) throws IOException {
        return write(bytes, false);
    }

    /**
     * A new file with these bytes, flushed.
     *
     * @throws FlushFailedException if flushing failed
     */
    Path writeForced(byte[] bytes) throws IOException {
        return write(bytes, true);
    }

    private Path write(byte[] bytes, boolean force) throws IOException {
        Path temp = layout.tmp().resolve(prefix + count++ + ".tmp");
        FileOps.NewFile file;
        try {
            file = files.create(temp);
        } catch (NoSuchFileException e) {
            files.makeDirectory(layout.tmp());
            file = files.create(temp);
        } catch (FileAlreadyExistsException e) {
            return write(bytes, force);
        }
        boolean written = false;
        // Forced by the channel that wrote, before it is closed: another one need not flush what this one wrote.
        try (FileOps.NewFile open = file) {
            open.write(bytes);
            if (force) {
                FlushFailedException.guard(open::force);
            }
            written = true;
        } finally {
            if (!written) {
                discard(temp);
            }
        }
        sweep(temp);
        return temp;
    }

    /** Removes a file that is not needed any more; failing to is harmless, whatever the reason, and never thrown. */
    void discard(Path temp) {
        try {
            files.delete(temp);
        } catch (IOException | RuntimeException e) {
            FsLog.debug("Temporary file {} was not removed: {}", temp, e);
        }
    }

    /** Once, removes what processes that died left behind. The file system's clock decides, not ours. */
    private void sweep(Path newest) {
        if (swept) {
            return;
        }
        swept = true;
        try {
            long now = files.modifiedMillis(newest);
            for (Path file : files.list(layout.tmp())) {
                if (Layout.fileName(file).endsWith(".tmp") && files.modifiedMillis(file) < now - OLD_MILLIS) {
                    files.delete(file);
                }
            }
        } catch (IOException e) {
            FsLog.debug("Old temporary files in {} were not removed: {}", layout.tmp(), e);
        }
    }
}
