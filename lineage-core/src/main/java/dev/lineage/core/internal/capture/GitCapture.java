package dev.lineage.core.internal.capture;

import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/** Reads the state of the code from a Git repository. The only way into JGit; nothing of the repository is executed. */
final class GitCapture {
    private static final String SOURCE = "git";
    private static final int MAX_DEPTH = 32;

    private final Environment environment;
    private final GitChanges changes = new GitChanges();

    private GitCapture(Environment environment) {
        this.environment = environment;
    }

    static CapturedCode capture(Environment environment, GitLocation location) {
        try (JGitSession session = JGitSession.open(environment)) {
            return new GitCapture(environment).capture(location, session);
        } catch (IOException | RuntimeException e) {
            return CapturedCode.unknown(SOURCE, List.of(CodeHoles.unreadableRepository(e)));
        }
    }

    private CapturedCode capture(GitLocation location, JGitSession session) throws IOException {
        try (Repository repository = open(location, true)) {
            if (repository.isBare()) {
                return CapturedCode.unknown(SOURCE, List.of(CodeHoles.bareRepository()));
            }
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head == null) {
                return CapturedCode.unknown(SOURCE, List.of(CodeHoles.noCommit()));
            }
            GitScan.run(repository, tree(repository, head), new byte[0], changes, submodules(0));
            List<Hole> holes = new ArrayList<>(changes.holes());
            if (session.missedConfiguration()) {
                holes.add(CodeHoles.unreadableConfiguration());
            }
            Optional<Digest> uncommitted = changes.isEmpty() ? Optional.empty() : Optional.of(changes.digest());
            Optional<byte[]> patch = changes.isEmpty() ? Optional.empty() : patch(holes);
            CodeOrigin origin = new CodeOrigin(SOURCE, remote(repository), branch(repository), patch.map(Digest::of));
            return new CapturedCode(Optional.of(new CodeState(head.name(), uncommitted)), origin, patch, holes);
        }
    }

    private Optional<byte[]> patch(List<Hole> holes) {
        Optional<byte[]> patch;
        try {
            patch = GitPatch.of(changes.sorted(), GitChanges.MAX_KEPT);
        } catch (IOException e) {
            holes.add(CodeHoles.noPatch("an object of the commit could not be read"));
            return Optional.empty();
        }
        if (patch.isEmpty()) {
            holes.add(CodeHoles.noPatch("they are larger than " + GitChanges.MAX_KEPT / (1024 * 1024) + " MiB"));
        } else if (!changes.isReproducedByPatch()) {
            holes.add(CodeHoles.partialPatch());
        }
        return patch;
    }

    private Repository open(GitLocation location, boolean outermost) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder();
        builder.setFS(JGitSession.fileSystem());
        builder.setGitDir(location.gitDir().toFile());
        builder.setMustExist(true);
        location.workTree().map(Path::toFile).ifPresent(builder::setWorkTree);
        if (outermost) {
            file("GIT_COMMON_DIR").ifPresent(builder::setGitCommonDir);
            file("GIT_INDEX_FILE").ifPresent(builder::setIndexFile);
            file("GIT_OBJECT_DIRECTORY").ifPresent(builder::setObjectDirectory);
            environment.variable("GIT_ALTERNATE_OBJECT_DIRECTORIES").ifPresent(list -> {
                for (String path : list.split(File.pathSeparator, -1)) {
                    builder.addAlternateObjectDirectory(
                            environment.workingDirectory().resolve(path).toFile());
                }
            });
        }
        Repository repository = builder.build();
        String format = repository.getConfig().getString("extensions", null, "objectformat");
        if (format != null && !format.equalsIgnoreCase("sha1")) {
            repository.close();
            throw new IOException("has the object format " + format + ", which is not supported yet");
        }
        return repository;
    }

    private Optional<File> file(String variable) {
        return environment
                .variable(variable)
                .map(path -> environment.workingDirectory().resolve(path).toFile());
    }

    private static ObjectId tree(Repository repository, ObjectId head) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(head);
            return commit.getTree().getId();
        }
    }

    private GitScan.Submodules submodules(int depth) {
        return (directory, prefix) -> {
            if (depth >= MAX_DEPTH) {
                throw new IOException("has submodules nested more than " + MAX_DEPTH + " deep");
            }
            GitLocation location = GitLocation.at(directory)
                    .orElseThrow(() -> new IOException("has a submodule that is no repository"));
            try (Repository inner = open(location, false)) {
                ObjectId head = inner.resolve(Constants.HEAD);
                @Nullable ObjectId tree = head == null ? null : tree(inner, head);
                GitScan.run(inner, tree, prefix, changes, submodules(depth + 1));
                return head == null ? ObjectId.zeroId() : head;
            }
        };
    }

    private static Optional<String> branch(Repository repository) throws IOException {
        Ref head = repository.exactRef(Constants.HEAD);
        if (head == null || !head.isSymbolic()) {
            return Optional.empty();
        }
        String target = head.getTarget().getName();
        return target.startsWith(Constants.R_HEADS)
                ? Optional.of(target.substring(Constants.R_HEADS.length()))
                : Optional.empty();
    }

    private static Optional<String> remote(Repository repository) throws IOException {
        Config config = repository.getConfig();
        Set<String> names = config.getSubsections("remote");
        List<String> candidates = new ArrayList<>();
        candidates.add("origin");
        branch(repository)
                .map(branch -> config.getString("branch", branch, "remote"))
                .ifPresent(candidates::add);
        if (names.size() == 1) {
            candidates.addAll(names);
        }
        return candidates.stream()
                .filter(names::contains)
                .map(name -> Optional.ofNullable(config.getString("remote", name, "url")))
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(GitRemotes::clean);
    }
}
