package dev.lineage.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/** MariaDB, and MySQL from 8.0 on. */
final class MariaDialect extends Dialect {
    private final boolean mariaDb;

    MariaDialect(Tables tables, String location, boolean mariaDb) {
        super(tables, location);
        this.mariaDb = mariaDb;
    }

    @Override
    String script() {
        return "mariadb";
    }

    @Override
    String collation() {
        return mariaDb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    }

    @Override
    Fault fault(String state, SQLException thrown) {
        return switch (thrown.getErrorCode()) {
            case 1062 -> Fault.TAKEN;
            // A lock was waited for in vain, a deadlock, and a row that changed since a snapshot was taken.
            case 1205, 1213, 1020 -> Fault.BUSY;
            // The server shuts down, or somebody killed the connection.
            case 1053, 1927, 3169 -> Fault.LOST;
            case 1146 -> Fault.NO_TABLE;
            case 1050 -> Fault.EXISTS;
            default -> state.equals("40001") ? Fault.BUSY : Fault.OTHER;
        };
    }

    @Override
    void check(Connection connection) throws SQLException {
        require(connection, "innodb_flush_log_at_trx_commit", "1");
        // With a binary log, recovery drops the transactions that are not in it.
        if (single(connection, "select @@log_bin").equals("1")) {
            require(connection, "sync_binlog", "1");
        }
        for (String table : new String[] {"log", "pointers", "children", "attributes", "edges", "tiles"}) {
            checkTable(connection, table);
        }
    }

    private void require(Connection connection, String setting, String wanted) throws SQLException {
        String value = single(connection, "select @@global." + setting);
        if (!value.equals(wanted)) {
            throw JdbcErrors.notDurable(location(), setting, value, wanted);
        }
    }

    private void checkTable(Connection connection, String table) throws SQLException {
        String sql = "select engine, table_collation from information_schema.tables"
                + " where table_schema = coalesce(nullif(?, ''), database()) and table_name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tables().schema());
            statement.setString(2, tables().prefix() + table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = tables().table(table);
                    if (!rows.getString(1).equalsIgnoreCase("InnoDB")) {
                        throw JdbcErrors.notDurable(location(), "engine of " + name, rows.getString(1), "InnoDB");
                    }
                    if (!rows.getString(2).equals(collation())) {
                        throw JdbcErrors.badSetting(location(), "collation of " + name, rows.getString(2), collation());
                    }
                }
            }
        }
    }

    @Override
    boolean hasDirtyReads() {
        return true;
    }

    @Override
    Sender sender() {
        return new BatchSender(this);
    }

    @Override
    String insertChild() {
        return sql("insert into @children (parent, segment) select ?, ? from dual"
                + " where not exists (select 1 from @children where parent = ? and segment = ?)");
    }

    @Override
    String millis() {
        return "cast(unix_timestamp(now(3)) * 1000 as signed)";
    }

    @Override
    void addMonth(Connection connection, int month) throws SQLException {
        String partition = tables().prefix() + "p" + month;
        try {
            execute(
                    connection,
                    "alter table " + tables().table("predictions") + " add partition (partition " + partition
                            + " values in (" + month + "))");
        } catch (SQLException e) {
            // A partition of that name, or with that value, is there.
            if (e.getErrorCode() != 1517 && e.getErrorCode() != 1495) {
                throw e;
            }
        }
    }

    @Override
    String list() {
        return "json_table(?, '$[*]' columns (item varchar(700) character set utf8mb4 collate " + collation()
                + " path '$')) as s";
    }

    @Override
    void bindList(PreparedStatement statement, int index, Collection<String> items) throws SQLException {
        statement.setString(index, JsonLists.text(items));
    }

    /** The checksum is indexed: a text of 1,024 characters would not fit into a key. */
    @Override
    String textEquals(String alias) {
        return alias + ".text_crc = crc32(?) and " + alias + ".text_value = ?";
    }

    /** Both stop after 1,000 rounds unless told otherwise, MariaDB without an error. */
    @Override
    Optional<String> recursion() {
        // MySQL ends a recursion of more than 1,000 steps with an error, and takes the setting from no such place.
        return mariaDb ? Optional.of("set statement max_recursive_iterations = 4294967295 for ") : Optional.empty();
    }
}
