package dev.lineage;

import dev.lineage.model.Approval;
import dev.lineage.model.Audit;
import dev.lineage.model.Checkpoint;
import dev.lineage.model.Collected;
import dev.lineage.model.DataDiff;
import dev.lineage.model.DependencyLock;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Gate;
import dev.lineage.model.LegalHold;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.Observation;
import dev.lineage.model.Page;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.RebuildPlan;
import dev.lineage.model.RecipeId;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Stakes;
import dev.lineage.model.Subject;
import dev.lineage.model.Tier;
import dev.lineage.model.TreeHead;
import dev.lineage.model.Trust;
import dev.lineage.model.VersionName;
import dev.lineage.model.Withdrawal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One opened lineage store with its artifact store: the handle through which everything is done. Thread-safe; meant to be
 * opened once and kept. Any number of registries, in any number of processes, may be open on one store.
 *
 * <p>Every method throws {@link StoreException} if the store fails or the registry is closed, and
 * {@link IntegrityException} if stored bytes are not the recorded ones.
 */
public interface ModelRegistry extends AutoCloseable {

    /**
     * Opens the registry at {@code url}: {@code file:<directory>}, or what other backends on the class path offer.
     *
     * @throws IllegalArgumentException if no backend, or more than one, handles the URL; names the module to add
     * @throws UnsupportedFormatException if a newer Lineage wrote the store; nothing was touched
     */
    static ModelRegistry open(String url) {
        return Registries.open(url);
    }

    /**
     * Opens the registry at {@code url} and compares its log with the checkpoint that is kept elsewhere.
     *
     * @throws IllegalArgumentException if no backend, or more than one, handles the URL; names the module to add
     * @throws UnsupportedFormatException if a newer Lineage wrote the store; nothing was touched
     * @throws IntegrityException if the log does not begin with what the checkpoint says: it was cut, rewritten, or put back
     * @throws StoreException if the checkpoint cannot be read or replaced, or too few witnesses signed
     */
    static ModelRegistry open(String url, Anchor anchor) {
        return Registries.open(url, Optional.of(anchor));
    }

    /** A builder, for stores that are opened by hand and for tests that set the clock. */
    static Builder builder() {
        return new Registries.BuilderImpl();
    }

    /** Where the registry is, for people and messages; no secrets. */
    String location();

    /**
     * Trains and records: what {@code recipe} takes from its run is what is recorded. The code is found in the Git work
     * tree, in build metadata on the class path, or in a CI system's variables; a full commit id in the system property
     * {@code lineage.code.commit} or the environment variable {@code LINEAGE_CODE_COMMIT} wins over all of these.
     *
     * @param model the model's name
     * @return the version; an earlier one if this recipe made the same artifacts before
     * @throws X whatever training throws, untouched; the failed attempt is in the log
     * @throws IncompleteRecordException if a part of the tuple is missing; lists every hole at once
     */
    <X extends Exception> ModelVersion record(String model, TrainingRecipe<X> recipe) throws X;

    /** Describes a version that other code trained. */
    RecordChange record(String model);

    /**
     * Pins a file or a directory tree.
     *
     * @param name what the data is called; consecutive snapshots of one name share their manifests' storage
     * @param path a regular file or a directory
     */
    PinChange pin(String name, Path path);

    /**
     * Brings pinned data back, verified, into {@code directory}, which must be empty or absent. A file pin becomes one
     * file in it, named {@code data}.
     *
     * @throws NotFoundException if the registry does not hold the data: it was pinned without {@link PinChange#storeData}
     * @throws StoreException if {@code directory} is not empty or cannot be written
     */
    void materialize(SnapshotPin.Content pin, Path directory);

    /**
     * Whether data changed from one pin to another. Reads only the parts of the manifests that differ.
     *
     * @param listed the most changed files to list; all are counted
     */
    DataDiff diff(SnapshotPin from, SnapshotPin to, int listed);

