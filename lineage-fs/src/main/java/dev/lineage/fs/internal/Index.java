package dev.lineage.fs.internal;

import dev.lineage.fs.internal.files.FileOps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One generation of the index: bucket files of append-only records in one directory. A generation is only ever added to;
 * when it cannot be trusted any more, another one is made. Thread-safe.
 */
final class Index {
    /** Made last and removed first: without it nothing may be concluded from what is not there. */
    private static final String SEAL = "seal";

    /** Before the numbers of buckets whose keys may have any number of records. */
    private static final String SHARED = "s";

    private static final int MAX_BUCKET = Integer.MAX_VALUE - 16;
    private static final int LEAST_BITS = 6;
    private static final int MOST_BITS = 12;
    private static final int GROWTH_BITS = 3;
    /** With so many entries for each bucket, about 1,000 records, there should be more buckets. */
    private static final int ENTRIES = 256;

    private static final long OLD_MILLIS = 24L * 60 * 60 * 1000;
    private static final int COPIED = 1 << 16;
    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})-([0-9]{1,2})");

    private final FileOps files;
    private final Path directory;
    private final int bits;
    private final String identity;

    private Index(FileOps files, Path directory, int bits) throws IOException {
        this.files = files;
        this.directory = directory;
        this.bits = bits;
        this.identity = files.identity(directory);
    }

    /** Makes a new generation for a log of so many entries. */
    static Index make(FileOps files, Path parent, long entries) throws IOException {
        files.makeDirectory(parent);
        long newest = 0;
        for (Path file : files.list(parent)) {
            newest = Math.max(newest, number(Layout.fileName(file)));
        }
        int bits = LEAST_BITS;
        while (isFull(bits, entries)) {
            bits += GROWTH_BITS;
        }
        Path directory = parent.resolve((newest + 1) + "-" + bits);
        files.makeDirectory(directory);
        files.append(directory.resolve(SEAL), new byte[0]);
        return new Index(files, directory, bits);
    }

    /** The generation of that name, if there is one. */
    static Optional<Index> open(FileOps files, Path parent, String name) throws IOException {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(parts.group(2));
        Path directory = parent.resolve(name);
        return bits < 1 || bits > MOST_BITS || !files.exists(directory.resolve(SEAL))
                ? Optional.empty()
                : Optional.of(new Index(files, directory, bits));
    }

    /** The number of the generation of that name; 0 if it is none's. */
    static long number(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches() ? Long.parseLong(parts.group(1)) : 0;
    }

    private static boolean isFull(int bits, long entries) {
        return bits < MOST_BITS && entries >> bits >= ENTRIES;
    }

    /** Whether a log of so many entries should have an index with more buckets. */
    boolean isFull(long entries) {
        return isFull(bits, entries);
    }

    /** Writes every record into {@code other}. */
    void copyTo(Index other) throws IOException, IndexException {
        List<IndexRecord> records = new ArrayList<>();
        for (int number = 0; number < buckets(); number++) {
            if (IndexRecord.readAll(read(number), records::add)) {
                throw damaged(number);
            }
            if (records.size() > COPIED) {
                other.append(records);
                records.clear();
            }
        }
        other.append(records);
        requireSeal();
    }

    /** Removes generations that this one followed more than a day ago; who still reads one notices that it is gone. */
    void removeOld() throws IOException {
        Path parent = directory.getParent();
        long made = files.modifiedMillis(directory.resolve(SEAL));
        for (Path other : parent == null ? List.<Path>of() : files.list(parent)) {
            long number = number(Layout.fileName(other));
            Path seal = other.resolve(SEAL);
            if (number > 0
                    && number < number(name())
                    && (!files.exists(seal) || files.modifiedMillis(seal) < made - OLD_MILLIS)) {
                files.delete(seal);
                for (Path file : files.list(other)) {
                    files.delete(file);
                }
                files.delete(other);
            }
        }
    }

    Path directory() {
        return directory;
    }

    String name() {
        return Layout.fileName(directory);
    }

    /** What tells this generation from a copy of it. */
    String identity() {
        return identity;
    }

    /** Buckets of keys with few records come first. */
    private int bucket(IndexKey key) {
        return key.bucket(bits) + (key.isShared() ? 1 << bits : 0);
    }

    private int buckets() {
        return 2 << bits;
    }

    /** The file that holds records with this key. */
    Path file(IndexKey key) {
        return file(bucket(key));
    }

    private Path file(int number) {
        int ofKind = number & (1 << bits) - 1;
        return directory.resolve((number == ofKind ? "" : SHARED)
                + Character.forDigit(ofKind >> 8, 16)
                + Character.forDigit(ofKind >> 4 & 0xF, 16)
                + Character.forDigit(ofKind & 0xF, 16));
    }

    /**
     * The first thing that {@code accept} makes of a record with this key.
     *
     * @throws IndexException if there is none, and the index is in no state to say so
     */
    <T> Optional<T> find(IndexKey key, Function<IndexRecord, Optional<T>> accept) throws IndexException, IOException {
        byte[] bucket = read(bucket(key));
        List<IndexRecord> matching = new ArrayList<>();
        IndexRecord.readMatching(bucket, key, matching::add);
        for (IndexRecord record : matching) {
            Optional<T> accepted = accept.apply(record);
            if (accepted.isPresent()) {
                return accepted;
            }
        }
        if (IndexRecord.readAll(bucket, record -> {})) {
            throw damaged(bucket(key));
        }
        requireSeal();
        return Optional.empty();
    }

    /** Whether there is a record with this key. */
    boolean has(IndexKey key) throws IndexException, IOException {
        return find(key, Optional::of).isPresent();
    }

    /** The texts of the records with this key whose position is below {@code limit}. */
    Set<String> texts(IndexKey key, long limit) throws IndexException, IOException {
        Set<String> texts = new TreeSet<>();
        records(key, limit).forEach(record -> texts.add(record.text()));
        return texts;
    }

    /** The records with this key whose position is below {@code limit}. */
    List<IndexRecord> records(IndexKey key, long limit) throws IndexException, IOException {
        List<IndexRecord> records = new ArrayList<>();
        boolean damaged = IndexRecord.readAll(read(bucket(key)), record -> {
            if (record.key().equals(key) && record.position() < limit) {
                records.add(record);
            }
        });
        if (damaged) {
            throw damaged(bucket(key));
        }
        requireSeal();
        return records;
    }

    /** Those of {@code records} that are not there. */
    List<IndexRecord> missing(Collection<IndexRecord> records) throws IndexException, IOException {
        List<IndexRecord> missing = new ArrayList<>();
        for (Map.Entry<Integer, List<IndexRecord>> bucket : byBucket(records).entrySet()) {
            Set<IndexRecord> there = new HashSet<>();
            if (IndexRecord.readAll(read(bucket.getKey()), there::add)) {
                throw damaged(bucket.getKey());
            }
            bucket.getValue().stream().filter(record -> !there.contains(record)).forEach(missing::add);
        }
        requireSeal();
        return missing;
    }

    /** Appends records, with one write for each bucket. */
    void append(Collection<IndexRecord> records) throws IOException {
        for (Map.Entry<Integer, List<IndexRecord>> bucket : byBucket(records).entrySet()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (IndexRecord record : bucket.getValue()) {
                bytes.writeBytes(record.encode());
            }
            files.append(file(bucket.getKey()), bytes.toByteArray());
        }
    }

    /** Whether every bucket is whole; calls for those that are not. */
    void check(java.util.function.Consumer<Path> damaged) throws IOException {
        for (int number = 0; number < buckets(); number++) {
            if (IndexRecord.readAll(read(number), record -> {})) {
                damaged.accept(file(number));
            }
        }
    }

    /** Whether this generation is still there. */
    boolean isThere() throws IOException {
        return files.exists(directory.resolve(SEAL));
    }

    private byte[] read(int number) throws IOException {
        try {
            return files.read(file(number), MAX_BUCKET);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private void requireSeal() throws IndexException, IOException {
        if (!isThere()) {
            throw new IndexException("The index " + directory + " is gone");
        }
    }

    private IndexException damaged(int number) {
        return new IndexException("The index file " + file(number) + " is damaged");
    }

    private Map<Integer, List<IndexRecord>> byBucket(Collection<IndexRecord> records) {
        Map<Integer, List<IndexRecord>> buckets = new TreeMap<>();
        for (IndexRecord record : records) {
            buckets.computeIfAbsent(bucket(record.key()), number -> new ArrayList<>())
                    .add(record);
        }
        return buckets;
    }
}
