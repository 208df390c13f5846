package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Does what another one does, for tests that change a part of it. */
class ForwardingFileOps implements FileOps {
    private final FileOps to;

    ForwardingFileOps(FileOps to) {
        this.to = to;
    }

    @Override
    public byte[] read(Path file, int limit) throws IOException {
        return to.read(file, limit);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return to.exists(path);
    }

    @Override
    public boolean isThere(Path path) {
        return to.isThere(path);
    }

    @Override
    public boolean isDirectory(Path path) {
        return to.isDirectory(path);
    }

    @Override
    public boolean isSame(Path a, Path b) throws IOException {
        return to.isSame(a, b);
    }

    @Override
    public long modifiedMillis(Path path) throws IOException {
        return to.modifiedMillis(path);
    }

    @Override
    public String identity(Path path) throws IOException {
        return to.identity(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return to.list(directory);
    }

    @Override
    public NewFile create(Path file) throws IOException {
        return to.create(file);
    }

    @Override
    public void append(Path file, byte[] bytes) throws IOException {
        to.append(file, bytes);
    }

    @Override
    public void overwrite(Path file, byte[] bytes) throws IOException {
        to.overwrite(file, bytes);
    }

    @Override
    public void link(Path name, Path existing) throws IOException {
        to.link(name, existing);
    }

    @Override
    public void replace(Path from, Path target) throws IOException {
        to.replace(from, target);
    }

    @Override
    public void delete(Path path) throws IOException {
        to.delete(path);
    }

    @Override
    public boolean makeDirectory(Path directory) throws IOException {
        return to.makeDirectory(directory);
    }

    @Override
    public void syncFile(Path file) throws IOException {
        to.syncFile(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        to.syncDirectory(directory);
    }
}
