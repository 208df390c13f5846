package dev.lineage.fs.internal.predictions;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.model.PredictionStream;
import java.io.IOException;
import java.nio.file.Path;

/** Every message of this package: what, why, what to do. */
final class PredictionErrors {
    private PredictionErrors() {}

    static StoreException closed(Path root) {
        return new StoreException("The store of predictions " + root + " is closed; open the registry again");
    }

    static StoreException failed(String what, Path where, IOException why) {
        return new StoreException(
                "Cannot " + what + " in " + where + ": " + why + ". Check the disk and the rights, then try again",
                why);
    }

    static IllegalArgumentException exists(PredictionStream stream, Path directory) {
        return new IllegalArgumentException("There is a stream " + stream.id() + " of predictions of " + stream.model()
                + " already, in " + directory + "; begin one under another id");
    }

    static IntegrityException missing(String stream, long first, long last, Path directory) {
        return new IntegrityException(
                "Predictions " + first + " to " + last + " of stream " + stream + " are missing in " + directory
                        + ", or the file that they are in is damaged. Run verify() and restore it from a copy");
    }
}
