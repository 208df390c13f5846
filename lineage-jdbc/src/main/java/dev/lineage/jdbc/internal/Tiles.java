package dev.lineage.jdbc.internal;

import dev.lineage.spi.RecordStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Hashes of the log's tree, which nobody believes without a proof. A reader who may not insert, or tables without this one, cost
 * time and nothing else. Thread-safe.
 */
final class Tiles {
    private static final int HASH = 32;
    private static final int MAX_BYTES = RecordStore.TILE_WIDTH * HASH;

    private final Database database;
    private final String select;
    private final String insert;

    Tiles(Database database) {
        this.database = database;
        select = database.dialect()
                .sql("select hashes from @tiles where tile_level = ? and tile_index = ?"
                        + " order by tile_level desc, tile_index desc, width desc limit 1");
        insert = database.dialect()
                .sql("insert into @tiles (tile_level, tile_index, width, hashes) values (?, ?, ?, ?)");
    }

    Optional<byte[]> read(int level, long index) {
        return database.read(connection -> widest(connection, level, index));
    }

    private Optional<byte[]> widest(Connection connection, int level, long index) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setInt(1, level);
            statement.setLong(2, index);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.ofNullable(rows.getBytes(1)).filter(Tiles::isTile) : Optional.empty();
            }
        } catch (SQLException e) {
            if (database.dialect().fault(e) == Fault.NO_TABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isTile(byte[] hashes) {
        return hashes.length > 0 && hashes.length <= MAX_BYTES && hashes.length % HASH == 0;
    }

    void put(int level, long index, byte[] hashes) {
        if (!isTile(hashes)) {
            throw JdbcErrors.badTile(hashes.length);
        }
        database.read(connection -> {
            if (widest(connection, level, index)
                    .filter(there -> there.length >= hashes.length)
                    .isPresent()) {
                return hashes;
            }
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setInt(1, level);
                statement.setLong(2, index);
                statement.setInt(3, hashes.length / HASH);
                statement.setBytes(4, hashes);
                statement.executeUpdate();
            } catch (SQLException e) {
                Fault fault = database.dialect().fault(e);
                if (fault == Fault.LOST || fault == Fault.BUSY) {
                    throw e;
                }
                JdbcLog.debug("Tile {}/{} of {} was not put: {}", level, index, database.location(), e.toString());
            }
            return hashes;
        });
    }
}
