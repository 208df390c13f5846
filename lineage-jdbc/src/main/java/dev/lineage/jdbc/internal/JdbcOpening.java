package dev.lineage.jdbc.internal;

import dev.lineage.CheckpointStore;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is known about stores that are to be opened. Not thread-safe. */
public final class JdbcOpening {
    private final DataSource source;
    private String schema = "";
    private String prefix = Tables.DEFAULT_PREFIX;
    private boolean create = true;
    private @Nullable String artifacts;
    private @Nullable Path cache;

    /** With everything at its default. */
    public JdbcOpening(DataSource source) {
        this.source = source;
    }

    /** Sets the schema. */
    public void schema(String name) {
        schema = new Tables(name, prefix).schema();
    }

    /** Sets the prefix. */
    public void prefix(String name) {
        prefix = new Tables(schema, name).prefix();
    }

    /** Sets whether tables are made. */
    public void create(boolean allowed) {
        create = allowed;
    }

    /** Sets where the artifacts are. */
    public void artifacts(String url) {
        artifacts = url;
    }

    /** Sets the directory for caches. */
    public void cache(Path directory) {
        cache = directory;
    }

    /** Opens the records. */
    public RecordStore openRecords() {
        return opened().records();
    }

    /** Opens the records and their artifacts. */
    public StoreProvider.Stores open() {
        return JdbcStoreProvider.withArtifacts(opened(), Optional.ofNullable(artifacts), Optional.ofNullable(cache));
    }

    /** Opens the checkpoint of that name. */
    public CheckpointStore checkpoints(String name) {
        return JdbcCheckpoints.open(new SourceConnections(source), new Tables(schema, prefix), create, name);
    }

    private JdbcRecordStore.Opened opened() {
        return JdbcRecordStore.open(new SourceConnections(source), new Tables(schema, prefix), create, "");
    }
}
