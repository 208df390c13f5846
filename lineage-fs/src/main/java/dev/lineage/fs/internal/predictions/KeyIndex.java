package dev.lineage.fs.internal.predictions;

import dev.lineage.IntegrityException;
import dev.lineage.fs.internal.files.FileOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * In which blocks an id or a subject is: a hash table on disk, of which one page is read to know. Immutable.
 *
 * <p>Pages have 4096 bytes. The pages at the beginning name the sealed files that it covers; then there is one for each range of
 * hashes, and behind those are pages for ranges that have more than fits into one. An entry has 12 bytes: 48 bits of hash, 24 bits
 * for the file's number, 24 for the block's. docs/formats.md.
 *
 * @param file the file
 * @param covered the sealed files that it covers, as paths relative to the directory of the model
 * @param start the number of its first page of hashes
 * @param pages how many ranges of hashes there are
 */
record KeyIndex(Path file, List<String> covered, int start, int pages) {
    static final String SUFFIX = ".idx";
    static final int PAGE = 4096;
    private static final int MAGIC = 0x4c504958;
    private static final int FORMAT = 1;
    /** Number of entries, next page, checksum. */
    private static final int PAGE_HEAD = 4 + 4 + 4;

    private static final int ENTRY = 12;
    private static final int PER_PAGE = (PAGE - PAGE_HEAD) / ENTRY;
    private static final int USUAL = PER_PAGE * 3 / 4;
    private static final int NUMBER_BITS = 24;
    private static final int FIRST_HEAD = 5 * 4;
    private static final int MAX_NAMES = 1 << 26;

    /** A place that an index names. */
    record Place(String covered, int block) {}

    static KeyIndex open(Path file) throws IOException {
        try (Reader in = Reader.open(file)) {
            ByteBuffer head = in.read(0, FIRST_HEAD);
            boolean known = head.remaining() == FIRST_HEAD && head.getInt() == MAGIC && head.getInt() == FORMAT;
            int pages = known ? head.getInt() : -1;
            int names = known ? head.getInt() : -1;
            if (!known || pages < 1 || names < 0 || names > MAX_NAMES) {
                throw damaged(file, "it does not begin as an index does");
            }
            int start = startAfter(names);
            ByteBuffer text = in.read(FIRST_HEAD, start * PAGE - FIRST_HEAD);
            int crc = head.getInt();
            if (text.remaining() != start * PAGE - FIRST_HEAD || crc != headCrc(pages, names, text)) {
                throw damaged(file, "the checksum of its head is wrong");
            }
            String all = StandardCharsets.UTF_8.decode(text.slice(0, names)).toString();
            return new KeyIndex(file, all.isEmpty() ? List.of() : List.of(all.split("\n", -1)), start, pages);
        }
    }

    /** How many pages the head takes that has so many bytes of names. */
    private static int startAfter(int names) {
        return (FIRST_HEAD + names + PAGE - 1) / PAGE;
    }

    private static int headCrc(int pages, int names, ByteBuffer padded) {
        ByteBuffer all = ByteBuffer.allocate(2 * Integer.BYTES + padded.remaining());
        return Reader.crc(
                all.putInt(pages).putInt(names).put(padded.duplicate()).flip());
    }

    private static IntegrityException damaged(Path file, String why) {
        return new IntegrityException("The index " + file + " is damaged: " + why
                + ". Delete it: it is made again from the predictions when the registry is next opened for predicting");
    }

    private static int range(long hash, int pages) {
        return (int) Math.multiplyHigh(hash << Long.SIZE - Keys.BITS - 1, (long) pages << 1);
    }

    /** Where a key may be. */
    List<Place> find(long hash) throws IOException {
        List<Place> places = new ArrayList<>();
        try (Reader in = Reader.open(file)) {
            chain(in, range(hash, pages), entries -> {
                for (int i = 0; i < entries.remaining(); i += ENTRY) {
                    if (hash(entries, i) == hash) {
                        places.add(place(number(entries, i)));
                    }
                }
            });
        }
        return places;
    }

    private Place place(long number) {
        int index = (int) (number >>> NUMBER_BITS);
        if (index >= covered.size()) {
            throw damaged(file, "it names file " + index + " of " + covered.size());
        }
        return new Place(covered.get(index), block(number));
    }

    private static long hash(ByteBuffer entries, int at) {
        return entries.getLong(entries.position() + at) >>> Long.SIZE - Keys.BITS;
    }

    private static long number(ByteBuffer entries, int at) {
        return entries.getLong(entries.position() + at + Integer.BYTES) & (1L << 2 * NUMBER_BITS) - 1;
    }

    private interface Page {
        void take(ByteBuffer entries);
    }

