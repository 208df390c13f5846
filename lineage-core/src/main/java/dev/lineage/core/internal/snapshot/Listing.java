package dev.lineage.core.internal.snapshot;

import java.util.Arrays;
import java.util.Optional;

/** Entries of one directory, packed, in memory. Not thread-safe. */
final class Listing implements Entries {
    private static final int BYTES_PER_ENTRY = 33;

    /** A directory that will come. */
    record Ahead(String name, long key) {}

    private final Bytes names = new Bytes(512);
    private int[] nameEnds = new int[16];
    private byte[] kinds = new byte[16];
    private long[] sizes = new long[16];
    private long[] changes = new long[16];
    private long[] keys = new long[16];
    private int[] order = new int[0];
    /** While sorting: the first eight bytes after what all names have in common, to be compared as unsigned. */
    private long[] prefixes = new long[0];

    private int count;
    private int index = -1;
    private int current;
    private int ahead = -1;

    void add(byte[] name, int offset, int length, byte kind, long size, long changed, long key) {
        if (count == kinds.length) {
            int capacity = count * 2;
            nameEnds = Arrays.copyOf(nameEnds, capacity);
            kinds = Arrays.copyOf(kinds, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
            changes = Arrays.copyOf(changes, capacity);
            keys = Arrays.copyOf(keys, capacity);
        }
        names.put(name, offset, length);
        if (kind == FileStat.DIRECTORY && name[offset + length - 1] != '/') {
            names.putByte('/');
        }
        nameEnds[count] = names.length();
        kinds[count] = kind;
        sizes[count] = size;
        changes[count] = changed;
        keys[count] = key;
        count++;
    }

    int count() {
        return count;
    }

    /** Puts the entries in order; to be called once, when all have been added. */
    void sort() {
        order = new int[count];
        prefixes = new long[count];
        int common = commonPrefix();
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            prefixes[i] = prefix(start(i) + common, nameEnds[i]);
            sorted &= i == 0 || compare(i - 1, i) <= 0;
        }
        if (!sorted) {
            mergeSort(order.clone(), order, 0, count);
        }
        prefixes = new long[0];
    }

    private int commonPrefix() {
        byte[] array = names.array();
        int common = count == 0 ? 0 : nameEnds[0];
        for (int i = 1; i < count && common > 0; i++) {
            common = Bytes.sharedPrefix(array, 0, common, array, start(i), nameEnds[i] - start(i));
        }
        return common;
    }

    private long prefix(int from, int end) {
        byte[] array = names.array();
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = value << 8 | (i < end ? array[i] & 0xff : 0);
        }
        return value;
    }

    private void mergeSort(int[] source, int[] target, int from, int to) {
        if (to - from < 8) {
            for (int i = from + 1; i < to; i++) {
                int moving = target[i];
                int at = i;
                for (; at > from && compare(target[at - 1], moving) > 0; at--) {
                    target[at] = target[at - 1];
                }
                target[at] = moving;
            }
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(target, source, from, middle);
        mergeSort(target, source, middle, to);
        int left = from;
        int right = middle;
        for (int at = from; at < to; at++) {
            boolean takeLeft = right >= to || left < middle && compare(source[left], source[right]) <= 0;
            target[at] = takeLeft ? source[left++] : source[right++];
        }
    }

    private int compare(int a, int b) {
        int byPrefix = Long.compareUnsigned(prefixes[a], prefixes[b]);
        if (byPrefix != 0) {
            return byPrefix;
        }
        byte[] array = names.array();
        return Arrays.compareUnsigned(array, start(a), nameEnds[a], array, start(b), nameEnds[b]);
    }

    private int start(int entry) {
        return entry == 0 ? 0 : nameEnds[entry - 1];
    }

    @Override
    public boolean next() {
        if (index + 1 >= count) {
            return false;
        }
        index++;
        current = order[index];
        return true;
    }

    @Override
    public byte[] names() {
        return names.array();
    }

    @Override
    public int nameAt() {
        return start(current);
    }

    @Override
    public int nameLength() {
        return nameEnds[current] - start(current);
    }

    @Override
    public byte kind() {
        return kinds[current];
    }

    @Override
    public long size() {
        return sizes[current];
    }

    @Override
    public long changed() {
        return changes[current];
    }

    @Override
    public long key() {
        return keys[current];
    }

    @Override
    public Optional<Ahead> directoryAhead() {
        for (ahead = Math.max(ahead, index) + 1; ahead < count; ahead++) {
            int entry = order[ahead];
            if (kinds[entry] == FileStat.DIRECTORY) {
                String name = Paths.text(names.array(), start(entry), nameEnds[entry] - 1 - start(entry));
                return Optional.of(new Ahead(name, keys[entry]));
            }
        }
        return Optional.empty();
    }

    @Override
    public long heapBytes() {
        return names.array().length + (long) BYTES_PER_ENTRY * kinds.length;
    }

    @Override
    public void close() {}
}
