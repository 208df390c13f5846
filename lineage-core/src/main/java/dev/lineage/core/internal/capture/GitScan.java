package dev.lineage.core.internal.capture;

import dev.lineage.core.internal.snapshot.StoreDirectories;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.CoreConfig.EolStreamType;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.NameConflictTreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk.OperationType;
import org.eclipse.jgit.treewalk.WorkingTreeIterator.MetadataDiff;
import org.jspecify.annotations.Nullable;

/**
 * Compares a work tree with the tree of a commit: every path that the commit or the index has, and every other file that
 * is not ignored. The index only saves reading: a file whose size and times are those of its entry is the entry's blob.
 */
final class GitScan {
    private static final int HEAD = 0;
    private static final int INDEX = 1;
    private static final int WORK = 2;
    private static final String LFS = "lfs";

    private final Repository repository;
    private final NameConflictTreeWalk walk;
    private final byte[] prefix;
    private final GitChanges changes;
    private final Submodules submodules;
    private final GitObjects objects = this::read;
    private final FileTime indexTime;
    private final boolean comparesChangeTime;

    /** Looks into the repositories inside a work tree. */
    @FunctionalInterface
    interface Submodules {
        /**
         * Adds the changes inside of the repository at {@code directory}; returns its commit, or the zero id if it has
         * none.
         */
        ObjectId scan(Path directory, byte[] prefix) throws IOException;
    }

    private GitScan(
            Repository repository,
            NameConflictTreeWalk walk,
            byte[] prefix,
            GitChanges changes,
            Submodules submodules,
            FileTime indexTime) {
        this.repository = repository;
        this.walk = walk;
        this.prefix = prefix;
        this.changes = changes;
        this.submodules = submodules;
        this.indexTime = indexTime;
        this.comparesChangeTime = repository.getConfig().getBoolean("core", "trustctime", true)
                && !"minimal".equalsIgnoreCase(repository.getConfig().getString("core", null, "checkstat"))
                && repository
                        .getWorkTree()
                        .toPath()
                        .getFileSystem()
                        .supportedFileAttributeViews()
                        .contains("unix");
    }

    /**
     * Adds every difference to {@code changes}.
     *
     * @param tree the commit's tree, or null if there is no commit
     * @param prefix the work tree's path in the outermost one, with a slash at its end unless it is empty
     * @throws IOException if anything could not be read, or changed while it was read
     */
    static void run(
            Repository repository, @Nullable ObjectId tree, byte[] prefix, GitChanges changes, Submodules submodules)
            throws IOException {
        Path indexFile = repository.getIndexFile().toPath();
        // Taken before the index is read: an older time only makes more files be read.
        FileTime indexTime = Files.exists(indexFile) ? Files.getLastModifiedTime(indexFile) : FileTime.fromMillis(0);
        DirCache index = repository.readDirCache();
        try (NameConflictTreeWalk walk = new NameConflictTreeWalk(repository)) {
            walk.setOperationType(OperationType.CHECKIN_OP);
            if (tree == null) {
                walk.addTree(new EmptyTreeIterator());
            } else {
                walk.addTree(new CanonicalTreeParser(null, walk.getObjectReader(), tree));
            }
            walk.addTree(new DirCacheIterator(index));
            FileTreeIterator files = new FileTreeIterator(repository);
            walk.addTree(files);
            files.setDirCacheIterator(walk, INDEX);
            new GitScan(repository, walk, prefix, changes, submodules, indexTime).walk();
        }
    }

    private void walk() throws IOException {
        byte[] last = new byte[0];
        while (walk.next()) {
            byte[] path = walk.getRawPath();
            // A path in conflict is in the index up to three times; the work tree comes with the first.
            if (!Arrays.equals(path, last)) {
                last = path;
                int head = walk.getRawMode(HEAD);
                int index = walk.getRawMode(INDEX);
                if (isSkipped(head, index)) {
                    continue;
                }
                compare(path, head, index);
            }
            if (walk.isSubtree()) {
                requireListable();
                walk.enterSubtree();
            }
        }
    }