    /** What changed from one version to another: {@code diff("fraud@4", "fraud@5")}. */
    VersionDiff diff(String from, String to);

    /**
     * The version of that name: {@code fraud@7}.
     *
     * @throws NotFoundException if there is none
     */
    default ModelVersion version(String name) {
        return version(VersionName.parse(name));
    }

    /**
     * The version of that name.
     *
     * @throws NotFoundException if there is none
     */
    ModelVersion version(VersionName name);

    /** The version with that digest, if there is one. */
    Optional<ModelVersion> version(Digest digest);

    /** The names of the models, sorted by code point. */
    Page<String> models(int size, Optional<String> next);

    /** The versions of a model, newest first. */
    Page<ModelVersion> versions(String model, int size, Optional<String> next);

    /** The versions that a recipe made, in the order of their recording: more than one means it is not deterministic. */
    List<ModelVersion> versionsOf(RecipeId recipe);

    /** Every run that made this version, first one first. */
    Page<Observation> observations(VersionName version, int size, Optional<String> next);

    /** The trainings of a model that failed, newest first. */
    Page<Attempt> attempts(String model, int size, Optional<String> next);

    /** The locked dependencies of a version. */
    DependencyLock dependencies(ModelVersion version);

    /** Begins a search for versions. */
    VersionQuery search();

    /**
     * Moves a stage to a version: {@code promote("fraud@7").to("production").by("ana").because("Q4").commit()}.
     *
     * @throws NotFoundException if there is no such version
     */
    PromoteChange promote(String version);

    /**
     * Begins an evaluation: {@code evaluate("fraud@7").on(evalSet).metric("auc", .93).slice("age<25", 812)
     * .metric("auc", .88).report(html).commit()}.
     *
     * @throws NotFoundException if there is no such version
     */
    EvaluationChange evaluate(String version);

    /** The evaluations of a version, newest first. */
    Page<Evaluation> evaluations(VersionName version, int size, Optional<String> next);

    /** Sets what a version must pass to get into a stage of a model. */
    GateChange setGate(String model, String stage);

    /** The gate of a stage, if one was set. */
    Optional<Gate> gate(String model, String stage);

    /** The gates that a stage had, newest first. */
    Page<Gate> gateHistory(String model, String stage, int size, Optional<String> next);

    /** Sets the tier of a model: which practices its promotions must follow. */
    StakesChange setTier(String model, Tier tier);

    /** The tier of a model and its practices; {@link Tier#RESEARCH} if none was set. */
    Stakes stakes(String model);

    /**
     * Approves that a version goes into a stage: {@code approve("fraud@7").forStage("production").by("alice")
     * .because("reviewed with risk").commit()}.
     *
     * @throws NotFoundException if there is no such version
     */
    ApprovalChange approve(String version);

    /**
     * The approvals that a version has for a stage and that no promotion used and nobody revoked, oldest first. Whether
     * they are still good is judged by the promotion.
     */
    List<Approval> approvals(String version, String stage);

    /**
     * Takes an approval back, unless a promotion has used it.
     *
     * @param approval its digest
     * @throws NotFoundException if there is no such approval
     * @throws ConcurrentChangeException if it was used or revoked already
     */
    void revoke(Digest approval, String by, String reason);

    /** Whose signatures count; empty if that was never said. */
    Optional<Trust> trust();

    /** What {@link #trust} said, newest first. */
    Page<Trust> trustHistory(int size, Optional<String> next);

    /** Sets whose signatures count. */
    TrustChange setTrust();

    /** Moves a stage back: {@code rollback("fraud", "production").toPrevious().because("INC-4711").by("ana").commit()}. */
    RollbackChange rollback(String model, String stage);

    /**
     * Withdraws a version: {@code withdraw("fraud@7").because("trained on leaked labels").by("ana").commit()}.
     *
     * @throws IllegalArgumentException if the name is no version's
     */
    default WithdrawChange withdraw(String version) {
        return withdraw(Subject.version(version));
    }

