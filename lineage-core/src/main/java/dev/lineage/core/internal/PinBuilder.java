package dev.lineage.core.internal;

import dev.lineage.PinChange;
import dev.lineage.model.Names;
import dev.lineage.model.SnapshotPin;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pin that is to be made. */
final class PinBuilder extends SingleUse implements PinChange {
    private final String name;
    private final Path path;
    private final Snapshots snapshots;
    private final Commits commits;
    private @Nullable Boolean storeData;
    private @Nullable Boolean ignoreStatCache;
    private @Nullable Consumer<Progress> progress;
    private @Nullable BooleanSupplier cancelled;

    PinBuilder(String name, Path path, Snapshots snapshots, Commits commits) {
        this.name = Names.require("pin", name);
        this.path = path;
        this.snapshots = snapshots;
        this.commits = commits;
    }

    @Override
    public PinChange storeData() {
        requireUnset("storeData", storeData);
        storeData = true;
        return this;
    }

    @Override
    public PinChange ignoringStatCache() {
        requireUnset("ignoringStatCache", ignoreStatCache);
        ignoreStatCache = true;
        return this;
    }

    @Override
    public PinChange onProgress(Consumer<Progress> listener) {
        requireUnset("onProgress", progress);
        progress = listener;
        return this;
    }

    @Override
    public PinChange cancelledBy(BooleanSupplier cancelled) {
        requireUnset("cancelledBy", this.cancelled);
        this.cancelled = cancelled;
        return this;
    }

    @Override
    public SnapshotPin.Content preview() {
        requireUnused();
        return snapshots.pin(name, path, options(false)).pin();
    }

    @Override
    public SnapshotPin.Content commit() {
        use();
        Snapshots.Made made = snapshots.pinOwn(name, path, options(true));
        commits.snapshots(made.snapshot().stream().toList());
        return made.pin();
    }

    private Snapshots.Options options(boolean writing) {
        return new Snapshots.Options(
                writing,
                writing && storeData != null,
                ignoreStatCache == null,
                Optional.ofNullable(progress),
                cancelled == null ? () -> false : cancelled);
    }
}
