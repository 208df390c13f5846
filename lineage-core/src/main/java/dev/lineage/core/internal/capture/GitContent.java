package dev.lineage.core.internal.capture;

import dev.lineage.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.CoreConfig.EolStreamType;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.util.io.EolStreamTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file of the work tree, as {@code git add} would store it. No external filter is ever run.
 *
 * @param id the id of the blob that {@code git add} would make
 * @param sha256 the digest of the blob's content
 * @param bytes the blob's content; null if it is larger than what was asked for
 */
// Never compared: the array is the content, handed on without a copy.
@SuppressWarnings("ArrayRecordComponent")
record GitContent(ObjectId id, Digest sha256, byte @Nullable [] bytes) {
    /** A file changed while it was read. */
    static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1L;

        ChangedException(Path file) {
            super("changed while it was read: " + file);
        }
    }

    private static final String LFS_VERSION = "version https://git-lfs.github.com/spec/v1\n";
    private static final int BUFFER = 128 * 1024;
    private static final int LFS_MAX_POINTER = 1024;

    static GitContent ofBytes(byte[] bytes) {
        try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
            return new GitContent(formatter.idFor(Constants.OBJ_BLOB, bytes), Digest.of(bytes), bytes);
        }
    }

    static GitContent ofLink(Path link) throws IOException {
        String target = Files.readSymbolicLink(link).toString();
        return ofBytes(target.replace(File.separatorChar, '/').getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a regular file whole.
     *
     * @param lfs whether Git keeps a pointer of Git LFS in its place
     * @param keep the size up to which the bytes are kept
     * @param isNew whether there is nothing to compare it with: a large file then has the zero id
     * @throws ChangedException if it changed meanwhile
     */
    static GitContent ofFile(Path file, EolStreamType lineEnds, boolean lfs, long keep, boolean isNew)
            throws IOException {
        BasicFileAttributes before = attributes(file);
        GitContent content;
        if (lfs) {
            content = ofBytes(lfsPointer(file, before.size()));
        } else if (before.size() <= keep) {
            content = ofBytes(readWhole(file, lineEnds, before.size()));
        } else {
            content = isNew ? digested(file, lineEnds) : streamed(file, lineEnds, before.size());
        }
        BasicFileAttributes after = attributes(file);
        if (before.size() != after.size()
                || !before.lastModifiedTime().equals(after.lastModifiedTime())
                || !Objects.equals(before.fileKey(), after.fileKey())) {
            throw new ChangedException(file);
        }
        return content;
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static byte[] readWhole(Path file, EolStreamType lineEnds, long size) throws IOException {
        byte[] raw;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            raw = in.readNBytes((int) size + 1);
        }
        if (raw.length != size) {
            throw new ChangedException(file);
        }
        if (lineEnds == EolStreamType.DIRECT) {
            return raw;
        }
        try (InputStream in = EolStreamTypeUtil.wrapInputStream(new ByteArrayInputStream(raw), lineEnds)) {
            return in.readAllBytes();
        }
    }

    private static GitContent digested(Path file, EolStreamType lineEnds) throws IOException {
        MessageDigest sha256 = newSha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = open(file, lineEnds)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
        }
        return new GitContent(ObjectId.zeroId(), Digest.ofSha256(sha256.digest()), null);
    }

    private static GitContent streamed(Path file, EolStreamType lineEnds, long size) throws IOException {
        long length = size;
        if (lineEnds != EolStreamType.DIRECT) {
            try (InputStream in = open(file, lineEnds)) {
                length = in.transferTo(OutputStream.nullOutputStream());
            }
        }
        MessageDigest sha256 = newSha256();
        try (InputStream in = new DigestInputStream(open(file, lineEnds), sha256);
                ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
            ObjectId id = formatter.idFor(Constants.OBJ_BLOB, length, in);
            if (in.read() >= 0) {
                throw new ChangedException(file);
            }
            return new GitContent(id, Digest.ofSha256(sha256.digest()), null);
        } catch (EOFException e) {
            throw new ChangedException(file);
        }
    }

    private static InputStream open(Path file, EolStreamType lineEnds) throws IOException {
        return EolStreamTypeUtil.wrapInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), lineEnds);
    }

    /** What {@code git lfs clean} would print: a pointer, or the file itself if it is one or is empty. */
    private static byte[] lfsPointer(Path file, long size) throws IOException {
        MessageDigest sha256 = newSha256();
        byte[] start;
        long read;
        try (InputStream in = new DigestInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), sha256)) {
            start = in.readNBytes(LFS_MAX_POINTER);
            read = start.length + in.transferTo(OutputStream.nullOutputStream());
        }
        if (read != size) {
            throw new ChangedException(file);
        }
        byte[] version = LFS_VERSION.getBytes(StandardCharsets.US_ASCII);
        boolean isPointer = size < LFS_MAX_POINTER
                && start.length > version.length
                && Arrays.equals(start, 0, version.length, version, 0, version.length);
        if (isPointer || size == 0) {
            return start;
        }
        return (LFS_VERSION + "oid " + Digest.ofSha256(sha256.digest()) + "\nsize " + size + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, this one does not", e);
        }
    }
}
