package dev.lineage.fs.internal.predictions;

import dev.lineage.model.PredictionRecord;
import dev.lineage.spi.PredictionStore;
import dev.lineage.spi.PredictionStore.Found;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds records by a key: by indexes where there are some, by looking where there are none yet. */
final class Search {
    private final ModelDirectory directory;
    private final PredictionStore.Key key;
    private final byte[] value;
    private final long hash;

    Search(ModelDirectory directory, PredictionStore.Key key, String value) {
        this.directory = directory;
        this.key = key;
        this.value = value.getBytes(StandardCharsets.UTF_8);
        this.hash = Keys.hash(key, value);
    }

    List<Found> find(Optional<Found> after, int limit) throws IOException {
        // The streams first: an index that is merged while this looks is then seen twice rather than not at all.
        Map<String, Files> streams = new TreeMap<>();
        for (StreamDirectory stream : directory.streams()) {
            if (after.isEmpty() || stream.id().compareTo(after.get().stream()) >= 0) {
                streams.put(stream.id(), new Files(stream));
            }
        }
        List<KeyIndex> merged = directory.merged();
        Set<String> covered = ModelDirectory.covered(merged);
        Map<String, List<KeyIndex.Place>> places = new HashMap<>();
        for (KeyIndex index : merged) {
            add(index, places);
        }
        List<Found> found = new ArrayList<>();
        for (Map.Entry<String, Files> stream : streams.entrySet()) {
            long from = after.filter(last -> last.stream().equals(stream.getKey()))
                    .map(last -> last.record().sequence() + 1)
                    .orElse(0L);
            SortedMap<Long, PredictionRecord> here = new TreeMap<>();
            search(stream.getValue(), covered, places, here);
            for (PredictionRecord record : here.tailMap(from).values()) {
                if (found.size() == limit) {
                    return found;
                }
                found.add(new Found(stream.getKey(), record));
            }
            if (found.size() == limit) {
                return found;
            }
        }
        return found;
    }

    /** The files of a stream as they were when the search began. */
    private static final class Files {
        private final StreamDirectory stream;
        private final List<Path> raw;
        private final List<Path> sealed;

        Files(StreamDirectory stream) throws IOException {
            this.stream = stream;
            this.raw = stream.raw();
            this.sealed = stream.all(SealedFile.SUFFIX);
        }
    }

    private void add(KeyIndex index, Map<String, List<KeyIndex.Place>> places) throws IOException {
        for (KeyIndex.Place place : index.find(hash)) {
            places.computeIfAbsent(place.covered(), file -> new ArrayList<>()).add(place);
        }
    }

    private void search(
            Files files,
            Set<String> covered,
            Map<String, List<KeyIndex.Place>> places,
            SortedMap<Long, PredictionRecord> found)
            throws IOException {
        for (Path raw : files.raw) {
            Segment segment = Segment.scan(raw);
            try (Reader in = Reader.open(raw)) {
                for (Block block : segment.blocks()) {
                    add(block, in, found);
                }
            }
        }
        for (Path sealed : files.sealed) {
            String name = files.stream.covered(sealed);
            if (!covered.contains(name)) {
                Optional<KeyIndex> own = ModelDirectory.open(StreamDirectory.index(sealed));
                if (own.isEmpty()) {
                    everything(sealed, found);
                    continue;
                }
                add(own.get(), places);
            }
            Set<Integer> blocks = new TreeSet<>();
            places.getOrDefault(name, List.of()).forEach(place -> blocks.add(place.block()));
            look(sealed, blocks, found);
        }
    }

    private void look(Path sealed, Set<Integer> blocks, SortedMap<Long, PredictionRecord> found) throws IOException {
        if (blocks.isEmpty()) {
            return;
        }
        try (Reader in = Reader.open(sealed)) {
            LongBuffer offsets = SealedFile.offsets(in);
            for (int block : blocks) {
                if (block < offsets.remaining()) {
                    add(SealedFile.block(in, offsets.get(block)), in, found);
                }
            }
        }
    }

    /** An index that somebody deleted, or that is merged this very moment. */
    private void everything(Path sealed, SortedMap<Long, PredictionRecord> found) throws IOException {
        if (!directory.files().exists(sealed)) {
            throw new NoSuchFileException(sealed.toString());
        }
        try (Reader in = Reader.open(sealed)) {
            for (Block block : SealedFile.open(sealed).blocks()) {
                add(block, in, found);
            }
        }
    }

    private void add(Block block, Reader in, SortedMap<Long, PredictionRecord> found) throws IOException {
        RawRecord record = block.walk(in);
        while (record.next()) {
            if (record.is(key, value)) {
                found.put(record.sequence(), record.record());
            }
        }
    }
}
