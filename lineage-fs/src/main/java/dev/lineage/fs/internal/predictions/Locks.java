package dev.lineage.fs.internal.predictions;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Locks between processes. A file that this process locks is not opened a second time: POSIX takes a lock from a process that
 * closes any channel of the file.
 */
final class Locks {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private Locks() {}

    /** A lock that is held. */
    static final class Held implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;

        private Held(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                HELD.remove(file);
            }
        }
    }

    /** Takes a lock, unless somebody has it. */
    static Optional<Held> tryLock(Path lock) throws IOException {
        Path file = lock.toAbsolutePath().normalize();
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean kept = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock locked = channel.tryLock();
            kept = locked != null;
            return kept ? Optional.of(new Held(file, channel)) : Optional.empty();
        } finally {
            if (!kept) {
                HELD.remove(file);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** Takes a lock, and waits for it. */
    static Held lock(Path lock) throws IOException {
        while (true) {
            Optional<Held> held = tryLock(lock);
            if (held.isPresent()) {
                return held.get();
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted while waiting for the lock " + lock);
            }
        }
    }
}
