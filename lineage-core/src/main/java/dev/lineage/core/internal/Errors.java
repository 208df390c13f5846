package dev.lineage.core.internal;

import dev.lineage.ConcurrentChangeException;
import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.UnpinnableDataException;
import dev.lineage.WithdrawnException;
import dev.lineage.model.Approval;
import dev.lineage.model.Collected;
import dev.lineage.model.Digest;
import dev.lineage.model.GraphNode;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.TreeHead;
import dev.lineage.model.VersionName;
import dev.lineage.spi.LogEntry;
import java.io.IOException;
import java.nio.file.Path;

/** Every message of this package: what, why, what to do. */
final class Errors {
    private Errors() {}

    static NotFoundException noVersion(VersionName name, long newest) {
        return new NotFoundException("There is no version " + name + ": "
                + (newest == 0
                        ? "no version of model '" + name.model() + "' was recorded yet. Check the model's name"
                        : "the newest is " + name.model() + "@" + newest + ". Ask for one from 1 to " + newest));
    }

    static IntegrityException unrecordedNode(String location, GraphNode node) {
        return new IntegrityException("The lineage graph at " + location + " names " + node
                + ", which is not recorded. Restore the store from a copy and run verify()");
    }

    static NotFoundException noStage(String model, String stage, String stages) {
        return new NotFoundException("Model '" + model + "' has nothing in stage '" + stage + "'"
                + (stages.isEmpty() ? " or any other stage" : "; it has " + stages)
                + ". Promote a version first: registry.promote(\"" + model + "@…\").to(\"" + stage + "\")");
    }

    static WithdrawnException withdrawn(Stage stage, String why) {
        return new WithdrawnException("Stage '" + stage.name() + "' of " + stage.model() + " points to "
                + stage.version() + ", which is not to be served: " + Texts.printable(why, 2_000)
                + ". Roll back, registry.rollback(\"" + stage.model() + "\", \"" + stage.name()
                + "\").toPrevious(), or promote a version that is not made from it");
    }

    static String collected(Object what, Collected collected) {
        return "The bytes of " + what + " were deleted by a collection of " + collected.by() + " at " + collected.at()
                + ": " + collected.reason();
    }

    static NotFoundException collectedData(SnapshotPin pin, Collected collected) {
        return new NotFoundException(collected("data " + pin.id(), collected)
                + ". Fetch it from where it came from, and pin it with storeData() to have it here again");
    }

    static NotFoundException noArtifact(VersionName version, String name, String known) {
        return new NotFoundException(
                "Version " + version + " has no artifact '" + name + "'; it has " + known + ". Ask for one of these");
    }

    static IllegalStateException noBase(String name, Object known) {
        return new IllegalStateException("This run has no base '" + name + "'; it has " + known
                + ". Say which version it is with base(\"" + name + "\", version) before its artifacts are read");
    }

    static NotFoundException noApproval(Digest approval) {
        return new NotFoundException("There is no approval " + approval
                + ". Ask for those of a version: registry.approvals(version, stage)");
    }

    static ConcurrentChangeException approvalGone(Approval approval, String what) {
        return new ConcurrentChangeException("The approval " + approval.digest() + " of " + approval.version() + " by "
                + approval.by() + " cannot be revoked: it was " + what + ". Nothing was written");
    }

    static NotFoundException noSnapshot(Digest tree) {
        return new NotFoundException("This registry has no manifest of the tree " + tree
                + ", so its files are not known here. Pin the data in this registry, or open the one that pinned it");
    }

    static NotFoundException notStored(String pin) {
        return new NotFoundException("The data of " + pin + " is not in the artifact store: it was pinned without being"
                + " stored. Fetch it from where it came from, or pin it with storeData() next time");
    }

    static IntegrityException badEntry(String location, LogEntry entry, String what) {
        return new IntegrityException("Entry " + entry.position() + " of the log at " + location + " ("
                + entry.entry().type() + ") cannot be trusted: " + what
                + ". Restore the store from a copy and run verify()");
    }

    static IntegrityException unexpectedType(String location, LogEntry entry, String expected) {
        return badEntry(location, entry, "a pointer says it is a " + expected);
    }

    static IntegrityException missingEntry(String location, long position) {
        return new IntegrityException("Entry " + position + " of the log at " + location
                + " is missing although a pointer names it. Restore the store from a copy and run verify()");
    }

