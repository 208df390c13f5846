package dev.lineage.fs.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that this backend does to files: the seam at which a crash is simulated. Thread-safe.
 *
 * <p>The operations that change something must not be called by a thread that its owner may interrupt: an interrupt
 * closes the channel and can hide that a flush failed.
 */
public interface FileOps {

    /**
     * The bytes of a file.
     *
     * @param limit the most bytes
     * @throws NoSuchFileException if there is none
     * @throws IOException if it cannot be read or is larger than {@code limit}
     */
    byte[] read(Path file, int limit) throws IOException;

    /** Whether there is something of that name; a medium that cannot tell is an exception, not a no. */
    boolean exists(Path path) throws IOException;

    /**
     * Whether there is something of that name, asked millions of times: where a medium cannot tell, this says no, and
     * what then is read or written says why.
     */
    boolean isThere(Path path);

    /** Whether there is a directory of that name. */
    boolean isDirectory(Path path);

    /** Whether the two names are of one file. */
    boolean isSame(Path a, Path b) throws IOException;

    /** When a file was last modified, in milliseconds, by the clock of its file system. */
    long modifiedMillis(Path path) throws IOException;

    /** What tells this file or directory from a copy of it; empty where the file system does not say. */
    String identity(Path path) throws IOException;

    /** The entries of a directory, sorted by name; empty if there is no such directory. */
    List<Path> list(Path directory) throws IOException;

    /**
     * Creates a file that must not exist.
     *
     * @throws FileAlreadyExistsException if it does
     */
    NewFile create(Path file) throws IOException;

    /** Appends to a file, in one write, making the file if there is none. */
    void append(Path file, byte[] bytes) throws IOException;

    /** Overwrites the beginning of a file in place, in one write, making the file if there is none. */
    void overwrite(Path file, byte[] bytes) throws IOException;

    /**
     * Gives {@code existing} a second name.
     *
     * @throws FileAlreadyExistsException if that name is taken
     */
    void link(Path name, Path existing) throws IOException;

    /** Renames atomically over whatever is there. */
    void replace(Path from, Path to) throws IOException;

    /** Removes a file or an empty directory, if there. */
    void delete(Path path) throws IOException;

    /** Makes a directory, and says whether it was not there before. */
    boolean makeDirectory(Path directory) throws IOException;

    /** Flushes what was written to a file, by whomever. */
    void syncFile(Path file) throws IOException;

    /** Flushes the names in a directory. */
    void syncDirectory(Path directory) throws IOException;

    /** A file being written. */
    interface NewFile extends Closeable {
        /** Writes all of {@code bytes}. */
        void write(byte[] bytes) throws IOException;

        /** Writes what remains of {@code bytes}. */
        default void write(ByteBuffer bytes) throws IOException {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            write(copy);
        }

        /** Flushes to the medium. */
        void force() throws IOException;
    }
}
