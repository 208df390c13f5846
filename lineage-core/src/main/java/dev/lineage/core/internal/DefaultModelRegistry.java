package dev.lineage.core.internal;

import dev.lineage.Anchor;
import dev.lineage.ApprovalChange;
import dev.lineage.Attempt;
import dev.lineage.Attestations;
import dev.lineage.CollectChange;
import dev.lineage.CopyChange;
import dev.lineage.EvaluationChange;
import dev.lineage.GateChange;
import dev.lineage.GateCheck;
import dev.lineage.HoldChange;
import dev.lineage.LineageGraph;
import dev.lineage.LogListener;
import dev.lineage.ModelRegistry;
import dev.lineage.PinChange;
import dev.lineage.Predictions;
import dev.lineage.PromoteChange;
import dev.lineage.Proof;
import dev.lineage.Rebuild;
import dev.lineage.RecordChange;
import dev.lineage.RehearseChange;
import dev.lineage.Release;
import dev.lineage.ReleaseWatch;
import dev.lineage.RollbackChange;
import dev.lineage.StakesChange;
import dev.lineage.TrainingRecipe;
import dev.lineage.TrustChange;
import dev.lineage.Verification;
import dev.lineage.VersionDiff;
import dev.lineage.VersionQuery;
import dev.lineage.WithdrawChange;
import dev.lineage.core.internal.capture.Environment;
import dev.lineage.core.internal.tree.Anchoring;
import dev.lineage.core.internal.tree.LogTree;
import dev.lineage.core.internal.tree.TileExport;
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
import dev.lineage.model.Names;
import dev.lineage.model.Observation;
import dev.lineage.model.Page;
import dev.lineage.model.PromotionAttempt;
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
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The registry. Parts that only recording needs are made when something is first recorded: serving starts without. */
final class DefaultModelRegistry implements ModelRegistry {
    private static final int MAX_STAGES = 1_000;

    private final ArtifactStore artifacts;
    private final Optional<Path> cache;
    private final Clock clock;
    /** As they are, whether or not the log is what it was. */
    private final RecordStore raw;

    private final LogTree tree;
    private final Optional<Anchoring> anchoring;
    private final Records records;
    private final Governance governance;
    private final Wholeness wholeness;
    private final Map<String, GateCheck> checks;
    private final Commits commits;
    private final Listeners listeners;
    private final List<ReleaseWatch> watches = new CopyOnWriteArrayList<>();
    private final PredictionLogs predictions;
    private final Releases releases;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Snapshots snapshots;
    private @Nullable Surroundings surroundings;

    DefaultModelRegistry(
            StoreProvider.Stores stores,
            Clock clock,
            Map<String, GateCheck> checks,
            List<LogListener> listeners,
            Optional<Anchor> anchor) {
        this.raw = stores.records();
        this.artifacts = stores.artifacts();
        this.cache = stores.cache();
        this.clock = clock;
        this.listeners = new Listeners(listeners);
        LogTree log = new LogTree(stores.records());
        this.tree = log;
        this.anchoring =
                anchor.map(kept -> new Anchoring(kept, log, stores.records().location()));
        this.anchoring.ifPresent(kept -> open(kept, stores));
        this.records = new Records(
                anchoring.isPresent() ? new ProvenRecords(stores.records(), tree) : stores.records(),
                this.listeners,
                new Checkpointing(tree, anchoring));
        this.governance = new Governance(records);
        this.wholeness = new Wholeness(records, artifacts, this::snapshots);
        this.checks = Map.copyOf(checks);
        this.commits =
                new Commits(records, governance.marks(), () -> surroundings().now());
        this.predictions = new PredictionLogs(new PredictionRecords(records), stores.predictions(), clock);
        this.releases = new Releases(
                records, governance.withdrawals(), artifacts, this::snapshots, this::environments, cache, predictions);
    }

    private static void open(Anchoring anchoring, StoreProvider.Stores stores) {
        try {
            anchoring.open();
        } catch (RuntimeException | Error e) {
            stores.records().close();
            stores.artifacts().close();
            throw e;
        }
    }

    private synchronized Snapshots snapshots() {
        if (snapshots == null) {
            snapshots = new Snapshots(records, artifacts, cache);
        }
        return snapshots;
    }

