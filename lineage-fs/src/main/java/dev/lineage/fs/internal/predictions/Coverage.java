package dev.lineage.fs.internal.predictions;

import dev.lineage.IntegrityException;
import dev.lineage.model.PredictionRecord;
import dev.lineage.spi.PredictionStore.Damage;
import dev.lineage.spi.PredictionStore.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which records of a stream are in which of its files, at one moment. */
final class Coverage {
    private final StreamDirectory directory;
    private final List<Part> parts = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();

    /** Some records in one file. */
    private sealed interface Part {
        long first();

        long last();

        Path file();
    }

    private record Sealed(Path file) implements Part {
        @Override
        public long first() {
            return StreamDirectory.first(file);
        }

        @Override
        public long last() {
            return StreamDirectory.last(file);
        }
    }

    private record Raw(Path file, Block block) implements Part {
        @Override
        public long first() {
            return block.first();
        }

        @Override
        public long last() {
            return block.last();
        }
    }

    Coverage(StreamDirectory directory) throws IOException {
        this.directory = directory;
        // What is sealed while this looks is seen twice rather than not at all.
        List<Path> raw = directory.raw();
        for (Path file : raw) {
            Segment segment = Segment.scan(file);
            segments.add(segment);
            segment.blocks().forEach(block -> parts.add(new Raw(file, block)));
        }
        for (Path file : directory.all(SealedFile.SUFFIX)) {
            parts.add(new Sealed(file));
        }
        parts.sort(Comparator.comparingLong(Part::first).thenComparing(Part::last, Comparator.reverseOrder()));
    }

    /** The first record that is there. */
    OptionalLong first() {
        return parts.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(parts.get(0).first());
    }

    /** Those of {@code sequences} that are in files that are not sealed. */
    SortedSet<Long> unsealed(SortedSet<Long> sequences) {
        SortedSet<Long> found = new TreeSet<>();
        for (Part part : parts) {
            if (part instanceof Raw) {
                found.addAll(sequences.subSet(part.first(), part.last() + 1));
            }
        }
        return found;
    }

    // ---- reading

    List<PredictionRecord> read(long from, int limit) throws IOException {
        List<PredictionRecord> found = new ArrayList<>();
        long next = from;
        boolean began = false;
        for (Part part : parts) {
            if (part.last() < next) {
                began = true;
                continue;
            }
            if (part.first() > next && began) {
                if (found.isEmpty()) {
                    throw PredictionErrors.missing(directory.id(), next, part.first() - 1, directory.path());
                }
                return found;
            }
            began = true;
            try {
                next = take(part, Math.max(next, part.first()), limit, found);
            } catch (IntegrityException e) {
                if (found.isEmpty()) {
                    throw e;
                }
                return found;
            }
            if (found.size() >= limit) {
                break;
            }
        }
        return found;
    }

    private static long take(Part part, long from, int limit, List<PredictionRecord> found) throws IOException {
        long next = from;
        if (part instanceof Raw raw) {
            try (Reader in = Reader.open(raw.file())) {
                return add(raw.block().records(in), next, limit, found);
            }
        }
        SealedFile sealed = SealedFile.open(part.file());
        for (int block = sealed.blockOf(next); block < sealed.blocks().size() && found.size() < limit; block++) {
            next = add(sealed.records(block), next, limit, found);
        }
        return next;
    }

    private static long add(List<PredictionRecord> records, long from, int limit, List<PredictionRecord> found) {
        long next = from;
        for (PredictionRecord record : records) {
            if (record.sequence() >= next && found.size() < limit) {
                found.add(record);
                next = record.sequence() + 1;
            }
        }
        return next;
    }

    // ---- what is missing

    /**
     * What a stream has that ended.
     *
     * @param closedAt its last sequence number, if it was closed in order
     */
    Ended ended(OptionalLong closedAt) {
        List<Damage> damaged = new ArrayList<>();
        long last = 0;
        for (Part part : parts) {
            // Deleted is only what is at the beginning.
            if (last > 0 && part.first() > last + 1) {
                damaged.add(missing(last + 1, part.first() - 1));
            }
            last = Math.max(last, part.last());
        }
        if (closedAt.isPresent() && last > 0 && closedAt.getAsLong() > last) {
            damaged.add(missing(last + 1, closedAt.getAsLong()));
            last = closedAt.getAsLong();
        }
        long torn = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).torn();
        return new Ended(last, torn, damaged, closedAt.isPresent());
    }

    private Damage missing(long first, long last) {
        String where = segments.stream()
                .filter(Segment::isDamaged)
                .map(segment -> StreamDirectory.name(segment.file()) + " is damaged at byte "
                        + segment.damaged().get(0))
                .findFirst()
                .orElse("no file has them");
        return new Damage(first, last, "predictions " + first + " to " + last + " cannot be read: " + where);
    }
}