    /** A directory that may not be listed would pass for an empty one. */
    private void requireListable() throws IOException {
        FileTreeIterator files = walk.getTree(WORK, FileTreeIterator.class);
        if (files != null && isTree(files.getEntryRawMode())) {
            Path directory = files.getEntryFile().toPath();
            if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
                throw new AccessDeniedException(walk.getPathString());
            }
        }
    }

    /** Whether the path is an ignored one that neither commit nor index has, or a store of Lineage. */
    private boolean isSkipped(int head, int index) throws IOException {
        FileTreeIterator files = walk.getTree(WORK, FileTreeIterator.class);
        if (files == null) {
            return false;
        }
        if (isTree(files.getEntryRawMode())
                && StoreDirectories.isStore(files.getEntryFile().toPath())) {
            return true;
        }
        return head == 0 && index == 0 && files.isEntryIgnored();
    }

    private static boolean isTree(int mode) {
        return FileMode.TREE.equals(mode);
    }

    private void compare(byte[] path, int headMode, int indexMode) throws IOException {
        boolean inHead = headMode != 0 && !isTree(headMode);
        boolean inIndex = indexMode != 0 && !isTree(indexMode);
        FileTreeIterator files = walk.getTree(WORK, FileTreeIterator.class);
        boolean inWork = files != null && !isTree(files.getEntryRawMode());
        if (!inHead && !inIndex && (!inWork || isSpecial(files))) {
            return;
        }
        GitChange.Before before =
                inHead ? new GitChange.Before(canonical(headMode), walk.getObjectId(HEAD), objects) : null;
        Found found = inWork ? inWorkTree(files, path) : notInWorkTree(inIndex, files);
        boolean same = before == null
                ? found == null
                : found != null && before.mode() == found.mode && before.id().equals(found.id);
        if (!same) {
            changes.add(new GitChange(full(path), before, found == null ? null : complete(found)));
        }
    }

    /** A pipe, socket or device, none of which Git knows. */
    private static boolean isSpecial(FileTreeIterator files) throws IOException {
        return !FileMode.GITLINK.equals(files.getEntryRawMode())
                && Files.readAttributes(
                                files.getEntryFile().toPath(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther();
    }

    private static int canonical(int mode) {
        return FileMode.fromBits(mode).getBits();
    }

    private byte[] full(byte[] path) {
        byte[] full = Arrays.copyOf(prefix, prefix.length + path.length);
        System.arraycopy(path, 0, full, prefix.length, path.length);
        return full;
    }

    /** What is meant by a path that has no file: nothing, unless a sparse checkout or a submodule left it out. */
    private @Nullable Found notInWorkTree(boolean inIndex, @Nullable FileTreeIterator files) {
        DirCacheIterator index = walk.getTree(INDEX, DirCacheIterator.class);
        if (!inIndex || index == null) {
            return null;
        }
        DirCacheEntry entry = index.getDirCacheEntry();
        boolean leftOut = entry.isSkipWorkTree() || FileMode.GITLINK.equals(entry.getRawMode()) && files != null;
        return leftOut ? ofIndex(entry) : null;
    }

    private Found inWorkTree(FileTreeIterator files, byte[] path) throws IOException {
        DirCacheIterator index = isTree(walk.getRawMode(INDEX)) ? null : walk.getTree(INDEX, DirCacheIterator.class);
        DirCacheEntry entry = index == null ? null : index.getDirCacheEntry();
        Path file = files.getEntryFile().toPath();
        if (FileMode.GITLINK.equals(files.getEntryRawMode())) {
            return submodule(file, path);
        }
        if (entry != null && isUnchanged(files, entry, file)) {
            return ofIndex(entry);
        }
        int mode = canonical(files.getIndexFileMode(index).getBits());
        if (Files.isSymbolicLink(file)) {
            return found(mode, GitContent.ofLink(file));
        }
        Attributes attributes = walk.getAttributes();
        boolean lfs = LFS.equals(attributes.getValue(Constants.ATTR_FILTER));
        boolean isNew = walk.getRawMode(HEAD) == 0;
        GitContent content = GitContent.ofFile(file, lineEnds(files, mode), lfs, changes.room(), isNew);
        if (isNew || !walk.getObjectId(HEAD).equals(content.id())) {
            noteFilters(attributes, lfs);
        }
        return found(mode, content);
    }

    private static Found found(int mode, GitContent content) {
        return new Found(mode, content.id(), content);
    }

    private static EolStreamType lineEnds(FileTreeIterator files, int mode) throws IOException {
        EolStreamType type = FileMode.SYMLINK.equals(mode) ? EolStreamType.DIRECT : files.getEolStreamType();
        return type == null ? EolStreamType.DIRECT : type;
    }

    private void noteFilters(Attributes attributes, boolean lfs) {
        String path = walk.getPathString();
        Attribute filter = attributes.get(Constants.ATTR_FILTER);
        if (lfs) {
            changes.filtered("filter=lfs", path);
            changes.notInPatch();
        } else if (filter != null && filter.getState() == Attribute.State.CUSTOM) {
            changes.filtered("filter=" + filter.getValue(), path);
        }
        if (attributes.isSet("ident")) {
            changes.filtered("ident", path);
        }
        Attribute encoding = attributes.get("working-tree-encoding");
        if (encoding != null && encoding.getState() == Attribute.State.CUSTOM) {
            changes.filtered("working-tree-encoding", path);
        }
    }

    /** Whether the file is surely what the index has. */
    private boolean isUnchanged(FileTreeIterator files, DirCacheEntry entry, Path file) throws IOException {
        if (entry.getStage() != 0
                // "Assume unchanged" is a promise that may have been broken.
                || entry.isAssumeValid()
                || entry.isIntentToAdd()
                || files.compareMetadata(entry) != MetadataDiff.EQUAL) {
            return false;
        }
        if (!comparesChangeTime) {
            return true;
        }
        // Size and modification time can be kept by who changes a file, the change time cannot.
        FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        return changed.toMillis() == entry.getCreationTime() && changed.compareTo(indexTime) < 0;
    }

    private static Found ofIndex(DirCacheEntry entry) {
        return new Found(canonical(entry.getRawMode()), entry.getObjectId(), null);
    }

    private Found submodule(Path directory, byte[] path) throws IOException {
        byte[] inner = full(Arrays.copyOf(path, path.length + 1));
        inner[inner.length - 1] = '/';
        return new Found(FileMode.GITLINK.getBits(), submodules.scan(directory, inner), null);
    }

    private GitChange.After complete(Found found) throws IOException {
        if (FileMode.GITLINK.equals(found.mode)) {
            byte[] commit = found.id.name().getBytes(StandardCharsets.US_ASCII);
            return new GitChange.After(found.mode, found.id, Digest.of(commit), commit);
        }
        GitContent content = found.content != null ? found.content : GitContent.ofBytes(staged(found.id));
        return new GitChange.After(found.mode, found.id, content.sha256(), content.bytes());
    }

    private byte[] staged(ObjectId id) throws IOException {
        return read(id, Integer.MAX_VALUE - 8).orElseThrow(() -> new IOException("has a staged file of 2 GiB or more"));
    }

    private Optional<byte[]> read(ObjectId id, int limit) throws IOException {
        try (ObjectReader reader = repository.newObjectReader()) {
            ObjectLoader loader = reader.open(id, Constants.OBJ_BLOB);
            return loader.getSize() > limit ? Optional.empty() : Optional.of(loader.getBytes(limit));
        }
    }

    /**
     * What the work tree has.
     *
     * @param content null if it is the blob with this id
     */
    private record Found(int mode, ObjectId id, @Nullable GitContent content) {}
}
