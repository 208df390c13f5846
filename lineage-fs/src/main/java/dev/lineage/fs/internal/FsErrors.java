package dev.lineage.fs.internal;

import dev.lineage.CommitUnknownException;
import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.UnsupportedFormatException;
import java.nio.file.Path;
import java.util.Objects;

/** Every message of this package: what, why, what to do. */
final class FsErrors {
    private FsErrors() {}

    // ---- opening

    static IllegalArgumentException badUrl(String url, String why) {
        return new IllegalArgumentException("'" + url + "' does not name a store: " + why
                + ". Write file:<directory>, with a relative or an absolute path as it is, without % escapes");
    }

    static StoreException cannotOpen(Path root, Throwable cause) {
        return new StoreException(
                "The store at " + root + " cannot be opened: " + reason(cause)
                        + ". Check that the directory can be read, and written if it is to be made",
                cause);
    }

    static UnsupportedFormatException newerFormat(Path root, long format) {
        return new UnsupportedFormatException("The store at " + root + " has format " + format
                + ", and this version of Lineage knows format 1 only. Nothing was touched. Use the version of Lineage that"
                + " wrote it, or a newer one");
    }

    static UnsupportedFormatException unknownFeature(Path root, String feature) {
        return new UnsupportedFormatException("The store at " + root + " requires '" + feature
                + "', which this version of Lineage does not know. Nothing was touched. Use the version of Lineage that"
                + " wrote it, or a newer one");
    }

    static IntegrityException badMarker(Path file, String what) {
        return new IntegrityException("The file " + file + ", which says what kind of store this is, cannot be read: "
                + what + ". Restore it from a copy; a store of format 1 has {\"format\":1,\"required\":[]} there");
    }

    static IntegrityException noMarker(Path root) {
        return new IntegrityException("The directory " + root + " has a log but no lineage.json, so it cannot be known"
                + " which format it has. Nothing was touched. Restore lineage.json from a copy or from Git");
    }

    static StoreException noLog(Path root) {
        return new StoreException("The directory " + root + " has documents below models/ but no log, as after a clone"
                + " that left log/ out. The documents are only views of the log, so nothing was touched. Get log/ from"
                + " where the store was copied (Git must track it), or open another directory");
    }

    static StoreException noHardLinks(Path root, Throwable cause) {
        return new StoreException(
                "The store at " + root + " cannot be written: its file system has no hard links (" + reason(cause)
                        + "), and without them a commit cannot be both exclusive and whole. Nothing was written. Move the"
                        + " store to a file system that has them, such as ext4, XFS, Btrfs, APFS or NTFS",
                cause);
    }

    static StoreException closed(Path root) {
        return new StoreException("The store at " + root + " is closed. Open it again");
    }

    // ---- reading

    static StoreException cannotRead(Path root, Throwable cause) {
        return new StoreException(
                "The store at " + root + " cannot be read: " + reason(cause) + ". Check the medium and the permissions",
                cause);
    }

    static IntegrityException badCommit(Path file, String what) {
        return new IntegrityException("The log file " + file + " is not what was written: " + what
                + ". Restore the file from a copy or from Git and run verify()");
    }

    static IntegrityException missingCommit(Path root, long position) {
        return new IntegrityException("The log at " + root + " has no file that holds position " + position
                + " although it goes on behind it. Restore log/ from a copy or from Git and run verify()");
    }

    static String doesNotFollow() {
        return "it does not follow the file before it: the digest in its header is another one's";
    }

    // ---- writing

    static IllegalArgumentException badCount(int entries) {
        return new IllegalArgumentException(
                "An append has 1 to 64 entries, not " + entries + ". Split it where the parts may be seen alone");
    }

    static IllegalArgumentException reserved(String pointer, String segment) {
        return new IllegalArgumentException("The pointer '" + pointer + "' cannot be shown in a directory because '"
                + segment + "' is the store's own there. Choose another first segment");
    }

    static StoreException notWritten(Path root, Throwable cause) {
        return new StoreException(
                "Nothing was written to the store at " + root + ": " + reason(cause)
                        + ". Make sure that there is space and that the directory may be written, then try again",
                cause);
    }

    static StoreException notFlushed(Path root, Throwable cause) {
        return new StoreException(
                "Nothing was written to the store at " + root + ": the medium failed to flush (" + reason(cause)
                        + "), so nothing that it says now can be trusted. Check the medium, then open the store again",
                cause);
    }

    static StoreException refused(Path root, Throwable cause) {
        return new StoreException(
                "The store at " + root + " takes no more writes because an earlier flush failed (" + reason(cause)
                        + "). Check the medium, then open the store again",
                cause);
    }

    static StoreException logChanged(Path root, Path missing) {
        return new StoreException("Nothing was written to the store at " + root + ": the log file " + missing
                + ", which was there before, is gone. Was the directory replaced or switched to another branch? Open the"
                + " store again");
    }

    static CommitUnknownException unknown(Path root, long position, Object digest, Throwable cause) {
        return new CommitUnknownException(
                "It is not known whether the commit to the store at " + root
                        + " is durable: after it had become visible"
                        + " the flush failed (" + reason(cause)
                        + "). Nothing was cleaned up. Check the medium, open the"
                        + " store again and look whether position " + position + " holds the entry " + digest,
                cause);
    }

    static String reason(Throwable cause) {
        String type = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? type : type + ": " + text(cause);
    }

    /** The message of an exception that has one. */
    static String text(Throwable thrown) {
        return Objects.requireNonNullElseGet(thrown.getMessage(), thrown::toString);
    }
}