    private synchronized Surroundings surroundings() {
        if (surroundings == null) {
            surroundings = new Surroundings(Environment.system(clock), artifacts, snapshots());
        }
        return surroundings;
    }

    private Environments environments() {
        return new Environments(surroundings(), snapshots(), artifacts);
    }

    private VersionWriter writer() {
        return new VersionWriter(
                records, surroundings(), commits, new ClassPathArchive(snapshots(), artifacts, () -> governance));
    }

    private void requireOpen() {
        if (closed.get()) {
            throw Errors.closed(location());
        }
    }

    @Override
    public String location() {
        return records.store().location();
    }

    @Override
    public <X extends Exception> ModelVersion record(String model, TrainingRecipe<X> recipe) throws X {
        requireOpen();
        Surroundings around = surroundings();
        Draft draft = new Draft(model, around.now());
        Trainers.describe(draft, recipe.getClass());
        // Before training: a training of hours must not end in a refusal that could have come at its beginning, and
        // the code that is recorded is the code as it was when training began.
        Surroundings.Captured captured = around.capture(draft, Optional.of(recipe.getClass()));
        VersionWriter.requireComplete(model, captured.holes());
        try (RunRecorder run = new RunRecorder(draft, records, snapshots(), new Servings(artifacts))) {
            try {
                recipe.train(run);
            } catch (Throwable thrown) {
                run.end();
                logAttempt(draft, thrown);
                throw thrown;
            }
            run.end();
            RunRecorder.requireUnchanged(draft, snapshots());
            return writer().write(draft, captured);
        }
    }

    /** Noting the failure must not hide it. */
    private void logAttempt(Draft draft, Throwable thrown) {
        try {
            writer().writeAttempt(draft.model, draft.started, thrown);
        } catch (RuntimeException e) {
            thrown.addSuppressed(e);
        }
    }

    @Override
    public RecordChange record(String model) {
        requireOpen();
        return new RecordBuilder(model, records, snapshots(), new Servings(artifacts), surroundings(), writer());
    }

    @Override
    public PinChange pin(String name, Path path) {
        requireOpen();
        return new PinBuilder(name, path, snapshots(), commits);
    }

    @Override
    public void materialize(SnapshotPin.Content pin, Path directory) {
        requireOpen();
        snapshots().materialize(pin, directory);
    }

    @Override
    public DataDiff diff(SnapshotPin from, SnapshotPin to, int listed) {
        requireOpen();
        if (listed < 0) {
            throw new IllegalArgumentException("The number of files to list is " + listed + "; give 0 or more");
        }
        return snapshots().diff(from, to, listed);
    }

    @Override
    public VersionDiff diff(String from, String to) {
        return new Diffs(snapshots(), artifacts).diff(version(from), version(to));
    }

    @Override
    public ModelVersion version(VersionName name) {
        requireOpen();
        return records.version(name);
    }

    @Override
    public Optional<ModelVersion> version(Digest digest) {
        requireOpen();
        return records.version(digest);
    }

    @Override
    public Page<String> models(int size, Optional<String> next) {
        requireOpen();
        Records.requirePage(size);
        List<String> models = records.store().children("models", next, size);
        return new Page<>(models, models.size() < size ? Optional.empty() : Optional.of(models.get(models.size() - 1)));
    }

    @Override
    public Page<ModelVersion> versions(String model, int size, Optional<String> next) {
        requireOpen();
        return records.versions(model, size, next);
    }

    @Override
    public List<ModelVersion> versionsOf(RecipeId recipe) {
        requireOpen();
        return records.versionsOf(recipe);
    }

    @Override
    public Page<Observation> observations(VersionName version, int size, Optional<String> next) {
        requireOpen();
        return records.observations(version, size, next);
    }

    @Override
    public Page<Attempt> attempts(String model, int size, Optional<String> next) {
        requireOpen();
        return records.attempts(model, size, next);
    }

    @Override
    public DependencyLock dependencies(ModelVersion version) {
        requireOpen();
        return new Diffs(snapshots(), artifacts).lock(version);
    }

    @Override
    public VersionQuery search() {
        requireOpen();
        return new Search(records);
    }

    @Override
    public PromoteChange promote(String version) {
        requireOpen();
        return new Promotion(version(version), records, governance, surroundings(), wholeness, checks);
    }