    /** Gives the entries of a range, page by page. */
    private void chain(Reader in, int range, Page visitor) throws IOException {
        int page = start + range;
        long limit = in.size() / PAGE;
        for (long steps = 0; steps <= limit; steps++) {
            ByteBuffer bytes = in.read((long) page * PAGE, PAGE);
            if (bytes.remaining() != PAGE) {
                throw damaged(file, "page " + page + " is missing");
            }
            int count = bytes.getInt();
            int next = bytes.getInt();
            int crc = bytes.getInt();
            if (count < 0 || count > PER_PAGE || crc != pageCrc(page, count, next, bytes.slice())) {
                throw damaged(file, "the checksum of page " + page + " is wrong");
            }
            visitor.take(bytes.slice(bytes.position(), count * ENTRY));
            if (next == 0) {
                return;
            }
            page = next;
        }
        throw damaged(file, "its pages go round in a circle");
    }

    private static int pageCrc(int page, int count, int next, ByteBuffer entries) {
        ByteBuffer all = ByteBuffer.allocate(3 * Integer.BYTES + entries.remaining());
        return Reader.crc(all.putInt(page)
                .putInt(count)
                .putInt(next)
                .put(entries.duplicate())
                .flip());
    }

    private void addTo(Builder builder, Reader in, int range) throws IOException {
        chain(in, range, page -> {
            for (int i = 0; i < page.remaining(); i += ENTRY) {
                builder.add(hash(page, i), number(page, i));
            }
        });
    }

    /** Puts the entries of an index together. Not thread-safe. */
    static final class Builder {
        private long[] hashes = new long[1024];
        private long[] numbers = new long[1024];
        private int size;

        void add(long hash, int covered, int block) {
            add(hash, (long) covered << NUMBER_BITS | block);
        }

