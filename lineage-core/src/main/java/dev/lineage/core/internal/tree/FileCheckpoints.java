package dev.lineage.core.internal.tree;

import dev.lineage.CheckpointStore;
import dev.lineage.StoreException;
import dev.lineage.model.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint in a file that is replaced as a whole. Processes are kept apart by the operating system's lock on another file,
 * which vanishes with the process; threads by a monitor, because such a lock is the JVM's as a whole.
 */
public final class FileCheckpoints implements CheckpointStore {
    private static final ConcurrentHashMap<Path, Object> MONITORS = new ConcurrentHashMap<>();

    private final Path file;
    private final Object monitor;

    /** A checkpoint in {@code file}. */
    public FileCheckpoints(Path file) {
        this.file = file.toAbsolutePath().normalize();
        if (this.file.getParent() == null) {
            throw new IllegalArgumentException("'" + file + "' is a directory, not a file for a checkpoint");
        }
        this.monitor = MONITORS.computeIfAbsent(this.file, path -> new Object());
    }

    @Override
    public String location() {
        return file.toString();
    }

    @Override
    public Optional<String> load() {
        try {
            if (Files.size(file) > Checkpoint.MAX_LENGTH * 4L) {
                throw failure("read", "it is no checkpoint: it has " + Files.size(file) + " bytes", null);
            }
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read", e.toString(), e);
        }
    }

    @Override
    public boolean replace(Optional<String> expected, String next) {
        synchronized (monitor) {
            try (FileChannel channel =
                            FileChannel.open(sibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return lock.isValid() && load().equals(expected) && write(next);
            } catch (IOException e) {
                throw failure("replaced", e.toString(), e);
            }
        }
    }

    private boolean write(String next) throws IOException {
        Path temporary = sibling(".new");
        try (FileChannel out = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(next.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(sibling("").getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
        return true;
    }

    private Path sibling(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private StoreException failure(String what, String why, @Nullable Exception cause) {
        String message = "The checkpoint in the file " + file + " cannot be " + what + ": " + why
                + ". Make sure that the directory exists and that this process may write there";
        return cause == null ? new StoreException(message) : new StoreException(message, cause);
    }
}
