package dev.lineage.fs.internal.artifacts;

import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Verifies every blob. One thread lists and reports, some read; only a window of the files is in memory. Single-use.
 */
final class Sweep {
    private static final int WINDOW = 256;
    private static final int MAX_THREADS = 4;

    private final BlobPaths paths;
    private final BlobReader reader;
    private final Consumer<Problem> problems;
    private final Runnable check;
    private final Deque<Future<Result>> window = new ArrayDeque<>();
    private long blobs;

    /**
     * A sweep.
     *
     * @param check throws if it must not go on
     */
    Sweep(BlobPaths paths, BlobReader reader, Consumer<Problem> problems, Runnable check) {
        this.paths = paths;
        this.reader = reader;
        this.problems = problems;
        this.check = check;
    }

    /** What reading a file came to. */
    private record Result(boolean isRead, Optional<Problem> problem) {
        static final Result GONE = new Result(false, Optional.empty());

        static Result unread(Problem problem) {
            return new Result(false, Optional.of(problem));
        }
    }

    /** Does something with each entry of a directory. */
    @FunctionalInterface
    private interface Visitor {
        void visit(Path path, String name, FileState state);
    }

    /** Verifies, and returns how many blobs were read. */
    long run() {
        int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "lineage-artifacts-verify");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        });
        try {
            visit(paths.blobs(), (shard, shardName, state) -> {
                if (state.kind() == FileState.Kind.DIRECTORY && BlobPaths.isShardName(shardName)) {
                    visit(shard, (file, name, found) -> visitBlob(executor, file, shardName, name, found));
                } else {
                    problems.accept(ArtifactErrors.foreignProblem(shard, state.kind()));
                }
            });
            while (!window.isEmpty()) {
                reportFirst();
            }
            return blobs;
        } finally {
            executor.shutdownNow();
        }
    }

    private void visitBlob(ExecutorService executor, Path file, String shard, String name, FileState state) {
        if (!BlobPaths.isBlobName(name)) {
            problems.accept(ArtifactErrors.foreignProblem(file, state.kind()));
        } else if (!state.isFile()) {
            problems.accept(ArtifactErrors.misplacedProblem(file, state.kind()));
        } else {
            if (window.size() == WINDOW) {
                reportFirst();
            }
            Digest digest = Digest.ofHex(shard + name);
            BooleanSupplier stopped = () -> Thread.currentThread().isInterrupted();
            window.add(executor.submit(() -> verify(file, digest, state.size(), stopped)));
        }
    }

    private Result verify(Path file, Digest digest, long size, BooleanSupplier stopped) {
        if (stopped.getAsBoolean()) {
            return Result.GONE;
        }
        try {
            Digest found = reader.hash(file, size);
            return new Result(
                    true,
                    found.equals(digest) ? Optional.empty() : Optional.of(ArtifactErrors.damagedProblem(file, found)));
        } catch (NoSuchFileException e) {
            return Result.GONE;
        } catch (IOException e) {
            return Result.unread(ArtifactErrors.unreadableProblem(file, e));
        }
    }

    private void reportFirst() {
        check.run();
        Future<Result> first = window.remove();
        Result result = await(first);
        blobs += result.isRead() ? 1 : 0;
        result.problem().ifPresent(problems);
    }

    private static Result await(Future<Result> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void visit(Path directory, Visitor visitor) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                visitEntry(entry, visitor);
            }
        } catch (NoSuchFileException e) {
            // Nothing was stored yet.
        } catch (IOException | DirectoryIteratorException e) {
            problems.accept(ArtifactErrors.unreadableProblem(directory, e));
        }
    }

    private void visitEntry(Path entry, Visitor visitor) {
        FileState state;
        try {
            state = FileState.of(entry);
        } catch (NoSuchFileException e) {
            // It was deleted a moment ago.
            return;
        } catch (IOException e) {
            problems.accept(ArtifactErrors.unreadableProblem(entry, e));
            return;
        }
        Path name = entry.getFileName();
        visitor.visit(entry, name == null ? "" : name.toString(), state);
    }
}
