package dev.lineage.fs.internal.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What one look at a file says, links not followed. Two equal states of one name mean that nothing was written between
 * them, if the change time was {@linkplain StampClock over} when the first was taken.
 *
 * @param size in bytes
 * @param modified the modification time, in nanoseconds
 * @param changed the time of the last change of anything, which cannot be set, in nanoseconds; the modification time
 *     where there is none
 * @param key which file it is: the inode number; the creation time where there is none
 */
record FileState(Kind kind, long size, long modified, long changed, long key) {
    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_FILE = 0100000;
    private static final int TYPE_DIRECTORY = 0040000;
    private static final int TYPE_LINK = 0120000;

    /** What has the name. */
    enum Kind {
        FILE("a file"),
        DIRECTORY("a directory"),
        LINK("a symbolic link"),
        OTHER("neither a file nor a directory");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static FileState of(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(path) : basic(path);
    }

    private static FileState unix(Path path) throws IOException {
        Map<String, Object> all =
                Files.readAttributes(path, "unix:mode,size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
        return new FileState(
                kind((Integer) value(all, "mode") & TYPE_MASK),
                (Long) value(all, "size"),
                nanos((FileTime) value(all, "lastModifiedTime")),
                nanos((FileTime) value(all, "ctime")),
                (Long) value(all, "ino"));
    }

    private static Object value(Map<String, Object> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static Kind kind(int type) {
        return switch (type) {
            case TYPE_FILE -> Kind.FILE;
            case TYPE_DIRECTORY -> Kind.DIRECTORY;
            case TYPE_LINK -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }

    private static FileState basic(Path path) throws IOException {
        BasicFileAttributes all = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Kind kind = Kind.OTHER;
        if (all.isRegularFile()) {
            kind = Kind.FILE;
        } else if (all.isDirectory()) {
            kind = Kind.DIRECTORY;
        } else if (all.isSymbolicLink()) {
            kind = Kind.LINK;
        }
        long modified = nanos(all.lastModifiedTime());
        return new FileState(kind, all.size(), modified, modified, nanos(all.creationTime()));
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    boolean isFile() {
        return kind == Kind.FILE;
    }
}