        private void add(long hash, long number) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * size);
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            hashes[size] = hash;
            numbers[size++] = number;
        }

        /** Writes the index and makes it durable. */
        void write(FileOps files, Path file, List<String> covered) throws IOException {
            int pages = Math.max(1, (size + USUAL - 1) / USUAL);
            try (Output out = new Output(files, file, covered, pages)) {
                int[] starts = new int[pages + 1];
                for (int i = 0; i < size; i++) {
                    starts[range(hashes[i], pages) + 1]++;
                }
                for (int range = 0; range < pages; range++) {
                    starts[range + 1] += starts[range];
                }
                int[] next = Arrays.copyOf(starts, pages);
                int[] order = new int[size];
                for (int i = 0; i < size; i++) {
                    order[next[range(hashes[i], pages)]++] = i;
                }
                for (int range = 0; range < pages; range++) {
                    for (int i = starts[range]; i < starts[range + 1]; i++) {
                        out.add(hashes[order[i]], numbers[order[i]]);
                    }
                    out.endRange();
                }
                out.finish();
            }
        }
    }

    /** Merges indexes into one, in memory of a few pages and what overflows. */
    static void merge(List<KeyIndex> from, FileOps files, Path file) throws IOException {
        List<String> covered = new ArrayList<>();
        long pagesBefore = 0;
        for (KeyIndex index : from) {
            covered.addAll(index.covered);
            pagesBefore += index.pages;
        }
        int pages = Math.toIntExact(pagesBefore);
        List<Cursor> cursors = new ArrayList<>();
        try (Output out = new Output(files, file, covered, pages)) {
            int base = 0;
            for (KeyIndex index : from) {
                cursors.add(new Cursor(index, base));
                base += index.covered.size();
            }
            for (int range = 0; range < pages; range++) {
                for (Cursor cursor : cursors) {
                    cursor.give(range, pages, out);
                }
                out.endRange();
            }
            out.finish();
        } finally {
            for (Cursor cursor : cursors) {
                cursor.in.close();
            }
        }
    }

    /** Writes the index anew, without entries that name something in a covered file. */
    void without(String sealed, Set<Sealing.Gone> gone, FileOps files, Path to) throws IOException {
        long number = covered.indexOf(sealed);
        Builder entries = new Builder();
        try (Output out = new Output(files, to, covered, pages);
                Reader in = Reader.open(file)) {
            for (int range = 0; range < pages; range++) {
                entries.size = 0;
                addTo(entries, in, range);
                for (int i = 0; i < entries.size; i++) {
                    long place = entries.numbers[i];
                    boolean there = place >>> NUMBER_BITS == number;
                    if (!there || !gone.contains(new Sealing.Gone(entries.hashes[i], block(place)))) {
                        out.add(entries.hashes[i], place);
                    }
                }
                out.endRange();
            }
            out.finish();
        }
    }

    private static int block(long number) {
        return (int) (number & (1 << NUMBER_BITS) - 1);
    }

    /** Takes entries, with the file that each is of. */
    interface Visitor {
        void entry(long hash, String sealed, int block);
    }

    /**
     * Gives every entry, in no particular order.
     *
     * @throws IntegrityException if a page is damaged
     */
    void forEach(Visitor visitor) throws IOException {
        try (Reader in = Reader.open(file)) {
            for (int range = 0; range < pages; range++) {
                int own = range;
                chain(in, range, page -> {
                    for (int i = 0; i < page.remaining(); i += ENTRY) {
                        Place place = place(number(page, i));
                        if (range(hash(page, i), pages) != own) {
                            throw damaged(file, "an entry is in the wrong page");
                        }
                        visitor.entry(hash(page, i), place.covered(), place.block());
                    }
                });
            }
        }
    }

    /** Walks through an index in the order of the ranges of a larger one. */
    private static final class Cursor {
        private final KeyIndex index;
        private final int base;
        private final Reader in;
        private int next;
        private final Builder waiting = new Builder();

        Cursor(KeyIndex index, int base) throws IOException {
            this.index = index;
            this.base = base;
            this.in = Reader.open(index.file);
        }

        /** Gives the entries of one range of the larger index. */
        void give(int range, int pages, Output out) throws IOException {
            // The hashes of a range lie in consecutive ranges of this index: those up to the one that has its greatest
            // hash.
            long greatest = greatest(range, pages);
            while (next < index.pages && next <= range(greatest, index.pages)) {
                index.addTo(waiting, in, next++);
            }
            int kept = 0;
            for (int i = 0; i < waiting.size; i++) {
                if (range(waiting.hashes[i], pages) == range) {
                    out.add(waiting.hashes[i], waiting.numbers[i] + ((long) base << NUMBER_BITS));
                } else {
                    waiting.hashes[kept] = waiting.hashes[i];
                    waiting.numbers[kept++] = waiting.numbers[i];
                }
            }
            waiting.size = kept;
        }

        private static long greatest(int range, int pages) {
            long low = 0;
            long high = (1L << Keys.BITS) - 1;
            while (low < high) {
                long middle = (low + high + 1) >>> 1;
                if (range(middle, pages) <= range) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }

    /** Writes pages in order; those that overflow are kept until the end. */
    private static final class Output implements AutoCloseable {
        private final FileOps.NewFile out;
        private final int start;
        private final int pages;
        private final List<ByteBuffer> overflowing = new ArrayList<>();
        private final List<ByteBuffer> range = new ArrayList<>();
        private int written;

        Output(FileOps files, Path file, List<String> covered, int pages) throws IOException {
            byte[] names = String.join("\n", covered).getBytes(StandardCharsets.UTF_8);
            this.start = startAfter(names.length);
            this.pages = pages;
            this.out = files.create(file);
            ByteBuffer head = ByteBuffer.allocate(start * PAGE)
                    .putInt(MAGIC)
                    .putInt(FORMAT)
                    .putInt(pages)
                    .putInt(names.length)
                    .putInt(headCrc(pages, names.length, padded(names, start)))
                    .put(names);
            out.write(head.rewind());
            range.add(page());
        }

        private static ByteBuffer padded(byte[] names, int start) {
            return ByteBuffer.wrap(Arrays.copyOf(names, start * PAGE - FIRST_HEAD));
        }

        private static ByteBuffer page() {
            return ByteBuffer.allocate(PAGE).position(PAGE_HEAD);
        }

        void add(long hash, long number) {
            ByteBuffer page = range.get(range.size() - 1);
            if (page.remaining() < ENTRY) {
                page = page();
                range.add(page);
            }
            page.putLong(hash << Long.SIZE - Keys.BITS | number >>> 32).putInt((int) number);
        }

        void endRange() throws IOException {
            for (int i = 0; i < range.size(); i++) {
                boolean last = i == range.size() - 1;
                int number = i == 0 ? start + written : start + pages + overflowing.size();
                int next = last ? 0 : start + pages + overflowing.size() + (i == 0 ? 0 : 1);
                ByteBuffer page = seal(range.get(i), number, next);
                if (i == 0) {
                    out.write(page);
                } else {
                    overflowing.add(page);
                }
            }
            written++;
            range.clear();
            range.add(page());
        }

        private static ByteBuffer seal(ByteBuffer page, int number, int next) {
            int count = (page.position() - PAGE_HEAD) / ENTRY;
            page.rewind();
            int crc = pageCrc(number, count, next, page.slice(PAGE_HEAD, PAGE - PAGE_HEAD));
            return page.putInt(count).putInt(next).putInt(crc).rewind();
        }

        void finish() throws IOException {
            for (ByteBuffer page : overflowing) {
                out.write(page);
            }
            out.force();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
