package dev.lineage.jdbc;

import dev.lineage.CheckpointStore;
import dev.lineage.jdbc.internal.JdbcOpening;
import dev.lineage.spi.RecordStore;
import dev.lineage.spi.StoreProvider;
import java.nio.file.Path;
import javax.sql.DataSource;

/**
 * Registries in a database, over the application's own {@link DataSource}:
 *
 * <pre>{@code
 * ModelRegistry registry = ModelRegistry.builder()
 *     .records(JdbcStores.of(dataSource).schema("ml").openRecords())
 *     .artifacts(…)
 *     .open();
 * }</pre>
 *
 * <p>PostgreSQL, MariaDB, MySQL (8.0 on; written for it and tested with MariaDB only), H2 and SQLite. The store works on
 * threads and transactions of its own: it neither joins nor sees a transaction that the application has begun, and gives
 * every connection back as it came. It needs at least two connections at a time, one if the database is in memory.
 *
 * <p><b>Durability.</b> An append is acknowledged when the database has flushed it. On PostgreSQL the store turns
 * {@code synchronous_commit} on for its own transactions and refuses servers with {@code fsync} or
 * {@code full_page_writes} off. On MariaDB and MySQL it requires InnoDB, {@code innodb_flush_log_at_trx_commit = 1} and,
 * with a binary log, {@code sync_binlog = 1}. H2 flushes a commit some time later whatever it is told, so the store runs
 * {@code CHECKPOINT SYNC} before it acknowledges, which takes an administrator's rights. On SQLite it uses the write-ahead
 * log with {@code synchronous = FULL}, or {@code EXTRA} without it. Databases in memory keep nothing beyond their process;
 * a warning is logged.
 *
 * <p><b>Isolation.</b> Nothing depends on an isolation level: positions and revisions are primary keys, every question is
 * one statement, and connections that would read what is not committed are set to read what is.
 *
 * <p>Not thread-safe; what it opens is.
 */
public final class JdbcStores {
    private final JdbcOpening opening;

    private JdbcStores(DataSource source) {
        this.opening = new JdbcOpening(source);
    }

    /** A registry over {@code source}, which stays the caller's: closing the stores does not close it. */
    public static JdbcStores of(DataSource source) {
        return new JdbcStores(source);
    }

    /**
     * The schema of the tables, which must exist; that of the connection by default.
     *
     * @throws IllegalArgumentException if it is not made of 1 to 31 ASCII letters, digits and {@code _}
     */
    public JdbcStores schema(String schema) {
        opening.schema(schema);
        return this;
    }

    /**
     * What the names of the tables begin with; {@code lineage_} by default. Registries with different prefixes may share a
     * schema.
     *
     * @throws IllegalArgumentException if it is not made of 1 to 31 ASCII letters, digits and {@code _}
     */
    public JdbcStores tablePrefix(String prefix) {
        opening.prefix(prefix);
        return this;
    }

    /**
     * Whether tables that are not there are made, and older ones changed; true by default. Where a database administrator
     * does that with the files in this jar ({@code dev/lineage/jdbc/sql}), set it to false: then they are only checked.
     */
    public JdbcStores createTables(boolean create) {
        opening.create(create);
        return this;
    }

    /**
     * Where the artifacts are: the URL of a store that keeps some, such as {@code file:/srv/models}. It is recorded in the
     * database when nothing is yet, and need not be given afterwards.
     */
    public JdbcStores artifacts(String url) {
        opening.artifacts(url);
        return this;
    }

    /** A directory for the caches of this machine, which may be deleted at any time; none by default. */
    public JdbcStores cache(Path directory) {
        opening.cache(directory);
        return this;
    }

    /**
     * Opens the records, and the artifacts that they name.
     *
     * @throws dev.lineage.StoreException if the database cannot be used, does not keep what it commits, has no tables and
     *     none may be made, or does not say where the artifacts are
     * @throws dev.lineage.UnsupportedFormatException if a newer Lineage made the tables; nothing was touched
     */
    public StoreProvider.Stores open() {
        return opening.open();
    }

    /**
     * A place for the checkpoint of a log: a table of its own, in another database than the log, or at least one that those who
     * write the log cannot change. It needs no other table of a registry.
     *
     * @param name which checkpoint, 1 to 100 characters; the origin of the log is a good one
     * @throws IllegalArgumentException if the name is too short or too long
     * @throws dev.lineage.StoreException if the database cannot be used, or has no such table and none may be made
     */
    public CheckpointStore checkpoints(String name) {
        return opening.checkpoints(name);
    }

    /**
     * Opens the records alone.
     *
     * @throws dev.lineage.StoreException if the database cannot be used, does not keep what it commits, or has no tables
     *     and none may be made
     * @throws dev.lineage.UnsupportedFormatException if a newer Lineage made the tables; nothing was touched
     */
    public RecordStore openRecords() {
        return opening.openRecords();
    }
}
