package dev.lineage.fs.internal.artifacts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;

/** The real disk, with something to be done before and after each operation. */
class HookedDisk implements Disk {
    private final Disk disk = new SystemDisk();

    /** What is done to the disk. */
    enum Operation {
        CREATE,
        WRITE,
        FORCE,
        CLOSE,
        LINK,
        MOVE,
        TOUCH,
        DELETE,
        MAKE_DIRECTORY,
        OPEN_DIRECTORY,
        SYNC
    }

    /** Called before an operation; what it throws happens instead. */
    void before(Operation operation, Path path) throws IOException {}

    /** Called after an operation that worked. */
    void after(Operation operation, Path path, Path from) throws IOException {}

    @Override
    public Output create(Path file) throws IOException {
        before(Operation.CREATE, file);
        Output output = disk.create(file);
        after(Operation.CREATE, file, file);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                before(Operation.WRITE, file);
                output.write(bytes);
                after(Operation.WRITE, file, file);
            }

            @Override
            public void force() throws IOException {
                before(Operation.FORCE, file);
                output.force();
                after(Operation.FORCE, file, file);
            }

            @Override
            public void close() throws IOException {
                try {
                    before(Operation.CLOSE, file);
                } finally {
                    output.close();
                }
                after(Operation.CLOSE, file, file);
            }
        };
    }

    @Override
    public void link(Path name, Path existing) throws IOException {
        before(Operation.LINK, existing);
        disk.link(name, existing);
        after(Operation.LINK, name, existing);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        before(Operation.MOVE, from);
        disk.move(from, to);
        after(Operation.MOVE, to, from);
    }

    @Override
    public void touch(Path file, Instant time) throws IOException {
        before(Operation.TOUCH, file);
        disk.touch(file, time);
        after(Operation.TOUCH, file, file);
    }

    @Override
    public void delete(Path file) throws IOException {
        before(Operation.DELETE, file);
        disk.delete(file);
        after(Operation.DELETE, file, file);
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        before(Operation.MAKE_DIRECTORY, directory);
        disk.makeDirectory(directory);
        after(Operation.MAKE_DIRECTORY, directory, directory);
    }

    @Override
    public Handle openDirectory(Path directory) throws IOException {
        before(Operation.OPEN_DIRECTORY, directory);
        Handle handle = disk.openDirectory(directory);
        return new Handle() {
            @Override
            public void force() throws IOException {
                before(Operation.SYNC, directory);
                handle.force();
                after(Operation.SYNC, directory, directory);
            }

            @Override
            public void close() throws IOException {
                handle.close();
            }
        };
    }
}
