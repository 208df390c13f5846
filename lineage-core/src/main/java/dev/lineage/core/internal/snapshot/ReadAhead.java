package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Reads a file on a thread of its own, a few buffers ahead of the one that uses them. */
final class ReadAhead implements AutoCloseable {
    private static final int BUFFERS = 4;
    private static final int SIZE = 512 * 1024;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    ReadAhead(FileChannel channel) {
        for (int i = 0; i < BUFFERS; i++) {
            free.add(ByteBuffer.allocate(SIZE));
        }
        thread = new Thread(() -> readAll(channel), "lineage-snapshot-read");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    private void readAll(FileChannel channel) {
        try {
            boolean more = true;
            while (more) {
                ByteBuffer buffer = free.take();
                while (more && buffer.hasRemaining()) {
                    more = channel.read(buffer) >= 0;
                }
                if (buffer.flip().hasRemaining()) {
                    full.put(buffer);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) {
            failure = t;
        } finally {
            // There is always room: the queue holds one more than there are buffers.
            full.offer(ByteBuffer.allocate(0));
        }
    }

    /** The next bytes; none at the end of the file. */
    ByteBuffer next() throws IOException, InterruptedException {
        ByteBuffer buffer = full.take();
        Throwable failed = failure;
        if (!buffer.hasRemaining() && failed != null) {
            throw failed instanceof IOException e ? e : new IOException("Reading failed: " + failed, failed);
        }
        return buffer;
    }

    /** Gives back a buffer that {@link #next} returned. */
    void release(ByteBuffer buffer) {
        free.add(buffer.clear());
    }

    /** Stops reading, which may close the file, and waits until nobody reads. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
