package dev.lineage.core.internal.tree;

import dev.lineage.CheckpointStore;
import dev.lineage.StoreException;
import dev.lineage.core.internal.capture.Environment;
import dev.lineage.core.internal.capture.JGitSession;
import dev.lineage.model.Checkpoint;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A checkpoint in a tracked file of a Git work tree. The branch is moved by compare-and-set from the commit that was read to the
 * one that was made of it, so of two writers one wins; what is compared with is in the commit, whatever the work tree has.
 */
public final class GitCheckpoints implements CheckpointStore {
    private final Path file;
    private final Environment environment;

    /** A checkpoint in {@code file}, which is in a work tree. */
    public GitCheckpoints(Path file, Environment environment) {
        this.file = file.toAbsolutePath().normalize();
        this.environment = environment;
    }

    @Override
    public String location() {
        return file + " in Git";
    }

    /** What is done with the repository. */
    @FunctionalInterface
    private interface Work<T> {
        T with(Repository repository, String path) throws IOException;
    }

    private <T> T run(String what, Work<T> work) {
        JGitSession session = JGitSession.open(environment);
        try {
            File start =
                    file.getParent() == null ? file.toFile() : file.getParent().toFile();
            FileRepositoryBuilder builder =
                    new FileRepositoryBuilder().setFS(JGitSession.fileSystem()).findGitDir(start);
            if (builder.getGitDir() == null) {
                throw failure(what, "it is in no Git work tree; make one with git init", null);
            }
            try (Repository repository = builder.build()) {
                Path root = repository.getWorkTree().toPath().toRealPath();
                Path parent = file.getParent() == null ? file : file.getParent().toRealPath();
                String path = root.relativize(parent.resolve(file.getFileName()))
                        .toString()
                        .replace(File.separatorChar, '/');
                return work.with(repository, path);
            }
        } catch (IOException e) {
            throw failure(what, e.toString(), e);
        } finally {
            session.close();
        }
    }

    @Override
    public Optional<String> load() {
        return run("read", (repository, path) -> {
            ObjectId head = repository.resolve(Constants.HEAD);
            return head == null ? Optional.<String>empty() : committed(repository, head, path);
        });
    }

    private Optional<String> committed(Repository repository, ObjectId head, String path) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                RevWalk walk = new RevWalk(reader);
                TreeWalk found =
                        TreeWalk.forPath(reader, path, walk.parseCommit(head).getTree())) {
            if (found == null) {
                return Optional.empty();
            }
            byte[] bytes =
                    reader.open(found.getObjectId(0), Constants.OBJ_BLOB).getCachedBytes(Checkpoint.MAX_LENGTH * 4);
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean replace(Optional<String> expected, String next) {
        return run("committed", (repository, path) -> {
            ObjectId head = repository.resolve(Constants.HEAD);
            Optional<String> kept = head == null ? Optional.empty() : committed(repository, head, path);
            if (!kept.equals(expected)) {
                return false;
            }
            try (ObjectInserter inserter = repository.newObjectInserter();
                    ObjectReader reader = inserter.newReader()) {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, next.getBytes(StandardCharsets.UTF_8));
                ObjectId commit = commit(repository, inserter, reader, head, path, blob, next);
                inserter.flush();
                RefUpdate update = repository.updateRef(Constants.HEAD);
                update.setNewObjectId(commit);
                update.setExpectedOldObjectId(head == null ? ObjectId.zeroId() : head);
                update.setRefLogMessage("commit: checkpoint of Lineage", false);
                RefUpdate.Result result = update.update();
                switch (result) {
                    case NEW, FAST_FORWARD -> show(repository, path, blob, next);
                    case LOCK_FAILURE, REJECTED -> {
                        return false;
                    }
                    default -> throw failure("committed", "Git answered " + result, null);
                }
                return true;
            }
        });
    }

    private static ObjectId commit(
            Repository repository,
            ObjectInserter inserter,
            ObjectReader reader,
            @Nullable ObjectId head,
            String path,
            ObjectId blob,
            String note)
            throws IOException {
        DirCache tree = DirCache.newInCore();
        try (RevWalk walk = new RevWalk(reader)) {
            DirCacheBuilder builder = tree.builder();
            RevCommit parent = head == null ? null : walk.parseCommit(head);
            if (parent != null) {
                builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, parent.getTree());
            }
            builder.finish();
            edit(tree.editor(), path, blob).finish();
            PersonIdent person = new PersonIdent(repository);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree.writeTree(inserter));
            if (parent != null) {
                commit.setParentId(parent);
            }
            commit.setAuthor(person);
            commit.setCommitter(person);
            Checkpoint checkpoint = Checkpoint.parse(note);
            commit.setMessage("Checkpoint of " + checkpoint.origin() + ": "
                    + checkpoint.head().size() + " entries\n");
            return inserter.insert(commit);
        }
    }

    private static DirCacheEditor edit(DirCacheEditor editor, String path, ObjectId blob) {
        editor.add(new DirCacheEditor.PathEdit(path) {
            @Override
            public void apply(DirCacheEntry entry) {
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(blob);
            }
        });
        return editor;
    }

    /** Work tree and index follow, so that Git shows no change; nothing depends on them. */
    private void show(Repository repository, String path, ObjectId blob, String next) {
        try {
            Files.write(file, next.getBytes(StandardCharsets.UTF_8));
            DirCache index = repository.lockDirCache();
            try {
                edit(index.editor(), path, blob).commit();
            } finally {
                index.unlock();
            }
        } catch (IOException e) {
            // It is committed. Git shows a change in the work tree until the next one.
            LoggerFactory.getLogger("dev.lineage").debug("{} was committed and not shown: {}", file, e.toString());
        }
    }

    private StoreException failure(String what, String why, @Nullable Exception cause) {
        String message = "The checkpoint in " + location() + " cannot be " + what + ": " + why;
        return cause == null ? new StoreException(message) : new StoreException(message, cause);
    }
}