    static IntegrityException missingRevision(String location, String pointer, long revision) {
        return new IntegrityException(
                "Revision " + revision + " of pointer '" + pointer + "' is missing from the log at " + location
                        + " although later ones exist. Restore the store from a copy and run verify()");
    }

    static IntegrityException missingBlob(String what, Digest digest) {
        return new IntegrityException("The artifact store does not have " + what + " " + digest
                + ", which the record names. It was deleted, or the store was copied without it; restore it");
    }

    static IllegalArgumentException otherHistory(String source, String target, long position) {
        return new IllegalArgumentException("The registry at " + target + " is no copy of the one at " + source
                + ": their logs differ from entry " + position
                + " on. Nothing was written; copy into an empty registry, or into one that was only ever copied into");
    }

    static ConcurrentChangeException targetChanged(String target, long position) {
        return new ConcurrentChangeException(
                "Something else wrote to " + target + " while a registry was copied into it," + " at entry " + position
                        + " or before. Stop it, and look whether the target is still a copy: preview()");
    }

    static IntegrityException badCopy(String target, TreeHead expected, TreeHead actual) {
        return new IntegrityException("The copy at " + target + " has the tree head " + actual
                + " where the source has " + expected + ". Verify both registries and copy again into an empty one");
    }

    static IntegrityException badBlob(String source, Digest expected, Digest actual) {
        return new IntegrityException("Blob " + expected + " at " + source + " has the digest " + actual
                + ", so it was not copied. Restore it from another copy and run the copy again");
    }

    static IllegalStateException noAnchor(String location) {
        return new IllegalStateException("The registry at " + location
                + " was opened without an anchor, so there is no place for a checkpoint of its log. Open it with"
                + " ModelRegistry.open(url, Anchor.of(\"models.example.com/lineage\", CheckpointStore.ofFile(…)))");
    }

    static IllegalArgumentException foreignRegistry(Object target) {
        return new IllegalArgumentException(
                target + " was not opened by ModelRegistry.open or its builder; copy into one that was");
    }

    static ConcurrentChangeException tooManyConflicts(String what, int tries) {
        return new ConcurrentChangeException("Could not record " + what + ": others wrote first " + tries
                + " times in a row. Nothing was written; try again when fewer processes write at once");
    }

    static IllegalStateException alreadySet(String what, String name, Object earlier) {
        return new IllegalStateException(
                "The " + what + " '" + name + "' was already set to " + earlier + "; give each name once");
    }

    static IllegalStateException optionSet(String option, Object earlier) {
        return new IllegalStateException("Option '" + option + "' was already set to " + earlier);
    }

    static IllegalStateException used() {
        return new IllegalStateException("This change was committed already; describe a new one");
    }

    static IllegalStateException runOver(String model) {
        return new IllegalStateException(
                "The training run of '" + model + "' is over; use the TrainingRun only until train() returns");
    }

    static IllegalStateException required(String option, String call) {
        return new IllegalStateException("The " + option + " is missing; add " + call);
    }

    static UnpinnableDataException changedDuringTraining(String name, Path path) {
        return new UnpinnableDataException(
                UnpinnableDataException.Reason.CHANGED_WHILE_READ,
                "Data '" + name + "' at " + path
                        + " changed between pinning and the end of the training, so nobody knows"
                        + " which bytes were used. Nothing was recorded; train on a copy that nothing writes to");
    }

    static StoreException closed(String location) {
        return new StoreException("The registry at " + location + " is closed; open it again");
    }

    static StoreException scratch(IOException cause) {
        return new StoreException(
                "Cannot make a temporary directory for the run; check java.io.tmpdir and its free space", cause);
    }

    static StoreException unreadable(String what, IOException cause) {
        return new StoreException(
                "Cannot read the " + what + ": " + cause + ". Check the artifact store, then try again", cause);
    }

    static StoreException unwritable(String what, Path target, IOException cause) {
        return new StoreException(
                "Cannot write " + what + " to " + target + ": " + cause
                        + ". Name a path that does not exist yet in a directory that can be written",
                cause);
    }

    static IllegalArgumentException badPage(int size) {
        return new IllegalArgumentException("A page has 1 to 1000 results, not " + size);
    }

    static IllegalArgumentException badToken(String token) {
        return new IllegalArgumentException(
                "'" + token + "' does not continue a page of this listing; pass on the 'next' of the page before");
    }
}