    @Override
    public RollbackChange rollback(String model, String stage) {
        requireOpen();
        return new Rollback(model, stage, records, governance, surroundings(), wholeness);
    }

    @Override
    public WithdrawChange withdraw(Subject subject) {
        return withdrawing(subject, false);
    }

    @Override
    public WithdrawChange reinstate(Subject subject) {
        return withdrawing(subject, true);
    }

    private WithdrawChange withdrawing(Subject subject, boolean reinstates) {
        requireOpen();
        return new WithdrawBuilder(subject, reinstates, records, governance, surroundings());
    }

    @Override
    public List<Withdrawal> withdrawals(String version) {
        return governance.withdrawals().of(version(version));
    }

    @Override
    public Page<Withdrawal> withdrawals(int size, Optional<String> next) {
        requireOpen();
        return governance.withdrawals().all(size, next);
    }

    @Override
    public HoldChange hold(Subject subject) {
        return holding(subject, true);
    }

    @Override
    public HoldChange liftHold(Subject subject) {
        return holding(subject, false);
    }

    private HoldChange holding(Subject subject, boolean holds) {
        requireOpen();
        return new HoldBuilder(subject, holds, records, governance, surroundings(), artifacts, snapshots());
    }

    @Override
    public Page<LegalHold> holds(int size, Optional<String> next) {
        requireOpen();
        return new Holds(records).all(size, next);
    }

    @Override
    public CollectChange collect() {
        requireOpen();
        return new Collecting(records, governance, surroundings(), artifacts, snapshots());
    }

    @Override
    public Page<Collected> collections(int size, Optional<String> next) {
        requireOpen();
        return governance.marks().all(size, next);
    }

    @Override
    public ServingSpec serving(VersionName version) {
        requireOpen();
        return new Servings(artifacts).of(records.version(version));
    }

    @Override
    public Attestations attest(String version) {
        requireOpen();
        return VersionSources.attest(version(version), records, governance, snapshots(), artifacts);
    }

    @Override
    public Rebuild rebuild(String version) {
        return new Rebuilding(version(version), records, surroundings(), artifacts, snapshots());
    }

    @Override
    public RehearseChange rehearse(String model, String stage) {
        requireOpen();
        return new Rehearsing(model, stage, records, governance, surroundings(), artifacts, snapshots());
    }

    @Override
    public Page<Rehearsal> rehearsals(String model, String stage, int size, Optional<String> next) {
        requireOpen();
        return governance.rehearsals(model, stage, size, next);
    }

    @Override
    public List<Stage> overdueRehearsals(String model) {
        requireOpen();
        Stakes stakes = governance.stakes(model);
        if (stakes.policy().rehearsedWithin().isEmpty()) {
            return List.of();
        }
        Duration age = stakes.policy().rehearsedWithin().get();
        Instant now = surroundings().now();
        return stages(model).stream()
                .filter(stage -> stakes.guards(stage.name()))
                .filter(stage -> governance
                        .rehearsedWithin(model, stage.name(), age, now)
                        .isEmpty())
                .toList();
    }

    @Override
    public Page<PromotionAttempt> promotionAttempts(String model, String stage, int size, Optional<String> next) {
        requireOpen();
        return governance.attempts(model, stage, size, next);
    }

    @Override
    public EvaluationChange evaluate(String version) {
        requireOpen();
        return new EvaluationBuilder(version(version), governance, snapshots(), artifacts, surroundings());
    }

    @Override
    public Page<Evaluation> evaluations(VersionName version, int size, Optional<String> next) {
        requireOpen();
        return governance.evaluations(records.version(version).digest(), size, next);
    }

    @Override
    public GateChange setGate(String model, String stage) {
        requireOpen();
        return new GateBuilder(model, stage, records, governance, surroundings());
    }

    @Override
    public Optional<Gate> gate(String model, String stage) {
        requireOpen();
        return governance.gate(model, stage);
    }

    @Override
    public Page<Gate> gateHistory(String model, String stage, int size, Optional<String> next) {
        requireOpen();
        return governance.gateHistory(model, stage, size, next);
    }

    @Override
    public StakesChange setTier(String model, Tier tier) {
        requireOpen();
        return new StakesBuilder(model, tier, governance, surroundings());
    }

