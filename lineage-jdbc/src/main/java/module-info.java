/**
 * Records in a database.
 */
@org.jspecify.annotations.NullMarked
module dev.lineage.jdbc {
    requires transitive dev.lineage.api;
    requires transitive java.sql;
    requires org.slf4j;

    exports dev.lineage.jdbc;

    provides dev.lineage.spi.StoreProvider with
            dev.lineage.jdbc.internal.JdbcStoreProvider;
}
