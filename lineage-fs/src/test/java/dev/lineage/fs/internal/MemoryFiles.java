package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Files in memory, which tell a {@link CrashDisk} what happens to them. Thread-safe. */
class MemoryFiles implements FileOps {
    /** Where everything is. */
    static final Path ROOT = Path.of("/memory").toAbsolutePath();

    /** A file or directory; it may have several names. */
    static final class Node {
        private final int number;
        private final boolean isDirectory;
        private final Map<String, Node> children = new TreeMap<>();
        private byte[] bytes = new byte[0];

        Node(int number, boolean isDirectory) {
            this.number = number;
            this.isDirectory = isDirectory;
        }

        int number() {
            return number;
        }

        boolean isDirectory() {
            return isDirectory;
        }

        Map<String, Node> children() {
            return children;
        }

        byte[] bytes() {
            return bytes;
        }

        void bytes(byte[] newBytes) {
            bytes = newBytes;
        }
    }

    private final CrashDisk disk;
    private final Node root;
    private int nodes;

    /** The files below {@code root}, which has number 0, as have fewer than {@code nodes} others. */
    MemoryFiles(Node root, int nodes, CrashDisk disk) {
        this.root = root;
        this.nodes = nodes;
        this.disk = disk;
    }

    private Optional<Node> find(Path path) {
        if (!path.startsWith(ROOT)) {
            return ROOT.startsWith(path) ? Optional.of(root) : Optional.empty();
        }
        Node node = root;
        for (Path name : ROOT.relativize(path)) {
            if (!name.toString().isEmpty()) {
                Node child = node.children.get(name.toString());
                if (child == null) {
                    return Optional.empty();
                }
                node = child;
            }
        }
        return Optional.of(node);
    }

    private Node require(Path path) throws IOException {
        return find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private Node requireFile(Path path) throws IOException {
        Node node = require(path);
        if (node.isDirectory) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        return node;
    }

    private Node parent(Path path) throws IOException {
        Path directory = Objects.requireNonNull(path.getParent());
        Node parent = require(directory);
        if (!parent.isDirectory) {
            throw new NotDirectoryException(directory.toString());
        }
        return parent;
    }

    private Node make(Path path, boolean directory) throws IOException {
        Node parent = parent(path);
        Node made = new Node(nodes++, directory);
        disk.made(made.number, directory);
        name(parent, path, Optional.of(made));
        return made;
    }

    private void name(Node parent, Path path, Optional<Node> node) {
        String name = Layout.fileName(path);
        if (node.isPresent()) {
            parent.children.put(name, node.get());
        } else {
            parent.children.remove(name);
        }
        disk.named(parent.number, name, node.map(Node::number));
    }

    @Override
    public synchronized byte[] read(Path file, int limit) throws IOException {
        return requireFile(file).bytes.clone();
    }

    @Override
    public synchronized boolean exists(Path path) {
        return find(path).isPresent();
    }

    @Override
    public boolean isThere(Path path) {
        return exists(path);
    }

    @Override
    public synchronized boolean isDirectory(Path path) {
        return find(path).filter(node -> node.isDirectory).isPresent();
    }

    @Override
    public synchronized boolean isSame(Path a, Path b) throws IOException {
        return require(a) == require(b);
    }

    @Override
    public long modifiedMillis(Path path) {
        return 0;
    }

    @Override
    public synchronized String identity(Path path) throws IOException {
        return "inode" + require(path).number;
    }

    @Override
    public synchronized List<Path> list(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        Optional<Node> node = find(directory);
        if (node.isPresent()) {
            node.get().children.keySet().forEach(name -> entries.add(directory.resolve(name)));
        }
        return entries;
    }

    @Override
    public synchronized NewFile create(Path file) throws IOException {
        if (find(file).isPresent()) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Node node = make(file, false);
        return new NewFile() {
            @Override
            public void write(byte[] bytes) {
                append(node, bytes);
            }

            @Override
            public void force() {
                flush(node);
            }

            @Override
            public void close() {
                assertThatItIsAFile(node);
            }
        };
    }

    private static void assertThatItIsAFile(Node node) {
        if (node.isDirectory) {
            throw new AssertionError(node);
        }
    }

    private synchronized void append(Node node, byte[] bytes) {
        byte[] after = Arrays.copyOf(node.bytes, node.bytes.length + bytes.length);
        System.arraycopy(bytes, 0, after, node.bytes.length, bytes.length);
        node.bytes = after;
        disk.written(node.number, true, bytes);
    }

    private synchronized void flush(Node node) {
        disk.flushed(node.number);
    }

    @Override
    public synchronized void append(Path file, byte[] bytes) throws IOException {
        append(find(file).isPresent() ? requireFile(file) : make(file, false), bytes);
    }

    @Override
    public synchronized void overwrite(Path file, byte[] bytes) throws IOException {
        Node node = find(file).isPresent() ? requireFile(file) : make(file, false);
        byte[] after = Arrays.copyOf(node.bytes, Math.max(node.bytes.length, bytes.length));
        System.arraycopy(bytes, 0, after, 0, bytes.length);
        node.bytes = after;
        disk.written(node.number, false, bytes);
    }

    @Override
    public synchronized void link(Path name, Path existing) throws IOException {
        if (find(name).isPresent()) {
            throw new FileAlreadyExistsException(name.toString());
        }
        name(parent(name), name, Optional.of(requireFile(existing)));
    }

    @Override
    public synchronized void replace(Path from, Path to) throws IOException {
        Node node = requireFile(from);
        if (isDirectory(to)) {
            throw new FileSystemException(to.toString(), null, "Is a directory");
        }
        Node target = parent(to);
        Node source = parent(from);
        target.children.put(Layout.fileName(to), node);
        source.children.remove(Layout.fileName(from));
        disk.moved(target.number, Layout.fileName(to), source.number, Layout.fileName(from), node.number);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        Optional<Node> node = find(path);
        if (node.isPresent()) {
            if (!node.get().children.isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            name(parent(path), path, Optional.empty());
        }
    }

    @Override
    public synchronized boolean makeDirectory(Path directory) throws IOException {
        if (isDirectory(directory)) {
            return false;
        }
        if (exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        make(directory, true);
        return true;
    }

    @Override
    public synchronized void syncFile(Path file) throws IOException {
        flush(requireFile(file));
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        flush(require(directory));
    }
}
