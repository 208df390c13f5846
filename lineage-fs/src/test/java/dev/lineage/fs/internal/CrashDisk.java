package dev.lineage.fs.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What happened to files, as a medium sees it: bytes that were written and names that were changed in directories, and
 * when which of them were flushed. After a crash at any point what was flushed is there, and of the rest any part.
 */
final class CrashDisk {
    /** What becomes of what was not flushed. */
    enum Loss {
        NOTHING,
        EVERYTHING,
        ANY,
        /** Anything, and of bytes that are written only the first ones, or zeros. */
        TORN
    }

    private sealed interface Event {}

    private record Written(int node, boolean append, Bytes content) implements Event {
        private byte[] bytes() {
            return content.bytes;
        }
    }

    private static final class Bytes {
        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }
    }

    /** In one step, names come to stand for files, or for nothing; durable with the first one's directory. */
    private record Named(List<Name> names) implements Event {}

    private record Name(int directory, String name, Optional<Integer> node) {}

    private record Flushed(int node) implements Event {}

    private record Noted(String note) implements Event {}

    /** What is there at the beginning, flushed; owned by this disk. */
    private final MemoryFiles.Node start;

    private final int startNodes;
    private final List<Event> events = new ArrayList<>();
    private final List<Boolean> directories = new ArrayList<>();
    private final MemoryFiles files;

    /** An empty disk. */
    CrashDisk() {
        this(new MemoryFiles.Node(0, true), 1);
    }

    private CrashDisk(MemoryFiles.Node start, int nodes) {
        this.start = start;
        this.startNodes = nodes;
        Map<Integer, MemoryFiles.Node> copies = new HashMap<>();
        MemoryFiles.Node copy = copy(start, copies);
        for (int i = 0; i < nodes; i++) {
            directories.add(copies.containsKey(i) && copies.get(i).isDirectory());
        }
        this.files = new MemoryFiles(copy, nodes, this);
    }

    private static MemoryFiles.Node copy(MemoryFiles.Node node, Map<Integer, MemoryFiles.Node> copies) {
        MemoryFiles.Node known = copies.get(node.number());
        if (known != null) {
            return known;
        }
        MemoryFiles.Node copy = new MemoryFiles.Node(node.number(), node.isDirectory());
        copies.put(node.number(), copy);
        copy.bytes(node.bytes());
        node.children().forEach((name, child) -> copy.children().put(name, copy(child, copies)));
        return copy;
    }

    /** The files on this disk, as programs see them while it runs. */
    MemoryFiles files() {
        return files;
    }

    // ---- recording

    synchronized void made(int node, boolean directory) {
        while (directories.size() <= node) {
            directories.add(false);
        }
        directories.set(node, directory);
    }

    synchronized void written(int node, boolean append, byte[] bytes) {
        events.add(new Written(node, append, new Bytes(bytes)));
    }

    synchronized void named(int directory, String name, Optional<Integer> node) {
        events.add(new Named(List.of(new Name(directory, name, node))));
    }

    synchronized void moved(int target, String to, int source, String from, int node) {
        events.add(
                new Named(List.of(new Name(target, to, Optional.of(node)), new Name(source, from, Optional.empty()))));
    }

    synchronized void flushed(int node) {
        events.add(new Flushed(node));
    }

    /** Notes something that was promised at this point. */
    synchronized void noted(String note) {
        events.add(new Noted(note));
    }

    synchronized int size() {
        return events.size();
    }

    // ---- crashing

    /** The notes that were made before event {@code end}. */
    synchronized List<String> notes(int end) {
        List<String> notes = new ArrayList<>();
        for (Event event : events.subList(0, end)) {
            if (event instanceof Noted noted) {
                notes.add(noted.note());
            }
        }
        return notes;
    }

    /** The disk after a crash before event {@code end}. */
    synchronized CrashDisk crash(int end, Loss loss, Random random) {
        int[] lastFlush = new int[directories.size()];
        Arrays.fill(lastFlush, -1);
        for (int i = 0; i < end; i++) {
            if (events.get(i) instanceof Flushed flushed) {
                lastFlush[flushed.node()] = i;
            }
        }
        Map<Integer, MemoryFiles.Node> nodes = new HashMap<>();
        MemoryFiles.Node root = copy(start, nodes);
        for (int i = 0; i < end; i++) {
            if (events.get(i) instanceof Named named) {
                boolean durable = lastFlush[named.names().get(0).directory()] > i;
                if (durable || survives(loss, random)) {
                    named.names().forEach(name -> apply(name, nodes));
                }
            } else if (events.get(i) instanceof Written written) {
                boolean durable = lastFlush[written.node()] > i;
                if (durable || survives(loss, random)) {
                    byte[] bytes = durable || loss != Loss.TORN ? written.bytes() : tear(written.bytes(), random);
                    apply(written, bytes, node(written.node(), nodes));
                }
            }
        }
        return new CrashDisk(root, Math.max(startNodes, directories.size()));
    }

    private MemoryFiles.Node node(int number, Map<Integer, MemoryFiles.Node> nodes) {
        return nodes.computeIfAbsent(number, n -> new MemoryFiles.Node(n, directories.get(n)));
    }

    private void apply(Name name, Map<Integer, MemoryFiles.Node> nodes) {
        MemoryFiles.Node directory = node(name.directory(), nodes);
        if (name.node().isPresent()) {
            directory.children().put(name.name(), node(name.node().get(), nodes));
        } else {
            directory.children().remove(name.name());
        }
    }

    private static void apply(Written written, byte[] bytes, MemoryFiles.Node file) {
        byte[] before = file.bytes();
        int at = written.append() ? before.length : 0;
        byte[] after = Arrays.copyOf(before, Math.max(before.length, at + bytes.length));
        System.arraycopy(bytes, 0, after, at, bytes.length);
        file.bytes(after);
    }

    private static boolean survives(Loss loss, Random random) {
        return switch (loss) {
            case NOTHING -> true;
            case EVERYTHING -> false;
            case ANY, TORN -> random.nextBoolean();
        };
    }

    private static byte[] tear(byte[] bytes, Random random) {
        int kept = random.nextInt(bytes.length + 1);
        return random.nextBoolean()
                ? Arrays.copyOf(bytes, kept)
                : Arrays.copyOf(Arrays.copyOf(bytes, kept), bytes.length);
    }
}