    /** Withdraws a version, or data and everything that was made from it. */
    WithdrawChange withdraw(Subject subject);

    /** Takes a withdrawal back. */
    WithdrawChange reinstate(Subject subject);

    /**
     * The withdrawals in force because of which a version counts as withdrawn: its own, and those of what it was made from.
     *
     * @return empty if the version may be used
     * @throws NotFoundException if there is no such version
     */
    List<Withdrawal> withdrawals(String version);

    /** What was withdrawn and reinstated, newest first. */
    Page<Withdrawal> withdrawals(int size, Optional<String> next);

    /** Keeps a version or data from being collected: {@code hold(Subject.version("fraud@7")).because("case 4711").commit()}. */
    HoldChange hold(Subject subject);

    /** Lifts a legal hold. */
    HoldChange liftHold(Subject subject);

    /** What was put on hold and released from it, newest first. */
    Page<LegalHold> holds(int size, Optional<String> next);

    /**
     * Frees the space of what is not needed any more: {@code collect().olderThan(Duration.ofDays(365)).because("quarterly
     * clean-up").preview()} says what would go.
     */
    CollectChange collect();

    /** What was collected, newest first. */
    Page<Collected> collections(int size, Optional<String> next);

    /**
     * What a version says about serving; {@link ServingSpec#NONE} if nothing.
     *
     * @throws NotFoundException if there is no such version, or what it says is not in the artifact store
     * @throws IntegrityException if the stored bytes are not the recorded ones
     */
    ServingSpec serving(VersionName version);

    /**
     * What a version states to others, in their formats: {@code attest("fraud@7").dsse(signer)}. Nothing is recorded.
     *
     * @throws NotFoundException if there is no such version
     */
    Attestations attest(String version);

    /**
     * Makes a version again from its record: {@code rebuild("fraud@7").run().isReproduced(Reproduction.BYTES)}.
     *
     * @throws NotFoundException if there is no such version
     */
    Rebuild rebuild(String version);

    /**
     * What would be done to make a version again, and what is missing: {@code rebuildPlan("fraud@7").holes()}.
     *
     * @throws NotFoundException if there is no such version
     */
    default RebuildPlan rebuildPlan(String version) {
        return rebuild(version).plan();
    }

    /**
     * Practises the rollback of a stage: {@code rehearse("fraud", "production").loader(loader).by("ola").commit()}.
     */
    RehearseChange rehearse(String model, String stage);

    /** The rehearsals of a stage, newest first. */
    Page<Rehearsal> rehearsals(String model, String stage, int size, Optional<String> next);

    /**
     * The stages whose policy wants the way back rehearsed and where that did not succeed recently enough.
     *
     * @param model the model
     * @return the stages, as they are now
     */
    List<Stage> overdueRehearsals(String model);

    /** The promotions to a stage that were refused or had to wait, newest first. */
    Page<PromotionAttempt> promotionAttempts(String model, String stage, int size, Optional<String> next);

    /** Where a stage points, if it was ever set. */
    Optional<Stage> stage(String model, String stage);

    /** The stages of a model. */
    List<Stage> stages(String model);

    /** Where a stage pointed, newest first. */
    Page<Stage> stageHistory(String model, String stage, int size, Optional<String> next);

    /**
     * Resolves a stage once and verifies the version and its artifacts. The cost of verifying an artifact is paid again
     * only when its file changed.
     *
     * @throws NotFoundException if the stage was never set
     * @throws WithdrawnException if the version, or what it was made from, was withdrawn
     * @throws EnvironmentMismatchException if the stage's {@linkplain Stage#sameEnvironment version} is to be served only in the
     *     environment that it was trained in, and this JVM differs
     * @throws IntegrityException if an artifact is not the recorded one
     */
    Release release(String model, String stage);

