package dev.lineage.fs.internal.predictions;

import dev.lineage.fs.internal.files.FileOps;
import dev.lineage.fs.internal.files.FsLog;
import dev.lineage.model.PredictionRecord;
import dev.lineage.spi.PredictionStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Rewrites files that are not appended to any more as sealed ones with an index. */
final class Sealing {
    /** Where more files than that wait to be sealed, sealing does not step back. */
    private static final int BEHIND = 8;

    private final FileOps files;
    private final StreamDirectory directory;
    private final Pace pace;

    Sealing(StreamDirectory directory, Pace pace) {
        this.files = directory.files();
        this.directory = directory;
        this.pace = pace;
    }

    /**
     * Seals what can be sealed; damaged files stay as they are. Nothing is deleted before what replaces it is durable, so that this
     * can be repeated after it died at any point.
     *
     * @param open tells the file that is being appended to
     */
    void seal(Predicate<Path> open) throws IOException {
        List<Path> raw = directory.raw();
        for (Path file : raw) {
            if (!open.test(file)) {
                try {
                    seal(file, raw.size() <= BEHIND);
                } catch (NoSuchFileException e) {
                    FsLog.debug("{} was sealed by somebody else", file);
                }
            }
        }
    }

    private void seal(Path file, boolean politely) throws IOException {
        Segment segment = Segment.scan(file);
        if (segment.isDamaged()) {
            FsLog.warn("{} is damaged and stays as it is; run verify()", file);
            return;
        }
        long through = 0;
        for (Path sealed : directory.all(SealedFile.SUFFIX)) {
            through = Math.max(through, StreamDirectory.last(sealed));
        }
        Path temporary = directory.temporary(SealedFile.SUFFIX + "-" + StreamDirectory.name(file));
        files.delete(temporary);
        Indexing indexing = new Indexing();
        Keys.Hasher hasher = new Keys.Hasher();
        long first = 0;
        long last = through;
        try (SealedFile.Writer out = new SealedFile.Writer(files, temporary);
                Reader in = Reader.open(file)) {
            for (Block block : segment.blocks()) {
                if (block.last() <= last) {
                    continue;
                }
                long began = System.nanoTime();
                RawRecord record = block.walk(in);
                while (record.next()) {
                    if (record.sequence() > last) {
                        first = first == 0 ? record.sequence() : first;
                        last = record.sequence();
                        indexing.in(out.add(record.sequence(), record.array(), record.offset(), record.length()));
                        record.keys(hasher, indexing);
                    }
                }
                if (politely) {
                    pace.rest(System.nanoTime() - began);
                }
            }
            if (first > 0) {
                out.finish();
            }
        }
        if (first > 0) {
            Path sealed = directory.path().resolve(SealedFile.name(first, last));
            publish(indexing, sealed);
            files.replace(temporary, sealed);
            files.syncDirectory(directory.path());
        } else {
            files.delete(temporary);
        }
        files.delete(file);
    }

    /** The index is there before what it is of. */
    private void publish(Indexing indexing, Path sealed) throws IOException {
        Path temporary = directory.temporary(KeyIndex.SUFFIX + "-" + StreamDirectory.name(sealed));
        files.delete(temporary);
        indexing.builder().write(files, temporary, List.of(directory.covered(sealed)));
        files.replace(temporary, StreamDirectory.index(sealed));
        files.syncDirectory(directory.path());
    }

    /** Each key once for each block. */
    static final class Indexing {
        private final KeyIndex.Builder builder = new KeyIndex.Builder();
        private long[] hashes = new long[1024];
        private int size;
        private int block;

        /** What is added after this is in that block. */
        void in(int number) {
            if (number != block) {
                end();
                block = number;
            }
        }

        void add(long hash) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * size);
            }
            hashes[size++] = hash;
        }

        private void end() {
            Arrays.sort(hashes, 0, size);
            for (int i = 0; i < size; i++) {
                if (i == 0 || hashes[i] != hashes[i - 1]) {
                    builder.add(hashes[i], 0, block);
                }
            }
            size = 0;
        }

        KeyIndex.Builder builder() {
            end();
            return builder;
        }
    }

    /** What a record is found by. */
    static List<Long> keys(PredictionRecord record) {
        List<Long> keys = new ArrayList<>(2);
        if (!record.isErased()) {
            keys.add(Keys.hash(PredictionStore.Key.ID, record.id()));
            record.subject().ifPresent(subject -> keys.add(Keys.hash(PredictionStore.Key.SUBJECT, subject)));
        }
        return keys;
    }

    // ---- erasing

    /**
     * Writes a sealed file anew without what is to be erased, after the indexes do not name that any more. Who dies in between and
     * erases again completes it.
     *
     * @param model whose lock is held
     */
    void erase(Path sealed, Predicate<PredictionRecord> erased, ModelDirectory model) throws IOException {
        SealedFile old = SealedFile.open(sealed);
        Path temporary = directory.temporary(SealedFile.SUFFIX + "-" + StreamDirectory.name(sealed));
        files.delete(temporary);
        Indexing indexing = new Indexing();
        Set<Gone> gone = new HashSet<>();
        try (SealedFile.Writer out = new SealedFile.Writer(files, temporary);
                Reader in = Reader.open(sealed)) {
            for (int block = 0; block < old.blocks().size(); block++) {
                Set<Long> before = new HashSet<>();
                Set<Long> after = new HashSet<>();
                for (PredictionRecord record : old.blocks().get(block).records(in)) {
                    PredictionRecord kept = erased.test(record) ? record.erased() : record;
                    byte[] bytes = kept.bytes();
                    before.addAll(keys(record));
                    indexing.in(block);
                    for (long key : keys(kept)) {
                        after.add(key);
                        indexing.add(key);
                    }
                    out.append(record.sequence(), bytes, 0, bytes.length);
                }
                out.endBlock();
                before.removeAll(after);
                for (long hash : before) {
                    gone.add(new Gone(hash, block));
                }
            }
            out.finish();
        }
        if (ModelDirectory.covered(model.merged()).contains(directory.covered(sealed))) {
            model.forget(directory.covered(sealed), gone);
        } else {
            publish(indexing, sealed);
        }
        files.replace(temporary, sealed);
        files.syncDirectory(directory.path());
    }

    /** A key that is not in a block any more. */
    record Gone(long hash, int block) {}
}
