package dev.lineage.core.internal.snapshot;

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
 * What one look at a file says: its kind, its size, and the two values that tell whether it was changed since an earlier
 * look. Links are never followed. Not thread-safe; reused for many looks.
 */
abstract class FileStat {
    static final byte FILE = 1;
    static final byte DIRECTORY = 2;
    static final byte LINK = 3;
    static final byte OTHER = 4;

    byte kind;
    long size;
    /** When it was last changed, in nanoseconds of the file system's clock. */
    long changed;
    /** Which file it is: the inode number where there is one. */
    long key;

    /** For files of this file system. */
    static FileStat of(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix") ? new Unix() : new Basic();
    }

    /** Looks at {@code path}. */
    abstract void read(Path path) throws IOException;

    /** Looks again and says whether {@link #changed}, {@link #key} and the size are as given. */
    abstract boolean isStill(Path path, long expectedSize, long expectedChange, long expectedKey) throws IOException;

    static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /**
     * The change time (ctime) of the inode moves with every write, truncation, rename, link and explicit setting of
     * times, and cannot be set: it says all that the modification time says, and more.
     */
    private static final class Unix extends FileStat {
        private static final int TYPE_MASK = 0170000;
        private static final int TYPE_FILE = 0100000;
        private static final int TYPE_DIRECTORY = 0040000;
        private static final int TYPE_LINK = 0120000;

        private static Object required(Map<String, Object> attributes, String name) {
            return Objects.requireNonNull(attributes.get(name));
        }

        @Override
        void read(Path path) throws IOException {
            Map<String, Object> all = Files.readAttributes(path, "unix:ctime,ino,mode,size", LinkOption.NOFOLLOW_LINKS);
            changed = nanos((FileTime) required(all, "ctime"));
            key = (Long) required(all, "ino");
            size = (Long) required(all, "size");
            int type = (Integer) required(all, "mode") & TYPE_MASK;
            if (type == TYPE_FILE) {
                kind = FILE;
            } else if (type == TYPE_DIRECTORY) {
                kind = DIRECTORY;
            } else {
                kind = type == TYPE_LINK ? LINK : OTHER;
            }
        }

        @Override
        boolean isStill(Path path, long expectedSize, long expectedChange, long expectedKey) throws IOException {
            Map<String, Object> all = Files.readAttributes(path, "unix:ctime,ino", LinkOption.NOFOLLOW_LINKS);
            return nanos((FileTime) required(all, "ctime")) == expectedChange
                    && (Long) required(all, "ino") == expectedKey;
        }
    }

    /** Where there is no change time: the modification time, and the creation time in place of the inode. */
    private static final class Basic extends FileStat {
        @Override
        void read(Path path) throws IOException {
            BasicFileAttributes all = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            changed = nanos(all.lastModifiedTime());
            key = nanos(all.creationTime())
                    ^ (all.fileKey() == null ? 0 : all.fileKey().hashCode());
            size = all.size();
            if (all.isRegularFile()) {
                kind = FILE;
            } else if (all.isDirectory()) {
                kind = DIRECTORY;
            } else {
                kind = all.isSymbolicLink() ? LINK : OTHER;
            }
        }

        @Override
        boolean isStill(Path path, long expectedSize, long expectedChange, long expectedKey) throws IOException {
            read(path);
            return changed == expectedChange && key == expectedKey && size == expectedSize;
        }
    }
}
