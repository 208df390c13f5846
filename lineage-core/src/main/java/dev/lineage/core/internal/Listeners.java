package dev.lineage.core.internal;

import dev.lineage.LogListener;
import dev.lineage.spi.Attribute;
import dev.lineage.spi.Entry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Tells listeners what was logged, on a thread of its own that exists while there is something to tell. Thread-safe. */
final class Listeners implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final List<LogListener> listeners;
    private final ThreadPoolExecutor teller;

    Listeners(List<LogListener> listeners) {
        this.listeners = List.copyOf(listeners);
        this.teller = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "lineage-listeners");
            thread.setDaemon(true);
            return thread;
        });
        teller.allowCoreThreadTimeOut(true);
    }

    /** Tells that {@code entries} were logged from {@code position} on; returns at once. */
    void tell(long position, List<Entry> entries) {
        if (listeners.isEmpty()) {
            return;
        }
        List<Entry> copy = List.copyOf(entries);
        try {
            teller.execute(() -> {
                for (int i = 0; i < copy.size(); i++) {
                    tell(logged(position + i, copy.get(i)));
                }
            });
        } catch (RejectedExecutionException e) {
            Log.warn("Listeners were not told of position {}: the registry is closed", position);
        }
    }

    private static LogListener.Logged logged(long position, Entry entry) {
        Map<String, String> facts = new TreeMap<>();
        for (Attribute attribute : entry.attributes()) {
            String name = attribute.key().isEmpty() ? attribute.name() : attribute.name() + "/" + attribute.key();
            facts.put(name, attribute.value());
        }
        return new LogListener.Logged(position, entry.type(), facts, entry.body());
    }

    private void tell(LogListener.Logged logged) {
        for (LogListener listener : listeners) {
            try {
                listener.logged(logged);
            } catch (RuntimeException e) {
                Log.warn("A listener failed at position {}", logged.position(), e);
            }
        }
    }

    /** Waits until everything is told, but not for a listener that hangs. */
    @Override
    public void close() {
        teller.shutdown();
        try {
            if (!teller.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Log.warn(
                        "Listeners still had {} things to hear of when the registry was closed",
                        teller.getQueue().size());
                teller.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
