package dev.lineage.core.internal.snapshot;

import dev.lineage.UnpinnableDataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Pins in a process of its own: a path, and optionally a cache directory and {@code manifest}. */
final class HashMain {
    private HashMain() {}

    public static void main(String[] arguments) throws Exception {
        Optional<Path> cache = arguments.length > 1 ? Optional.of(Path.of(arguments[1])) : Optional.empty();
        DirectoryStore store = new DirectoryStore(Files.createTempDirectory("lineage-test-store"));
        try {
            SnapshotEngine engine = new SnapshotEngine(store, cache);
            System.out.println(engine.pin(new PinRequest(
                            Path.of(arguments[0]),
                            Optional.empty(),
                            arguments.length > 2,
                            false,
                            true,
                            Optional.empty(),
                            () -> false))
                    .pin());
        } catch (UnpinnableDataException e) {
            System.out.println(e.reason() + " " + e.getMessage());
        } finally {
            Trees.deleteTree(Path.of(store.location()));
        }
    }
}
