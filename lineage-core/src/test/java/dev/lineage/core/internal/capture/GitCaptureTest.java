package dev.lineage.core.internal.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.CodeState;
import dev.lineage.model.Digest;
import dev.lineage.model.Hole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capture from repositories that the real git made. */
class GitCaptureTest {
    @TempDir
    Path temp;

    private GitCli git;
    private Path repo;

    @BeforeEach
    void makeRepository() throws IOException {
        git = new GitCli(temp.resolve("home"));
        repo = git.repository(temp.resolve("repo"));
    }

    private CapturedCode capture(Path directory) {
        return CodeCapture.capture(git.environment(directory).build(), Optional.empty());
    }

    private CodeState complete(Path directory) {
        CapturedCode captured = capture(directory);
        assertThat(captured.holes()).isEmpty();
        return captured.state().orElseThrow();
    }

    private void assertClean() throws IOException {
        assertThat(complete(repo)).isEqualTo(CodeState.clean(git.head(repo)));
    }

    private void assertDirty() {
        assertThat(complete(repo).isDirty()).isTrue();
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Clones, applies the patch, and compares everything with the work tree that was captured. */
    private void assertPatchBringsBack(Path original) throws IOException {
        CapturedCode captured = capture(original);
        Path clone = Files.createTempDirectory(temp, "clone");
        Files.delete(clone);
        git.run(temp, "clone", "-q", "--no-local", original.toString(), clone.toString());
        git.run(clone, "checkout", "-q", captured.state().orElseThrow().commit());
        Path patch = Files.write(temp.resolve("changes.patch"), captured.patch().orElseThrow());
        git.run(clone, "apply", "--whitespace=nowarn", patch.toString());
        assertThat(Trees.contents(clone)).isEqualTo(Trees.contents(original));
        assertThat(git.workTree(clone, temp)).isEqualTo(git.workTree(original, temp));
        assertThat(capture(clone).state()).isEqualTo(captured.state());
        assertThat(captured.origin().patch())
                .contains(Digest.of(captured.patch().orElseThrow()));
    }

    @Test
    void aCleanTreeIsItsCommit() throws IOException {
        CapturedCode captured = capture(repo);
        assertThat(captured.state()).contains(CodeState.clean(git.head(repo)));
        assertThat(captured.patch()).isEmpty();
        assertThat(captured.holes()).isEmpty();
        assertThat(captured.origin().source()).isEqualTo("git");
        assertThat(captured.origin().branch()).contains("main");
        assertThat(captured.origin().remote()).isEmpty();
    }

    @Test
    void isFoundFromADirectoryInside() throws IOException {
        Files.writeString(repo.resolve("Train.java"), "changed\n");
        assertThat(capture(repo.resolve("src")).state()).isEqualTo(capture(repo).state());
    }

    @Test
    void everyKindOfChangeIsSeenAndComesBack() throws IOException {
        write(repo.resolve("gone.txt"), "goes\n");
        write(repo.resolve("renamed.txt"), "moves\n");
        write(repo.resolve("run.sh"), "#!/bin/sh\n");
        write(repo.resolve("was-file"), "file\n");
        write(repo.resolve("was-link-target"), "target\n");
        write(repo.resolve("becomes-directory"), "file\n");
        write(repo.resolve("directory-becomes-file/a.txt"), "a\n");
        write(repo.resolve("emptied.txt"), "something\n");
        write(repo.resolve("no-end.txt"), "no line feed at the end");
        Files.write(repo.resolve("model.bin"), new byte[] {0, 1, 2, 3, 0, (byte) 0xff});
        Files.write(repo.resolve("latin1.txt"), new byte[] {'a', (byte) 0xe4, '\n'});
        Files.createSymbolicLink(repo.resolve("link"), Path.of("was-link-target"));
        write(repo.resolve("crlf.txt"), "one\r\ntwo\r\n");
        git.commit(repo);
        assertClean();

        Files.writeString(repo.resolve("Train.java"), "class Train {\n    int seed = 2;\n}\n");
        write(repo.resolve("staged.txt"), "staged\n");
        git.run(repo, "add", "staged.txt");
        Files.delete(repo.resolve("gone.txt"));
        git.run(repo, "mv", "renamed.txt", "new-name.txt");
        Files.setPosixFilePermissions(repo.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.delete(repo.resolve("was-file"));
        Files.createSymbolicLink(repo.resolve("was-file"), Path.of("nowhere"));
        Files.delete(repo.resolve("becomes-directory"));
        write(repo.resolve("becomes-directory/inner.txt"), "inner\n");
        Files.delete(repo.resolve("directory-becomes-file/a.txt"));
        Files.delete(repo.resolve("directory-becomes-file"));
        write(repo.resolve("directory-becomes-file"), "now a file\n");
        write(repo.resolve("emptied.txt"), "");
        write(repo.resolve("new-empty.txt"), "");
        write(repo.resolve("no-end.txt"), "still no line feed");
        Files.write(repo.resolve("model.bin"), new byte[] {0, 9, 9, 9, 0, 7, 7});
        byte[] large = new byte[100_000];
        new Random(7).nextBytes(large);
        Files.write(repo.resolve("untracked.bin"), large);
        Files.write(repo.resolve("latin1.txt"), new byte[] {'b', (byte) 0xe4, (byte) 0xfc, '\n'});
        Files.delete(repo.resolve("link"));
        Files.createSymbolicLink(repo.resolve("link"), Path.of("Train.java"));
        write(repo.resolve("crlf.txt"), "one\r\ntwo\r\nthree\r\n");
        write(repo.resolve("with space/and \"quotes\" \\ and täb\t.txt"), "odd\n");
        write(repo.resolve("日本/モデル.txt"), "names\n");
        assertDirty();
        assertPatchBringsBack(repo);
    }

    @Test
    void stagedAndUnstagedAreTheSameUncommittedContent() throws IOException {
        write(repo.resolve("new.txt"), "new\n");
        CodeState unstaged = complete(repo);
        git.run(repo, "add", "new.txt");
        assertThat(complete(repo)).isEqualTo(unstaged);
    }

    @Test
    void whatWasStagedAndTakenBackIsNoChange() throws IOException {
        write(repo.resolve("Train.java"), "staged\n");
        git.run(repo, "add", "Train.java");
        git.run(repo, "show", "HEAD:Train.java");
        write(repo.resolve("Train.java"), "class Train {\n    int seed = 1;\n}\n");
        assertClean();
    }

    @Test
    void aFileThatLeftOnlyTheIndexIsNoChange() throws IOException {
        git.run(repo, "rm", "-q", "--cached", "Train.java");
        assertClean();
        write(repo.resolve(".git/info/exclude"), "Train.java\n");
        assertClean();
        write(repo.resolve("Train.java"), "changed\n");
        assertDirty();
    }

    @Test
    void theDigestIsTheSameInEveryCloneAndForEveryLineEndSetting() throws IOException {
        Path other = temp.resolve("elsewhere/deeper/clone");
        git.run(temp, "clone", "-q", "-c", "core.autocrlf=true", repo.toString(), other.toString());
        assertThat(Files.readString(other.resolve("Train.java"))).contains("\r\n");
        assertThat(complete(other)).isEqualTo(complete(repo));

        write(repo.resolve("src/Model.java"), "class Model {\n  int x;\n}\n");
        write(repo.resolve("new.txt"), "one\ntwo\n");
        write(other.resolve("src/Model.java"), "class Model {\r\n  int x;\r\n}\r\n");
        write(other.resolve("new.txt"), "one\r\ntwo\r\n");
        assertThat(complete(other)).isEqualTo(complete(repo));
    }

    @Test
    void theDigestIsTheDocumentedOne() throws IOException {
        write(repo.resolve("Train.java"), "class Train {}\n");
        Files.delete(repo.resolve("src/Model.java"));
        write(repo.resolve("a b"), "new\n");
        String listing =
                "M 100644 " + Digest.of("class Train {}\n".getBytes(UTF_8)).hex() + " Train.java\0"
                        + "A 100644 " + Digest.of("new\n".getBytes(UTF_8)).hex() + " a b\0"
                        + "D 000000 - src/Model.java\0";
        assertThat(complete(repo).uncommitted())
                .contains(Digest.of("lineage/uncommitted/1", listing.getBytes(UTF_8)))
                .contains(Digest.parse("sha256:fd9520d190c097aaa4e0d6f670afd915100c0f3e982dd89ee8d401b7e943b11c"));
    }

    @Test
    void ignoredFilesAreNoChange() throws IOException {
        write(repo.resolve(".gitignore"), "target/\n*.log\n!keep.log\n");
        git.commit(repo);
        write(repo.resolve("target/classes/A.class"), "x");
        write(repo.resolve("a.log"), "x");
        write(repo.resolve("src/b.log"), "x");
        assertClean();
        write(repo.resolve("src/keep.log"), "x");
        assertDirty();
    }

    @Test
    void userAndRepositoryExcludesCount() throws IOException {
        write(git.home().resolve(".config/git/ignore"), "*.swp\n");
        write(repo.resolve(".git/info/exclude"), "notes.txt\n");
        write(repo.resolve("a.swp"), "x");
        write(repo.resolve("notes.txt"), "x");
        assertClean();
        write(git.home().resolve("my-excludes"), "*.tmp\n");
        write(git.home().resolve(".gitconfig"), "[core]\n\texcludesFile = ~/my-excludes\n");
        Files.delete(repo.resolve("a.swp"));
        write(repo.resolve("a.tmp"), "x");
        assertClean();
    }

    @Test
    void aTrackedFileThatIsAlsoIgnoredCounts() throws IOException {
        write(repo.resolve("tracked.log"), "one\n");
        git.commit(repo);
        write(repo.resolve(".gitignore"), "*.log\n");
        git.commit(repo);
        assertClean();
        write(repo.resolve("tracked.log"), "two\n");
        assertDirty();
    }

    @Test
    void theStoreOfLineageIsNoChange() throws IOException {
        write(repo.resolve(".lineage/lineage.json"), "{}");
        write(repo.resolve(".lineage/log/000000000/000000000001.jsonl"), "{}\n");
        write(repo.resolve("ml/registry/lineage.json"), "{}");
        write(repo.resolve("ml/registry/log/000000000/000000000001.jsonl"), "{}\n");
        assertClean();
        git.commit(repo);
        write(repo.resolve(".lineage/log/000000000/000000000002.jsonl"), "{}\n");
        assertClean();
        write(repo.resolve("ml/lineage.json"), "{}");
        assertDirty();
    }

    @Test
    void aChangeThatKeepsSizeAndTimeIsSeen() throws IOException {
        Path file = repo.resolve("Train.java");
        FileTime before = Files.getLastModifiedTime(file);
        write(file, "class Train {\n    int seed = 9;\n}\n");
        Files.setLastModifiedTime(file, before);
        assertDirty();
        assertPatchBringsBack(repo);
    }

    @Test
    void assumeUnchangedIsNotBelieved() throws IOException {
        git.run(repo, "update-index", "--assume-unchanged", "Train.java");
        assertClean();
        write(repo.resolve("Train.java"), "changed\n");
        assertDirty();
    }

    @Test
    void aTouchedFileIsNoChange() throws IOException {
        Files.setLastModifiedTime(repo.resolve("Train.java"), FileTime.fromMillis(1_000_000_000_000L));
        assertClean();
    }

    @Test
    void anExecutableBitIsAChangeUnlessGitIgnoresIt() throws IOException {
        Files.setPosixFilePermissions(repo.resolve("Train.java"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertDirty();
        git.run(repo, "config", "core.fileMode", "false");
        assertClean();
    }

    @Test
    void aLinkedWorkTreeIsReadWithItsOwnIndexAndBranch() throws IOException {
        Path linked = temp.resolve("linked");
        git.run(repo, "worktree", "add", "-q", "-b", "side", linked.toString());
        write(linked.resolve("only-here.txt"), "x\n");
        git.commit(linked);
        CapturedCode captured = capture(linked);
        assertThat(captured.state()).contains(CodeState.clean(git.head(linked)));
        assertThat(captured.origin().branch()).contains("side");
        write(linked.resolve("dirty.txt"), "x\n");
        assertThat(complete(linked).isDirty()).isTrue();
        assertClean();
    }

    @Test
    void submodulesAreLookedInto() throws IOException {
        Path library = git.repository(temp.resolve("library"));
        git.run(repo, "submodule", "--quiet", "add", library.toString(), "lib");
        git.commit(repo);
        assertClean();

        write(repo.resolve("lib/Train.java"), "changed inside\n");
        CodeState inside = complete(repo);
        assertThat(inside.isDirty()).isTrue();
        assertThat(new String(capture(repo).patch().orElseThrow(), UTF_8)).contains("b/lib/Train.java");
        assertThat(complete(repo.resolve("lib")).commit()).isEqualTo(git.head(library));

        git.commit(repo.resolve("lib"));
        CodeState moved = complete(repo);
        assertThat(moved.isDirty()).isTrue();
        assertThat(moved).isNotEqualTo(inside);
        git.commit(repo);
        assertClean();
    }

    @Test
    void aSubmoduleThatIsNotCheckedOutIsNoChange() throws IOException {
        Path library = git.repository(temp.resolve("library"));
        git.run(repo, "submodule", "--quiet", "add", library.toString(), "lib");
        git.commit(repo);
        Path clone = temp.resolve("clone");
        git.run(temp, "clone", "-q", repo.toString(), clone.toString());
        assertThat(complete(clone)).isEqualTo(CodeState.clean(git.head(repo)));
    }

    @Test
    void aDetachedHeadHasNoBranch() throws IOException {
        git.run(repo, "checkout", "-q", "--detach");
        assertThat(capture(repo).origin().branch()).isEmpty();
        assertClean();
    }

    @Test
    void aRepositoryWithoutACommitIsAFatalHole() throws IOException {
        Path unborn = Files.createDirectories(temp.resolve("unborn"));
        git.run(unborn, "init", "-q");
        assertFatal(capture(unborn), "no commit yet");
    }

    @Test
    void aBareRepositoryIsAFatalHole() throws IOException {
        Path bare = temp.resolve("bare.git");
        git.run(temp, "clone", "-q", "--bare", repo.toString(), bare.toString());
        assertFatal(capture(bare), "no work tree");
    }

    @Test
    void aRepositoryOfSha256IsAFatalHole() throws IOException {
        Path modern = Files.createDirectories(temp.resolve("sha256"));
        git.run(modern, "init", "-q", "--object-format=sha256");
        write(modern.resolve("a"), "a\n");
        git.commit(modern);
        assertFatal(capture(modern), "sha256");
    }

    @Test
    void aDamagedIndexIsAFatalHole() throws IOException {
        Path index = repo.resolve(".git/index");
        byte[] bytes = Files.readAllBytes(index);
        bytes[bytes.length / 2] ^= 1;
        Files.write(index, bytes);
        assertFatal(capture(repo), "could not be read whole");
    }

    @Test
    void aSplitIndexIsAFatalHole() throws IOException {
        git.run(repo, "update-index", "--split-index");
        assertFatal(capture(repo), "could not be read whole");
    }

    @Test
    void aDanglingGitFileIsAFatalHole() throws IOException {
        Path broken = Files.createDirectories(temp.resolve("broken"));
        write(broken.resolve(".git"), "gitdir: /nowhere/at/all\n");
        assertFatal(capture(broken), ".git file");
    }

    private static void assertFatal(CapturedCode captured, String reason) {
        assertThat(captured.state()).isEmpty();
        assertThat(captured.holes()).hasSize(1);
        Hole hole = captured.holes().get(0);
        assertThat(hole.fatal()).isTrue();
        assertThat(hole.reason()).contains(reason);
        assertThat(hole.remedy()).isNotBlank();
    }

    @Test
    void aShallowCloneIsEnough() throws IOException {
        git.commit(repo);
        Path shallow = temp.resolve("shallow");
        git.run(temp, "clone", "-q", "--depth=1", "file://" + repo, shallow.toString());
        write(shallow.resolve("Train.java"), "changed\n");
        assertThat(complete(shallow).commit()).isEqualTo(git.head(repo));
    }

    @Test
    void aSparseCheckoutIsClean() throws IOException {
        write(repo.resolve("big/data.txt"), "x\n");
        git.commit(repo);
        git.run(repo, "sparse-checkout", "set", "--no-cone", "/*", "!/big/");
        assertThat(repo.resolve("big/data.txt")).doesNotExist();
        assertClean();
    }

    @Test
    void aMergeInConflictIsDirty() throws IOException {
        git.run(repo, "checkout", "-q", "-b", "side");
        write(repo.resolve("Train.java"), "side\n");
        git.commit(repo);
        git.run(repo, "checkout", "-q", "main");
        write(repo.resolve("Train.java"), "main\n");
        git.commit(repo);
        git.run(repo, Map.of(), List.of("-c", "alias.m=!git merge -q side || true", "m"));
        assertThat(git.run(repo, "ls-files", "-u")).isNotBlank();
        assertDirty();
        assertPatchBringsBack(repo);
    }

    @Test
    void gitDirAndWorkTreeVariablesAreFollowed() throws IOException {
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
        Environment environment = git.environment(elsewhere)
                .variable("GIT_DIR", repo.resolve(".git").toString())
                .variable("GIT_WORK_TREE", repo.toString())
                .build();
        assertThat(CodeCapture.capture(environment, Optional.empty()).state())
                .contains(CodeState.clean(git.head(repo)));
    }

    @Test
    void aCeilingEndsTheSearch() throws IOException {
        Environment environment = git.environment(repo.resolve("src"))
                .variable("GIT_CEILING_DIRECTORIES", repo.toString())
                .build();
        assertThat(CodeCapture.capture(environment, Optional.empty()).origin().source())
                .isEqualTo("none");
    }

    @Test
    void theRemoteIsRecordedWithoutSecrets() throws IOException {
        git.run(repo, "remote", "add", "upstream", "https://me:hunter2@git.example.org/team/fraud.git");
        assertThat(capture(repo).origin().remote()).contains("https://git.example.org/team/fraud.git");
        git.run(repo, "remote", "add", "other", "git@git.example.org:other/fraud.git");
        assertThat(capture(repo).origin().remote()).isEmpty();
        git.run(repo, "config", "branch.main.remote", "other");
        assertThat(capture(repo).origin().remote()).contains("git.example.org:other/fraud.git");
        git.run(repo, "remote", "add", "origin", repo.toString());
        assertThat(capture(repo).origin().remote()).isEmpty();
    }

    @Test
    void aBrokenUserConfigurationIsSurvivedAndSaid() throws IOException {
        String head = git.head(repo);
        write(git.home().resolve(".gitconfig"), "[core\nthis is no configuration");
        CapturedCode captured = capture(repo);
        assertThat(captured.state()).contains(CodeState.clean(head));
        assertThat(captured.holes()).hasSize(1);
        assertThat(captured.holes().get(0).fatal()).isFalse();
        assertThat(captured.holes().get(0).reason()).contains("configuration");
    }

    @Test
    void nothingIsWrittenAndNoGlobalStateStays() throws IOException {
        write(repo.resolve("Train.java"), "changed\n");
        SystemReader before = SystemReader.getInstance();
        Map<String, String> files = Trees.everything(temp);
        assertDirty();
        assertThat(Trees.everything(temp)).isEqualTo(files);
        assertThat(SystemReader.getInstance()).isSameAs(before);
    }

    @Test
    void aFilterIsNeverRun() throws IOException {
        write(repo.resolve(".gitattributes"), "*.dat filter=evil\n*.lfs filter=lfs\n");
        write(repo.resolve("a.dat"), "one\n");
        git.commit(repo);
        Path proof = temp.resolve("filter-was-run");
        git.run(repo, "config", "filter.evil.clean", "touch " + proof + "; cat");
        git.run(repo, "config", "filter.lfs.clean", "touch " + proof + "; cat");
        git.run(repo, "config", "core.fsmonitor", "touch " + proof);
        write(repo.resolve("a.dat"), "two\n");
        write(repo.resolve("b.lfs"), "large\n");
        CapturedCode captured = capture(repo);
        assertThat(proof).doesNotExist();
        assertThat(captured.state().orElseThrow().isDirty()).isTrue();
        assertThat(captured.holes()).extracting(Hole::fatal).containsOnly(false);
        assertThat(captured.holes().toString()).contains("filter=evil", "filter=lfs");
        assertThat(new String(captured.patch().orElseThrow(), UTF_8))
                .contains("+oid sha256:" + Digest.of("large\n".getBytes(UTF_8)).hex(), "+size 6");
    }

    @Test
    void aFileOfGitLfsThatIsUnchangedIsClean() throws IOException {
        byte[] content = "large content\n".getBytes(UTF_8);
        String pointer = "version https://git-lfs.github.com/spec/v1\noid " + Digest.of(content) + "\nsize "
                + content.length + "\n";
        write(repo.resolve("m.lfs"), pointer);
        git.commit(repo);
        write(repo.resolve(".gitattributes"), "*.lfs filter=lfs diff=lfs merge=lfs -text\n");
        git.run(repo, "add", ".gitattributes");
        git.run(repo, "commit", "-q", "-m", "attributes");
        assertClean();
        Files.write(repo.resolve("m.lfs"), content);
        assertClean();
    }

    @Test
    void changesThatAreTooLargeToKeepAreStillIdentified() throws IOException {
        byte[] large = new byte[GitChanges.MAX_KEPT + 1];
        new Random(1).nextBytes(large);
        Files.write(repo.resolve("data.bin"), large);
        CapturedCode captured = capture(repo);
        assertThat(captured.patch()).isEmpty();
        assertThat(captured.origin().patch()).isEmpty();
        assertThat(captured.holes()).hasSize(1);
        assertThat(captured.holes().get(0).fatal()).isFalse();
        String listing = "A 100644 " + Digest.of(large).hex() + " data.bin\0";
        assertThat(captured.state().orElseThrow().uncommitted())
                .contains(Digest.of("lineage/uncommitted/1", listing.getBytes(UTF_8)));
    }

    @Test
    void aPipeInTheWorkTreeIsPassedOver() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", repo.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertClean();
    }

    @Test
    void anUntrackedRepositoryInsideCounts() throws IOException {
        Path inner = git.repository(repo.resolve("vendor/inner"));
        CodeState first = complete(repo);
        assertThat(first.isDirty()).isTrue();
        write(inner.resolve("Train.java"), "changed\n");
        assertThat(complete(repo)).isNotEqualTo(first);
    }

    @Test
    void randomChangesComeBack() throws IOException {
        long seed = Long.getLong("lineage.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < Integer.getInteger("lineage.capture.rounds", 3); round++) {
            Path directory = git.repository(temp.resolve("random" + round));
            for (int i = 0; i < 25; i++) {
                RandomFiles.change(directory, random);
            }
            git.commit(directory);
            for (int i = 0; i < 25; i++) {
                RandomFiles.change(directory, random);
            }
            boolean clean = git.workTree(directory, temp)
                    .equals(git.run(directory, "rev-parse", "HEAD^{tree}").strip());
            assertThat(complete(directory).isDirty())
                    .as("replay with -Dlineage.seed=%s", seed)
                    .isEqualTo(!clean);
            if (!clean) {
                assertPatchBringsBack(directory);
            }
        }
    }

    @Test
    void timesAreReadOnceMore() throws IOException {
        // A file whose change time lies after the index is read although its modification time was set back.
        Path file = repo.resolve("src/Model.java");
        BasicFileAttributeView view =
                Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        FileTime modified = view.readAttributes().lastModifiedTime();
        Files.writeString(file, "class Modul {}\n");
        view.setTimes(modified, null, null);
        assertDirty();
    }
}