    /**
     * Follows a stage: looks at it now, and then at every interval. The watch ends with the registry at the latest.
     *
     * @param interval how long to wait between two looks; each costs two look-ups
     * @param listener told of the first release too, before this returns
     */
    ReleaseWatch watch(String model, String stage, Duration interval, ReleaseWatch.Listener listener);

    /** Questions about what came of what. */
    LineageGraph graph();

    /** Questions of the predictions that releases logged. */
    Predictions predictions();

    /**
     * The head of the log: what two registries are compared by. The first time it reads every entry that no
     * {@linkplain Anchor checkpoint} covers, afterwards what was added.
     */
    TreeHead treeHead();

    /**
     * Keeps a checkpoint of the log as it is now, signed by the log's key and its witnesses, and returns it.
     *
     * @throws IllegalStateException if the registry was opened without an {@link Anchor}
     * @throws IntegrityException if the log is not what it was
     * @throws StoreException if the checkpoint cannot be kept, or too few witnesses signed
     */
    Checkpoint checkpoint();

    /**
     * Audits the whole registry: every byte, that nothing was removed, who moved each stage on whose word, and whether each move
     * had what the policy of its time asked for, also where somebody wrote past this library. Reads everything.
     */
    Audit audit();

    /**
     * Proves what is logged of a version, by the checkpoint that is kept of the log: {@code prove("fraud@7").writeTo(file)}.
     *
     * @throws NotFoundException if there is no such version
     * @throws IllegalStateException if the registry was opened without an {@link Anchor}
     */
    Proof prove(String version);

    /**
     * Writes the log into a directory as <a href="https://github.com/C2SP/C2SP/blob/main/tlog-tiles.md">c2sp.org/tlog-tiles</a>
     * defines, so that other people's tools can verify and follow it: entries, tiles, and a signed checkpoint at last. A directory
     * that was exported into before is brought up to date.
     *
     * @return the checkpoint
     * @throws IllegalStateException if the registry was opened without an {@link Anchor} that has the key of the log
     * @throws StoreException if it cannot be written
     */
    Checkpoint exportLog(Path directory);

    /**
     * Copies this registry into {@code target}, which may be on another backend:
     * {@code ModelRegistry.open("file:.lineage").copyTo(ModelRegistry.open("jdbc:…")).commit()}.
     *
     * @param target another registry, opened by this library
     */
    CopyChange copyTo(ModelRegistry target);

    /** Checks everything that is stored and says what is broken. Reads every byte. */
    Verification verify();

    /** Closes the stores. Idempotent. */
    @Override
    void close();

    /** Opens a registry over stores that the caller opened. Not thread-safe. */
    interface Builder {
        /** The records; required. */
        Builder records(dev.lineage.spi.RecordStore records);

        /** The artifacts; required. */
        Builder artifacts(dev.lineage.spi.ArtifactStore artifacts);

        /** The clock for observations; the system's by default. Order never depends on it. */
        Builder clock(java.time.Clock clock);

        /**
         * A directory for the stat cache and for directory artifacts that are handed out; none by default, so that every
         * file is hashed every time. It may be deleted while no registry uses it.
         */
        Builder cache(Path directory);

        /**
         * Registers a check, for gates that name it. An application that promotes registers every check that its gates name;
         * one that is missing there is a refusal.
         *
         * @throws IllegalStateException if a check of that name was registered
         */
        Builder check(String name, GateCheck check);

        /** What the log is compared with, and where that is kept; nothing by default. */
        Builder anchor(Anchor anchor);

        /** The predictions; none by default, so that none can be logged. */
        Builder predictions(dev.lineage.spi.PredictionStore predictions);

        /** Registers a listener of what this registry logs. Any number may be registered. */
        Builder listener(LogListener listener);

        /**
         * Opens. The registry closes the stores when it is closed.
         *
         * @throws IntegrityException if the log does not begin with what the checkpoint of the anchor says
         * @throws StoreException if that checkpoint cannot be read or replaced
         */
        ModelRegistry open();
    }
}
