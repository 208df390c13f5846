package dev.lineage.core.internal.snapshot;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings stored data back. Everything is written into a directory of its own beside the target, which becomes the target
 * when it is complete and verified; where no directory can be made beside it, into the target itself. Stateless.
 */
final class Materializer {
    private final ArtifactStore store;

    Materializer(ArtifactStore store) {
        this.store = store;
    }

    void materialize(SnapshotPin.Content pin, Optional<Digest> manifest, Path directory) {
        Path target = directory.toAbsolutePath().normalize();
        try {
            boolean exists = requireEmpty(target);
            Path parent = Objects.requireNonNullElse(target.getParent(), target);
            Files.createDirectories(parent);
            Optional<Path> beside = beside(parent);
            Path place = beside.orElse(target);
            if (beside.isEmpty()) {
                Files.createDirectories(target);
            }
            boolean complete = false;
            try {
                fill(pin, manifest, place);
                if (beside.isPresent()) {
                    publish(place, target, exists);
                }
                complete = true;
            } finally {
                if (!complete) {
                    deleteTree(place, beside.isPresent() || !exists);
                }
            }
        } catch (InvalidPathException e) {
            throw SnapshotErrors.unwritable(directory, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw SnapshotErrors.unwritable(directory, e);
        }
    }

    private static boolean requireEmpty(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw SnapshotErrors.notEmpty(target);
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            if (entries.iterator().hasNext()) {
                throw SnapshotErrors.notEmpty(target);
            }
        }
        return true;
    }

    private static Optional<Path> beside(Path parent) {
        try {
            return Optional.of(Files.createTempDirectory(parent, ".lineage-data"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void publish(Path place, Path target, boolean exists) throws IOException {
        try {
            Files.move(place, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!exists) {
                throw e;
            }
            // An empty directory can be in the way, on other systems than Linux or as the root of a mounted volume.
            moveChildren(place, target);
            Files.delete(place);
        }
    }

    private static void moveChildren(Path place, Path target) throws IOException {
        boolean complete = false;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(place)) {
            for (Path child : children) {
                Path to = target.resolve(Objects.requireNonNull(child.getFileName()));
                try {
                    Files.move(child, to, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    moveCopying(child, to);
                }
            }
            complete = true;
        } finally {
            if (!complete) {
                deleteTree(target, false);
            }
        }
    }

    private static void moveCopying(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectory(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        deleteTree(from, true);
    }

    private void fill(SnapshotPin.Content pin, Optional<Digest> manifest, Path place) throws IOException {
        if (pin.kind() == SnapshotPin.Kind.FILE) {
            copy("data", pin.digest(), pin.bytes(), place.resolve("data"));
            return;
        }
        Digest root = manifest.orElseThrow(() -> SnapshotErrors.noManifest(pin));
        FlatDigest flat = new FlatDigest();
        try (ManifestReader reader = new ManifestReader(store)) {
            TreeCursor cursor = new TreeCursor(reader, reader.root(root));
            Path made = place;
            while (TreeCursor.toRecord(cursor)) {
                Leaf.Decoder record = cursor.record();
                Manifests.add(flat, record);
                String path = Paths.text(record.path(), 0, record.pathLength());
                Path file = place.resolve(path).normalize();
                Path parent = file.getParent();
                if (parent == null || !file.startsWith(place) || file.equals(place)) {
                    throw new IOException("'" + path + "' would lie outside");
                }
                if (!parent.equals(made)) {
                    Files.createDirectories(parent);
                    made = parent;
                }
                copy(path, Manifests.digest(record), record.size(), file);
                cursor.skip();
            }
        }
        SnapshotPin.Content found =
                new SnapshotPin.Content(SnapshotPin.Kind.TREE, flat.finish(), flat.files(), flat.bytes());
        if (!found.equals(pin)) {
            throw SnapshotErrors.otherPin(root, pin.toString(), found.toString());
        }
    }

    private void copy(String path, Digest digest, long size, Path file) throws IOException {
        try {
            store.copyTo(digest, file);
        } catch (NotFoundException e) {
            throw SnapshotErrors.dataNotStored(path, digest, e);
        }
        long written = Files.size(file);
        if (written != size) {
            throw new IntegrityException("The content of '" + path + "' (" + digest + ") has " + written
                    + " bytes, the snapshot says " + size + ". Restore the manifest from a copy of the store");
        }
    }

    private static void deleteTree(Path root, boolean withRoot) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    if (withRoot || !directory.equals(root)) {
                        Files.delete(directory);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }
}
