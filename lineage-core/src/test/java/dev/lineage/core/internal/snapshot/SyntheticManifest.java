package dev.lineage.core.internal.snapshot;

import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import dev.lineage.spi.ArtifactStore.BlobBatch;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Manifests without files. */
final class SyntheticManifest {
    private SyntheticManifest() {}

    /** A file that exists in a manifest only. */
    record Content(long size, Digest digest) {}

    /** What was built, and what it cost. */
    record Built(SnapshotPin.Content pin, Digest manifest, long packBytes, long packChunks, long chunksRead) {}

    static Built of(ArtifactStore store, SortedMap<String, Content> files, Optional<Digest> base) {
        try (BlobBatch batch = store.batch();
                ManifestBuilder builder = new ManifestBuilder(store, batch, base)) {
            for (Map.Entry<String, Content> file : files.entrySet()) {
                byte[] path = file.getKey().getBytes(StandardCharsets.UTF_8);
                builder.add(
                        path,
                        0,
                        path.length,
                        file.getValue().size(),
                        file.getValue().digest().toBytes(),
                        0);
            }
            return finish(builder, batch);
        }
    }

    private static Built finish(ManifestBuilder builder, BlobBatch batch) {
        SnapshotPin.Content pin = builder.pin();
        Digest manifest = builder.finish(pin);
        batch.flush();
        return new Built(
                pin,
                manifest,
                builder.packBytes(),
                builder.packChunks(),
                builder.reader().chunksRead());
    }

    /** Chooses the content number of a file, or leaves the file out. */
    @FunctionalInterface
    interface Numbered {
        long ABSENT = -1;

        long content(long file);
    }

    /** {@code dir00000/file0000000.bin} and so on, a thousand files to a directory, in constant memory. */
    static Built numbered(ArtifactStore store, long files, Numbered contents, Optional<Digest> base) {
        try (BlobBatch batch = store.batch();
                ManifestBuilder builder = new ManifestBuilder(store, batch, base)) {
            byte[] digest = new byte[32];
            for (long i = 0; i < files; i++) {
                long content = contents.content(i);
                if (content != Numbered.ABSENT) {
                    byte[] path = path(i).getBytes(StandardCharsets.UTF_8);
                    scatter(content, digest);
                    builder.add(path, 0, path.length, 1_000 + content % 1_000, digest, 0);
                }
            }
            return finish(builder, batch);
        }
    }

    static String path(long file) {
        return "dir" + padded(file / 1_000, 5) + "/file" + padded(file % 1_000, 7) + ".bin";
    }

    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private static void scatter(long content, byte[] digest) {
        long state = content * 0x9e3779b97f4a7c15L + 1;
        for (int i = 0; i < digest.length; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            digest[i] = (byte) state;
        }
    }
}
