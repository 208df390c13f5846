package dev.lineage.fs.internal.predictions;

import dev.lineage.IntegrityException;
import dev.lineage.fs.internal.files.FileNames;
import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.PredictionRecord;
import dev.lineage.model.Problem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads everything and says what is broken. */
final class Check {
    private static final String RESTORE = "Restore the file from a copy";
    private static final int MAX_DESCRIPTION = 64 * 1024;

    private final Path root;
    private final FileOps files;
    private final Consumer<Problem> problems;
    private long records;

    Check(Path root, FileOps files, Consumer<Problem> problems) {
        this.root = root;
        this.files = files;
        this.problems = problems;
    }

    long run() throws IOException {
        for (Path each : files.list(root)) {
            String name = StreamDirectory.name(each);
            if (!name.equals("probe") && FileNames.decode(name).isPresent()) {
                check(new ModelDirectory(files, each), FileNames.decode(name).get());
            }
        }
        return records;
    }

    private void check(ModelDirectory model, String name) throws IOException {
        // What indexes say, as one sum for each file that they are of; equal sums are equal entries.
        List<KeyIndex> merged = List.of();
        try {
            merged = model.merged();
        } catch (IntegrityException e) {
            report(model.path(), e);
        }
        Set<String> covered = ModelDirectory.covered(merged);
        Map<String, Long> sums = new HashMap<>();
        for (KeyIndex index : merged) {
            sum(index, sums);
        }
        for (StreamDirectory stream : model.streams()) {
            describe(stream, name);
            checkWhole(stream);
            List<Block> raw = new ArrayList<>();
            for (Path file : stream.raw()) {
                raw.addAll(checkRaw(file));
            }
            // After these: what is sealed meanwhile is then in both, and not in neither.
            List<Path> sealed = stream.all(SealedFile.SUFFIX);
            raw.forEach(block -> records += block.count() - sealed(block, sealed));
            for (Path file : sealed) {
                checkSealed(stream.covered(file), file, covered, sums);
            }
        }
    }

    /** How many records of a block are in sealed files too. */
    private static long sealed(Block block, List<Path> files) {
        return files.stream()
                .mapToLong(file -> Math.min(block.last(), StreamDirectory.last(file))
                        - Math.max(block.first(), StreamDirectory.first(file))
                        + 1)
                .filter(both -> both > 0)
                .sum();
    }

    private void sum(KeyIndex index, Map<String, Long> sums) throws IOException {
        Set<String> twice = new HashSet<>(sums.keySet());
        twice.retainAll(index.covered());
        try {
            index.forEach((hash, of, block) -> {
                if (!twice.contains(of)) {
                    sums.merge(of, mix(hash, block), Long::sum);
                }
            });
        } catch (IntegrityException e) {
            report(index.file(), e);
        }
    }

    private static long mix(long hash, int block) {
        long mixed = (hash << 16 ^ block) * 0x9e3779b97f4a7c15L;
        return (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L;
    }

    private void describe(StreamDirectory stream, String model) throws IOException {
        Path file = stream.path().resolve(StreamDirectory.STREAM);
        try {
            if (!stream.isDescribedBy(files.read(file, MAX_DESCRIPTION), model)) {
                problems.accept(new Problem(file.toString(), "it was changed, or describes another stream", RESTORE));
            }
        } catch (NoSuchFileException e) {
            // A stream that could not be begun has none, and nothing else either.
            if (stream.isClosed() || new Coverage(stream).first().isPresent()) {
                problems.accept(new Problem(file.toString(), "it is missing", RESTORE));
            }
        } catch (JsonException e) {
            problems.accept(new Problem(file.toString(), e.getMessage() + "", RESTORE));
        }
    }

    /** Whether there is a hole, or an end too early. */
    private void checkWhole(StreamDirectory stream) throws IOException {
        try {
            new Coverage(stream)
                    .ended(stream.closedAt())
                    .damaged()
                    .forEach(damage -> problems.accept(new Problem(stream.path().toString(), damage.what(), RESTORE)));
        } catch (NoSuchFileException e) {
            FsLog.debug("{} is being sealed; it is checked next time", stream.path());
        } catch (IOException e) {
            problems.accept(new Problem(stream.path().toString(), e.getMessage() + "", RESTORE));
        }
    }

    private List<Block> checkRaw(Path file) throws IOException {
        try {
            Segment segment = Segment.scan(file);
            segment.damaged()
                    .forEach(at -> problems.accept(new Problem(
                            file.toString(), "it is damaged at byte " + at + ", and not behind that", RESTORE)));
            try (Reader in = Reader.open(file)) {
                for (Block block : segment.blocks()) {
                    block.records(in);
                }
            }
            return segment.blocks();
        } catch (IntegrityException e) {
            report(file, e);
        } catch (NoSuchFileException e) {
            FsLog.debug("{} was sealed meanwhile; it is checked as such", file);
        }
        return List.of();
    }

    private void checkSealed(String name, Path sealed, Set<String> covered, Map<String, Long> sums) throws IOException {
        try {
            SealedFile file = SealedFile.open(sealed);
            long expected = 0;
            long next = file.first();
            Set<Long> inBlock = new HashSet<>();
            for (int block = 0; block < file.blocks().size(); block++) {
                inBlock.clear();
                for (PredictionRecord record : file.records(block)) {
                    records++;
                    next = record.sequence() == next ? next + 1 : -1;
                    for (long hash : Sealing.keys(record)) {
                        expected += inBlock.add(hash) ? mix(hash, block) : 0;
                    }
                }
            }
            if (!SealedFile.name(file.first(), file.last()).equals(StreamDirectory.name(sealed)) || next < 0) {
                problems.accept(new Problem(
                        sealed.toString(), "it has other predictions than its name says, or not all of them", RESTORE));
            }
            checkIndex(name, sealed, covered, sums, expected);
        } catch (IntegrityException e) {
            report(sealed, e);
        } catch (NoSuchFileException e) {
            FsLog.debug("{} was deleted meanwhile", sealed);
        }
    }

    private void checkIndex(String name, Path sealed, Set<String> covered, Map<String, Long> sums, long expected)
            throws IOException {
        Path file = StreamDirectory.index(sealed);
        if (!covered.contains(name)) {
            Optional<KeyIndex> own;
            try {
                own = ModelDirectory.open(file);
            } catch (IntegrityException e) {
                report(file, e);
                return;
            }
            if (own.isEmpty()) {
                problems.accept(new Problem(
                        file.toString(),
                        "it is missing, so that finding by id reads all of " + StreamDirectory.name(sealed),
                        RESTORE));
                return;
            }
            sum(own.get(), sums);
        }
        if (sums.getOrDefault(name, 0L) != expected) {
            problems.accept(new Problem(
                    covered.contains(name) ? "an index over " + name : file.toString(),
                    "it does not name what is in " + StreamDirectory.name(sealed),
                    "Delete it; finding by id is slower then, but right"));
        }
    }

    private void report(Path file, IntegrityException why) {
        problems.accept(new Problem(file.toString(), why.getMessage() + "", RESTORE));
    }
}
