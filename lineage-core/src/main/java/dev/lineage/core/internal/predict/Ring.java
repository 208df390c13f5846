package dev.lineage.core.internal.predict;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A queue of byte records in a fixed piece of memory, from any number of threads to one. Who adds claims cells with one
 * compare-and-set, writes into them, and publishes by the record's length; nobody waits for anybody, and nothing is allocated.
 *
 * <p>Positions are cells since the beginning. A record never wraps around: the cells that remain before the end are skipped. The
 * claim of cells is atomic with being closed, so that a record is either in before the end or refused.
 */
final class Ring {
    /** What {@link #claim} returns if there is no room now. */
    static final long FULL = -1;

    /** What {@link #claim} returns if the ring is closed. */
    static final long CLOSED = -2;

    /** Records begin at multiples of this many bytes. */
    private static final int CELL_BITS = 6;

    private static final long CLOSED_BIT = 1L << 62;

    private static final VarHandle LENGTHS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle POSITIONS = MethodHandles.arrayElementVarHandle(long[].class);
    // Far enough from each other that threads do not fight over a cache line.
    private static final int TAIL = 16;
    private static final int SEEN_HEAD = 32;
    private static final int HEAD = 48;

    private final byte[] bytes;
    /** By the cell in which it begins: the length of a published record, 0 before that, minus the cells to skip. */
    private final int[] lengths;

    private final long[] positions = new long[64];
    private final int cells;

    /** Takes records, in the order of their claims. */
    @FunctionalInterface
    interface Reader {
        void take(byte[] bytes, int offset, int length);
    }

    /**
     * An empty ring.
     *
     * @param size its memory in bytes, a power of two
     */
    Ring(int size) {
        this.bytes = new byte[size];
        this.cells = size >>> CELL_BITS;
        this.lengths = new int[cells];
    }

    /** The memory, for who writes what was claimed. */
    byte[] bytes() {
        return bytes;
    }

    /** Claims room for a record, which must be published or given up. */
    long claim(int length) {
        int needed = cellsOf(length);
        while (true) {
            long tail = (long) POSITIONS.getVolatile(positions, TAIL);
            if ((tail & CLOSED_BIT) != 0) {
                return CLOSED;
            }
            int index = index(tail);
            int skipped = index + needed > cells ? cells - index : 0;
            if (tail + skipped + needed - (long) POSITIONS.getAcquire(positions, SEEN_HEAD) > cells) {
                long head = head();
                POSITIONS.setRelease(positions, SEEN_HEAD, head);
                if (tail + skipped + needed - head > cells) {
                    return FULL;
                }
            }
            if (POSITIONS.compareAndSet(positions, TAIL, tail, tail + skipped + needed)) {
                if (skipped > 0) {
                    LENGTHS.setRelease(lengths, index, -skipped);
                }
                return tail + skipped;
            }
            Thread.onSpinWait();
        }
    }

    /** Where in {@link #bytes} a claimed record begins. */
    int offset(long position) {
        return index(position) << CELL_BITS;
    }

    /** Makes a claimed record visible; its bytes are written. */
    void publish(long position, int length) {
        LENGTHS.setRelease(lengths, index(position), length);
    }

    /** Leaves a claimed record out. */
    void giveUp(long position, int length) {
        LENGTHS.setRelease(lengths, index(position), -cellsOf(length));
    }

    /** The position behind a claimed record. */
    static long end(long position, int length) {
        return position + cellsOf(length);
    }

    /** Gives the next record to {@code reader}, if there is one. For the one thread that reads. */
    boolean poll(Reader reader) {
        while (true) {
            long head = head();
            int index = index(head);
            int length = (int) LENGTHS.getAcquire(lengths, index);
            if (length == 0) {
                return false;
            }
            if (length > 0) {
                reader.take(bytes, index << CELL_BITS, length);
            }
            lengths[index] = 0;
            POSITIONS.setRelease(positions, HEAD, head + (length > 0 ? cellsOf(length) : -length));
            if (length > 0) {
                return true;
            }
        }
    }

    /** Up to where records were taken. */
    long head() {
        return (long) POSITIONS.getAcquire(positions, HEAD);
    }

    /** Up to where room was claimed. */
    long tail() {
        return (long) POSITIONS.getVolatile(positions, TAIL) & ~CLOSED_BIT;
    }

    /** How many bytes are claimed and not taken yet. */
    long used() {
        return Math.max(0, tail() - head()) << CELL_BITS;
    }

    /** Whether more than half of it is claimed. */
    boolean isHalfFull() {
        return tail() - head() > cells / 2;
    }

    /** Refuses claims from now on. Idempotent. */
    void close() {
        while (true) {
            long tail = (long) POSITIONS.getVolatile(positions, TAIL);
            if ((tail & CLOSED_BIT) != 0 || POSITIONS.compareAndSet(positions, TAIL, tail, tail | CLOSED_BIT)) {
                return;
            }
        }
    }

    private int index(long position) {
        return (int) (position & cells - 1);
    }

    private static int cellsOf(int length) {
        return length + (1 << CELL_BITS) - 1 >>> CELL_BITS;
    }
}
