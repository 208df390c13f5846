package dev.lineage.core.internal.predict;

import dev.lineage.LineageException;
import dev.lineage.PredictionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/** What a process spilled and did not write any more before it died. */
public final class Leftovers {
    private Leftovers() {}

    /**
     * Writes it into new streams of the releases that predicted it. If this process dies too, the next one writes all of it again;
     * the equal salts tell that it is the same.
     *
     * @param stop whether to leave the rest to the next process
     */
    public static void deliver(Path directory, Home home, PredictionSettings settings, BooleanSupplier stop) {
        try {
            for (Spill.Leftover leftover : Spill.leftovers(directory, home::knows)) {
                try (leftover) {
                    if (!stop.getAsBoolean()) {
                        deliver(leftover, home, settings);
                    }
                }
            }
        } catch (IOException | LineageException e) {
            LoggerFactory.getLogger("dev.lineage")
                    .warn("What was spilled into {} is still there; the next process tries again", directory, e);
        }
    }

    private static void deliver(Spill.Leftover leftover, Home home, PredictionSettings settings) throws IOException {
        Chunk chunk = new Chunk(new Salts());
        if (!leftover.next(chunk)) {
            leftover.delete();
            return;
        }
        Home.Begun begun = home.begin(leftover.stream());
        Gathering gathered = new Gathering();
        try (var sink = begun.sink()) {
            boolean more = true;
            while (more) {
                sink.write(chunk.from(gathered.nextSequence()));
                gathered.add(chunk);
                more = leftover.next(chunk);
                if (!more || gathered.count() >= settings.batchSize()) {
                    Instant now = home.clock().instant().truncatedTo(ChronoUnit.MILLIS);
                    home.append(
                            begun.stream(), gathered.batch(begun.stream().id(), now, 0, Optional.empty(), !more, true));
                    gathered.proceed();
                }
            }
        }
        leftover.delete();
    }
}
