package dev.lineage.jdbc.internal;

import dev.lineage.CommitUnknownException;
import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.Pointer;

/** Every message of this package: what, why, what to do. */
final class JdbcErrors {
    private JdbcErrors() {}

    // ---- opening

    static IllegalArgumentException badName(String what, String name) {
        return new IllegalArgumentException(
                "The " + what + " '" + name + "' is not made of 1 to 31 ASCII letters, digits"
                        + " and '_', beginning with none of the digits; choose one that is");
    }

    static IllegalArgumentException badUrl(String shown, String why) {
        return new IllegalArgumentException("The URL " + shown + " cannot be used: " + why
                + ". Write jdbc:postgresql:, jdbc:mariadb:, jdbc:mysql:, jdbc:h2: or jdbc:sqlite: as the driver's manual"
                + " says, or hand a DataSource to JdbcStores");
    }

    static IllegalArgumentException refusedOption(String shown, String option, String why) {
        return new IllegalArgumentException("The URL " + shown + " has the option '" + option + "', which is refused: "
                + why + ". Leave it out, or set up a DataSource and hand it to JdbcStores");
    }

    static StoreException noDriver(String shown) {
        return new StoreException("No driver on the class path opens " + shown + ". Add the database's JDBC driver");
    }

    static IllegalArgumentException noArtifactsHere(String shown) {
        return new IllegalArgumentException("A database keeps no artifacts, so " + shown
                + " cannot be where they are. Give the URL of a store that does, such as file:/srv/lineage/artifacts");
    }

    static IllegalArgumentException relativeArtifacts(String url) {
        return new IllegalArgumentException(
                "The artifacts URL '" + url + "' is relative to a working directory, but it is"
                        + " recorded for everybody who opens the registry. Write file:/<absolute path>");
    }

    static StoreException noArtifacts(String location) {
        return new StoreException("The records at " + location
                + " do not say where their artifacts are. Say it once: with" + " JdbcStores' artifacts(url), or with -D"
                + JdbcStoreProvider.ARTIFACTS + "=file:/<absolute path>");
    }

    static StoreException unknownDatabase(String location, String product) {
        return new StoreException("The database at " + location + " is '" + product
                + "', which Lineage does not know. Use PostgreSQL, MariaDB, MySQL, H2 or SQLite");
    }

    static StoreException cannotOpen(String location, Throwable cause) {
        return new StoreException(
                "The records at " + location + " cannot be opened: " + reason(cause)
                        + ". Check that the database is there, that the schema exists, and that the user may read the tables"
                        + " (or create them, if there are none yet)",
                cause);
    }

    static StoreException noTables(String location, Tables tables, int format, Script script) {
        return new StoreException("The tables " + tables.table("*") + " at " + location
                + (format == 0 ? " are not there" : " have format " + format)
                + ", and they are not to be made by Lineage. Run " + script.resource()
                + " from lineage-jdbc's jar, or open with createTables(true)");
    }

    static UnsupportedFormatException newerFormat(String location, String format, int known) {
        return new UnsupportedFormatException("The tables at " + location + " have format " + format
                + ", and this version of Lineage knows format " + known
                + " only. Nothing was touched. Use the version of"
                + " Lineage that made them, or a newer one");
    }

    static StoreException privateDatabase(String location) {
        return new StoreException("The tables made at " + location + " are not there for the next connection: this"
                + " database in memory is another one for each. Use a pool of exactly one connection, or a file");
    }

    static StoreException notDurable(String location, String setting, String value, String wanted) {
        return new StoreException("The database at " + location + " has " + setting + " = " + value
                + ", so it would lose commits at a power failure. Set it to " + wanted + " and open again");
    }

    static StoreException badSetting(String location, String setting, String value, String wanted) {
        return new StoreException("The database at " + location + " has " + setting + " = " + value
                + ", with which it would take different names or values for equal. It must be " + wanted
                + "; use a database that is set up so");
    }

    static StoreException closed(String location) {
        return new StoreException("The records at " + location + " are closed. Open them again");
    }

    // ---- reading

    static StoreException cannotRead(String location, Throwable cause) {
        return new StoreException(
                "The records at " + location + " cannot be read: " + reason(cause)
                        + ". Check the database and the connection, then try again",
                cause);
    }

    static IntegrityException notAnEntry(String location, long position, IllegalArgumentException cause) {
        return new IntegrityException(
                "The entry at position " + position + " of " + location + " is not what was written: "
                        + cause.getMessage() + ". Restore the database from a backup and run verify()",
                cause);
    }

