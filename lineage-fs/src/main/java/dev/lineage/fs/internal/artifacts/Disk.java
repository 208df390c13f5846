package dev.lineage.fs.internal.artifacts;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;

/** Everything that changes the directory: the seam at which tests make the medium fail. Thread-safe. */
interface Disk {

    /** Creates a file that must not exist, read-only for everybody but the channel that is returned. */
    Output create(Path file) throws IOException;

    /**
     * Gives a file a second name.
     *
     * @throws FileAlreadyExistsException if something has that name
     * @throws UnsupportedOperationException if files have only one name here; also reported as another IOException
     */
    void link(Path name, Path existing) throws IOException;

    /** Renames atomically; what has that name already is replaced. */
    void move(Path from, Path to) throws IOException;

    /** Sets the modification time of a file; a link is not followed. */
    void touch(Path file, Instant time) throws IOException;

    /** Removes a file, if there. */
    void delete(Path file) throws IOException;

    /** Makes a directory; one that is there already is good. A link to a directory is not one. */
    void makeDirectory(Path directory) throws IOException;

    /** Opens a directory, to make the names in it durable. */
    Handle openDirectory(Path directory) throws IOException;

    /** Something that can be made durable. Not thread-safe, but any thread may use it. */
    interface Handle extends Closeable {
        /** Makes durable what was changed. A failure is final: the medium may have dropped the changes. */
        void force() throws IOException;
    }

    /** A new file. */
    interface Output extends Handle {
        /** Writes all of {@code bytes}. */
        void write(ByteBuffer bytes) throws IOException;
    }
}
