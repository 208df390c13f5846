package dev.lineage.core.internal.snapshot;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.StoreException;
import dev.lineage.UnpinnableDataException;
import dev.lineage.UnpinnableDataException.Reason;
import dev.lineage.UnsupportedFormatException;
import dev.lineage.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Every message of this package: what, why, what to do. */
final class SnapshotErrors {
    private SnapshotErrors() {}

    static UnpinnableDataException missing(Path path) {
        return new UnpinnableDataException(
                Reason.MISSING, "Cannot pin " + path + ": there is no such file or directory. Check the path");
    }

    static UnpinnableDataException vanished(Path path, Throwable cause) {
        return new UnpinnableDataException(
                Reason.CHANGED_WHILE_READ,
                "Cannot pin " + path + ": it vanished while the data was pinned. Stop what writes there, or pin a copy"
                        + " that nothing writes to",
                cause);
    }

    static UnpinnableDataException changed(Path path) {
        return new UnpinnableDataException(
                Reason.CHANGED_WHILE_READ,
                "Cannot pin " + path + ": it changed while the data was pinned, so a digest would be of a mixture. Stop"
                        + " what writes there, or pin a copy that nothing writes to");
    }

    static UnpinnableDataException symbolicLink(Path path) {
        return new UnpinnableDataException(
                Reason.SYMBOLIC_LINK,
                "Cannot pin " + path + ": it is a symbolic link, and what it points to is not part of the tree. Replace"
                        + " it by what it points to, or remove it");
    }

    static UnpinnableDataException special(Path path) {
        return new UnpinnableDataException(
                Reason.SPECIAL_FILE,
                "Cannot pin " + path + ": it is neither a regular file nor a directory (a pipe, socket or device)."
                        + " Remove it from the data");
    }

    static UnpinnableDataException unreadable(Path path, Object why, Throwable cause) {
        return new UnpinnableDataException(
                Reason.UNREADABLE,
                "Cannot pin " + path + ": it cannot be read (" + why + "). Check its permissions and the disk",
                cause);
    }

    static UnpinnableDataException badName(Path directory, String shown, String why) {
        return new UnpinnableDataException(
                Reason.BAD_NAME, "Cannot pin " + directory + ": the name '" + printable(shown) + "' in it " + why);
    }

    static UnpinnableDataException insideStore(Path path) {
        return new UnpinnableDataException(
                Reason.CHANGED_WHILE_READ,
                "Cannot pin a directory that holds the registry itself (" + path + "): it changes with everything that"
                        + " is recorded. Pin the directory of the data instead, or keep the registry elsewhere"
                        + " (LINEAGE_STORE)");
    }

    static UnpinnableDataException cancelled(Path path) {
        return new UnpinnableDataException(
                Reason.CANCELLED, "Pinning " + path + " was cancelled. Nothing was recorded; pin it again");
    }

    static StoreException scratch(Path path, IOException cause) {
        return new StoreException(
                "Cannot write temporary data for " + path + ": " + cause + ". Check the free space and permissions of"
                        + " the registry's cache directory and of java.io.tmpdir",
                cause);
    }

    static StoreException unreadableStore(String location, Digest blob, IOException cause) {
        return new StoreException(
                "Cannot read " + blob + " of the artifact store at " + location + ": " + cause, cause);
    }

    static StoreException unwritableStore(String location, IOException cause) {
        return new StoreException(
                "Cannot write to the artifact store at " + location + ": " + cause + ". Check its free space and"
                        + " permissions",
                cause);
    }

    static IntegrityException damaged(String what, Digest blob, String location, Exception cause) {
        return new IntegrityException(
                "The " + what + " in blob " + blob + " of the artifact store at " + location + " is damaged: "
                        + cause.getMessage() + ". Nothing of it was used; restore the blob from a copy of the store",
                cause);
    }

    static IntegrityException missingBlob(String what, Digest blob, String location, NotFoundException cause) {
        return new IntegrityException(
                "The artifact store at " + location + " does not have the " + what + " " + blob
                        + ", which a snapshot needs. It was deleted, or the store was copied without it; restore it",
                cause);
    }

    static UnsupportedFormatException newerManifest(Digest blob, long format) {
        return new UnsupportedFormatException("The manifest " + blob + " has format " + format
                + ", this version of Lineage reads format " + Root.FORMAT + ". Upgrade Lineage");
    }

    static IntegrityException otherPin(Digest manifest, String expected, String found) {
        return new IntegrityException("The manifest " + manifest + " lists other data than the pin: expected "
                + expected + ", it is " + found + ". Restore the manifest from a copy of the store");
    }

    static StoreException notEmpty(Path directory) {
        return new StoreException("Cannot bring data back to " + directory
                + ": something is there already. Name a directory that is empty or does not exist");
    }

    static StoreException unwritable(Path directory, IOException cause) {
        return new StoreException(
                "Cannot bring data back to " + directory + ": " + cause + ". What was written was removed again; name a"
                        + " directory on a file system that has the space and takes these file names",
                cause);
    }

    static NotFoundException dataNotStored(String path, Digest digest, NotFoundException cause) {
        return new NotFoundException(
                "The content of '" + path + "' (" + digest + ") is not in the artifact store: the data was pinned"
                        + " without being stored. Fetch it from where it came from, or pin it with storeData() next time",
                cause);
    }

    static IllegalArgumentException noManifest(Object pin) {
        return new IllegalArgumentException("The pin " + pin + " is of a tree and needs its manifest");
    }

    private static String printable(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints().limit(80).forEach(c -> {
            if (c < 0x20 || c == 0x7f || c == 0xfffd) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