    static IntegrityException changed(String location, long position, String digest, Object actual) {
        return new IntegrityException(
                "The entry at position " + position + " of " + location + " has the digest " + actual
                        + " and not sha256:" + digest
                        + ", which was recorded with it. Restore the database from a backup and run"
                        + " verify()");
    }

    static IntegrityException missing(String location, Pointer pointer) {
        return new IntegrityException("The log at " + location + " has nothing at position " + pointer.position()
                + ", which pointer '" + pointer.name()
                + "' names. Somebody deleted from it: restore the database from a"
                + " backup and run verify()");
    }

    static IntegrityException gap(String location, long position, long found) {
        return new IntegrityException("The log at " + location + " goes on at position " + found + " where " + position
                + " is next. Somebody deleted from it: restore the database from a backup and run verify()");
    }

    static IllegalArgumentException badLimit(int limit) {
        return new IllegalArgumentException("A limit is at least 1, not " + limit);
    }

    // ---- writing

    static IllegalArgumentException badTile(int bytes) {
        return new IllegalArgumentException("A tile has 1 to 256 hashes of 32 bytes, not " + bytes + " bytes");
    }

    static StoreException noCheckpoints(String location, Tables tables, Script script) {
        return new StoreException("There is no table " + tables.table("checkpoints") + " at " + location
                + ", and none may be made. Run " + script.resource() + " of the jar of lineage-jdbc, or open with"
                + " createTables(true)");
    }

    static StoreException noPredictions(String location, Tables tables, Script script) {
        return new StoreException("There are no tables of predictions, " + tables.table("predictions") + ", at "
                + location
                + " and none may be made. Run " + script.resource() + " from the jar of lineage-jdbc, or open with"
                + " createTables(true)");
    }

    static StoreException predictions(String location, Throwable cause) {
        return new StoreException(
                "Predictions cannot be written at " + location + ": " + reason(cause)
                        + ". Check that the database runs and that its disk is not full",
                cause);
    }

    static IntegrityException badPrediction(String location, String stream, long sequence, String why) {
        return new IntegrityException("Prediction " + sequence + " of stream " + stream + " at " + location
                + " is not what was written: " + why + ". Restore the tables of predictions from a copy");
    }

    static IntegrityException missingPredictions(String location, String stream, long first, long last) {
        return new IntegrityException("Predictions " + first + " to " + last + " of stream " + stream
                + " are missing at " + location + ". Restore the tables of predictions from a copy");
    }

    static StoreException notKept(String location, Throwable cause) {
        return new StoreException(
                "The checkpoint at " + location + " could not be replaced: " + reason(cause)
                        + ". Whether it was is told by looking; try again",
                cause);
    }

    static IllegalArgumentException badCount(int entries, int most) {
        return new IllegalArgumentException("An append has 1 to " + most + " entries, not " + entries
                + ". Split it where the parts may be seen alone");
    }

    static StoreException notWritten(String location, Throwable cause) {
        return new StoreException(
                "Nothing was written to the records at " + location + ": " + reason(cause)
                        + ". Check the database and that the user may insert into the tables, then try again",
                cause);
    }

    static StoreException tooManyWriters(String location, int tries) {
        return new StoreException("Nothing was written to the records at " + location + ": others were first " + tries
                + " times in a row. Try again when fewer processes write");
    }

    static CommitUnknownException unknown(String location, LogEntry first, Throwable cause) {
        return new CommitUnknownException(
                "It is not known whether the records at " + location + " have the append at position "
                        + first.position() + ": the connection was lost (" + reason(cause)
                        + ") and the database cannot be asked. Nothing was cleaned up. When it is there again, look whether"
                        + " that position holds the entry " + first.entry().digest(),
                cause);
    }

    static CommitUnknownException notFlushed(String location, LogEntry first, FlushFailedException cause) {
        return new CommitUnknownException(
                "It is not known whether the append at position " + first.position() + " of " + location
                        + " is durable: the database committed it and failed to flush (" + reason(cause.failure())
                        + "). Nothing was cleaned up. Check the medium, open the records again and look whether that"
                        + " position holds the entry " + first.entry().digest(),
                cause);
    }

    static StoreException refused(String location, FlushFailedException cause) {
        return new StoreException(
                "The records at " + location + " take no more writes because an earlier flush failed ("
                        + reason(cause.failure()) + "). Check the medium, then open them again",
                cause);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
