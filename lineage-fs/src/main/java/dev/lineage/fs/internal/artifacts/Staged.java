package dev.lineage.fs.internal.artifacts;

import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of a blob that is not visible yet: in memory, or in a temporary file whose channel is still open. Used by
 * one thread after another.
 */
final class Staged {
    private static final Logger LOG = LoggerFactory.getLogger(Staged.class);

    private final Disk disk;
    private final Path temporary;
    private Disk.@Nullable Output output;
    private boolean exists;

    Staged(Disk disk, Path temporary) {
        this.disk = disk;
        this.temporary = temporary;
    }

    /** Appends to the temporary file, which is made by the first call. */
    void append(ByteBuffer bytes) throws IOException {
        if (output == null) {
            output = disk.create(temporary);
            exists = true;
        }
        output.write(bytes);
    }

    boolean isOnDisk() {
        return exists;
    }

    Disk.Output output() {
        if (output == null) {
            throw new IllegalStateException("Nothing was appended to " + temporary);
        }
        return output;
    }

    /** Closes the temporary file and gives it the blob's name too, if nothing has it. */
    void linkTo(Path blob) throws IOException {
        closeOutput();
        disk.link(blob, temporary);
    }

    /** Closes the temporary file and gives it the blob's name instead of what has it. */
    void moveTo(Path blob) throws IOException {
        closeOutput();
        disk.move(temporary, blob);
        exists = false;
    }

    private void closeOutput() throws IOException {
        if (output != null) {
            Disk.Output closing = output;
            output = null;
            closing.close();
        }
    }

    /** Removes the temporary name, if there is one. */
    void discard() {
        try {
            closeOutput();
        } catch (IOException e) {
            LOG.debug("Cannot close {}", temporary, e);
        }
        if (exists) {
            exists = false;
            try {
                disk.delete(temporary);
            } catch (IOException e) {
                LOG.warn("Cannot remove {}; it is removed when it is a day old", temporary, e);
            }
        }
    }

    /**
     * What was written, completely.
     *
     * @param digest of the bytes
     * @param bytes how many
     * @param rest those that are not in {@code file} yet
     * @param file what came before them
     */
    record Content(Digest digest, long bytes, ByteBuffer rest, Staged file) {
        void discard() {
            file.discard();
        }
    }
}
