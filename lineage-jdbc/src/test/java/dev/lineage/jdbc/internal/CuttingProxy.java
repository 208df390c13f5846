package dev.lineage.jdbc.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A network between a client and a server that can be cut: after a number of bytes in both directions together, counted
 * from when it is armed, the rest is withheld and the connection is reset. Thread-safe.
 */
final class CuttingProxy implements AutoCloseable {
    /** How a connection ends. */
    enum Cut {
        /** At once. */
        RESET,
        /** After a silence in which nothing arrives any more, while the server may go on with what it has. */
        STALL
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private long left = NEVER;
    private long seen;
    private long turns;
    private boolean fromClient;
    private Cut cut = Cut.RESET;

    CuttingProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts one connection after {@code bytes} more. */
    synchronized void arm(long bytes, Cut how) {
        left = bytes;
        cut = how;
    }

    /** Lets everything through; whether a connection was cut since it was armed. */
    synchronized boolean disarm() {
        boolean wasCut = left == NEVER;
        left = NEVER;
        return wasCut;
    }

    /** How many bytes went through so far. */
    synchronized long seen() {
        return seen;
    }

    /** How many times so far the client said something after the server had. */
    synchronized long turns() {
        return turns;
    }

    /** How many of {@code count} bytes may pass. */
    private synchronized int allowed(int count, boolean client) {
        if (client && !fromClient) {
            turns++;
        }
        fromClient = client;
        if (left >= count) {
            left = left == NEVER ? NEVER : left - count;
            seen += count;
            return count;
        }
        int some = (int) left;
        left = NEVER;
        seen += some;
        return some;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                for (Socket socket : new Socket[] {client, server}) {
                    socket.setTcpNoDelay(true);
                    open.add(socket);
                }
                start(() -> pump(client, server, true));
                start(() -> pump(server, client, false));
            } catch (IOException e) {
                // Closed, or the server is away: the client sees the same.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean client) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int passes = allowed(count, client);
                out.write(buffer, 0, passes);
                out.flush();
                if (passes < count) {
                    if (cut == Cut.STALL) {
                        TimeUnit.MILLISECONDS.sleep(100);
                    }
                    from.setSoLinger(true, 0);
                    to.setSoLinger(true, 0);
                    break;
                }
            }
        } catch (IOException | InterruptedException e) {
            // The other direction has closed it.
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(this::close);
    }
}
