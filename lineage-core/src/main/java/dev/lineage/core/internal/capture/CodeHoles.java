package dev.lineage.core.internal.capture;

import dev.lineage.model.Hole;
import java.util.List;

/** What can be missing of the code's state, with what to do about each. */
final class CodeHoles {
    private static final String SUBJECT = "code";
    private static final String SAY_IT = "name it with record(…).code(CodeState.clean(\"<full commit id>\"))";

    private CodeHoles() {}

    static Hole nothingFound(List<String> tried) {
        return new Hole(
                SUBJECT,
                "no Git work tree, no git.properties, no build metadata and no CI variable names a commit"
                        + (tried.isEmpty() ? "" : " (" + String.join("; ", tried) + ")"),
                "Train inside a Git work tree, or let git-commit-id-maven-plugin write git.properties into the jar, or "
                        + SAY_IT,
                true);
    }

    static Hole unreadableRepository(Throwable cause) {
        return new Hole(
                SUBJECT,
                "the Git repository could not be read whole (" + describe(cause) + ")",
                "Repair it ('git status' and 'git fsck' show what is wrong) and see that nothing writes to the work tree"
                        + " meanwhile, or " + SAY_IT,
                true);
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + CaptureErrors.shown(message);
    }

    static Hole noJGit() {
        return new Hole(
                SUBJECT,
                "there is a Git repository, but org.eclipse.jgit is not on the class path",
                "Do not exclude org.eclipse.jgit from lineage-core, or " + SAY_IT,
                true);
    }

    static Hole bareRepository() {
        return new Hole(
                SUBJECT,
                "the Git repository of the working directory has no work tree",
                "Train inside a work tree, or " + SAY_IT,
                true);
    }

    static Hole noCommit() {
        return new Hole(
                SUBJECT,
                "the Git repository has no commit yet",
                "Commit the code that trains: git add . && git commit",
                true);
    }

    static Hole unreadableConfiguration() {
        return new Hole(
                SUBJECT,
                "the user's or the system's Git configuration could not be read, so its ignore rules and line-end"
                        + " settings were not applied",
                "Repair it; 'git config --list --show-origin' shows where",
                false);
    }

    static Hole noPatch(String why) {
        return new Hole(
                SUBJECT,
                "the uncommitted changes are known by their digest but were not kept: " + why,
                "Commit the code before training, and list data and build output in .gitignore",
                false);
    }

    static Hole partialPatch() {
        return new Hole(
                SUBJECT,
                "the patch of the uncommitted changes holds pointers of Git LFS in place of the files",
                "Commit and push the files that Git LFS keeps",
                false);
    }

    static Hole unknownCleanliness(String source) {
        return new Hole(
                SUBJECT,
                source + " names a commit, but not whether anything was uncommitted",
                "Train inside the Git work tree to have uncommitted changes recorded",
                false);
    }

    static Hole dirtyBuild(String source) {
        return new Hole(
                SUBJECT,
                source + " says that the code was built with uncommitted changes, and they are not known",
                "Commit the code and build again, or train inside the Git work tree",
                true);
    }

    static Hole foreignProperties(String where) {
        return new Hole(
                SUBJECT,
                "the commit comes from the git.properties of " + where + ", which is not where the training class is",
                "Let git-commit-id-maven-plugin write git.properties beside the training class, or " + SAY_IT,
                false);
    }

    static Hole contradiction(String what) {
        return new Hole(SUBJECT, "different commits are named: " + what, "Remove the wrong ones, or " + SAY_IT, true);
    }
}