    @Override
    public Stakes stakes(String model) {
        requireOpen();
        return governance.stakes(model);
    }

    @Override
    public ApprovalChange approve(String version) {
        requireOpen();
        return new ApprovalBuilder(version(version), governance, surroundings());
    }

    @Override
    public List<Approval> approvals(String version, String stage) {
        requireOpen();
        return governance.approvals(version(version).digest(), stage);
    }

    @Override
    public void revoke(Digest approval, String by, String reason) {
        requireOpen();
        governance.revoke(approval, by, reason, surroundings().now());
    }

    @Override
    public Optional<Trust> trust() {
        requireOpen();
        return governance.trusts().current().map(Trusts.Verified::trust);
    }

    @Override
    public Page<Trust> trustHistory(int size, Optional<String> next) {
        requireOpen();
        return governance.trusts().history(size, next);
    }

    @Override
    public TrustChange setTrust() {
        requireOpen();
        return new TrustBuilder(governance.trusts(), records, surroundings());
    }

    @Override
    public Optional<Stage> stage(String model, String stage) {
        requireOpen();
        return records.stageNow(model, stage);
    }

    @Override
    public List<Stage> stages(String model) {
        requireOpen();
        List<Stage> stages = new ArrayList<>();
        for (String stage :
                records.store().children(Records.stages(Names.model(model)), Optional.empty(), MAX_STAGES)) {
            records.stageNow(model, stage).ifPresent(stages::add);
        }
        return List.copyOf(stages);
    }

    @Override
    public Page<Stage> stageHistory(String model, String stage, int size, Optional<String> next) {
        requireOpen();
        return records.stageHistory(model, stage, size, next);
    }

    @Override
    public Release release(String model, String stage) {
        requireOpen();
        return releases.release(model, stage);
    }

    @Override
    public ReleaseWatch watch(String model, String stage, Duration interval, ReleaseWatch.Listener listener) {
        requireOpen();
        Watching watching = Watching.start(model, stage, interval, listener, records, releases);
        watches.add(watching);
        return watching;
    }

    @Override
    public Predictions predictions() {
        return questions();
    }

    private PredictionQuestions questions() {
        requireOpen();
        return new PredictionQuestions(predictions, surroundings(), this::proofs);
    }

    @Override
    public LineageGraph graph() {
        return new GraphQuestions(records, questions());
    }

    private Proofs proofs() {
        return new Proofs(records, tree, anchoring.orElseThrow(() -> Errors.noAnchor(location())));
    }

    @Override
    public TreeHead treeHead() {
        requireOpen();
        return tree.head();
    }

    @Override
    public Checkpoint checkpoint() {
        requireOpen();
        return anchoring.orElseThrow(() -> Errors.noAnchor(location())).keep();
    }

    @Override
    public Audit audit() {
        Verification verification = verify();
        return new Auditor(Records.alone(raw), anchoring).audit(verification);
    }

    @Override
    public Proof prove(String version) {
        requireOpen();
        return proofs().make(version(version));
    }

    @Override
    public Checkpoint exportLog(Path directory) {
        requireOpen();
        Anchoring kept = anchoring
                .filter(found -> found.anchor().signer().isPresent())
                .orElseThrow(() -> Errors.noAnchor(location()));
        Checkpoint checkpoint = kept.keep();
        new TileExport(raw, directory).write(checkpoint);
        return checkpoint;
    }

    @Override
    public CopyChange copyTo(ModelRegistry target) {
        requireOpen();
        if (!(target instanceof DefaultModelRegistry into)) {
            throw Errors.foreignRegistry(target);
        }
        into.requireOpen();
        return new Copying(records, artifacts, new References(snapshots()), into.records, into.artifacts);
    }

    @Override
    public Verification verify() {
        requireOpen();
        return new Verifier(records, artifacts, snapshots(), predictions.ifAny()).verify();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            watches.forEach(ReleaseWatch::close);
            listeners.close();
            releases.close();
            RuntimeException failure = closePredictions();
            records.checkpointing().closing();
            records.store().close();
            artifacts.close();
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** What could not be made durable is told once everything is closed. */
    private @Nullable RuntimeException closePredictions() {
        try {
            predictions.close();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** The location. */
    @Override
    public String toString() {
        return "registry at " + location();
    }
}
