package dev.lineage.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.IntegrityException;
import dev.lineage.StoreException;
import dev.lineage.core.internal.memory.MemoryStoreProvider;
import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import dev.lineage.spi.Entry;
import dev.lineage.spi.ForwardingRecordStore;
import dev.lineage.spi.LogEntry;
import dev.lineage.spi.RecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tree of a log that grows, is opened again, and lies. */
final class LogTreeTest {
    /** More than one tile of the second level takes too long to make; the third begins at 65,536. */
    private static final int SIZE = 70_000;

    private final RecordStore store =
            new MemoryStoreProvider().open("memory:" + UUID.randomUUID()).records();

    @AfterEach
    void close() {
        store.close();
    }

    private static Entry entry(long number) {
        return Entry.of("attempt", 1, "{\"n\":" + number + "}", List.of(), List.of());
    }

    private List<TreeHead> append(int count) {
        List<TreeHead> heads = new ArrayList<>();
        Frontier all = new Frontier();
        heads.add(all.head());
        List<Entry> chunk = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chunk.add(entry(i));
            all.add(entry(i).bytes());
            heads.add(all.head());
            if (chunk.size() == RecordStore.MAX_ENTRIES || i == count - 1) {
                store.append(chunk);
                chunk.clear();
            }
        }
        return heads;
    }

    @Test
    void provesEveryEntryOfSmallLogsOfEverySize() {
        List<TreeHead> heads = append(70);
        LogTree tree = new LogTree(store);
        for (int size = 1; size <= 70; size++) {
            assertThat(tree.headAt(size)).isEqualTo(heads.get(size));
            for (int position = 0; position < size; position++) {
                byte[] leaf = Merkle.leaf(entry(position).bytes());
                List<Digest> proof = tree.inclusion(position, size);
                assertThat(Merkle.isIncluded(leaf, position, heads.get(size), proof))
                        .isTrue();
                assertThat(Merkle.isIncluded(Merkle.leaf(new byte[1]), position, heads.get(size), proof))
                        .isFalse();
            }
            for (int from = 1; from <= size; from++) {
                assertThat(Merkle.isConsistent(heads.get(from), heads.get(size), tree.consistency(from, size)))
                        .isTrue();
            }
        }
    }

    @Test
    void growsBesideTheLogOpensFromTilesAndProvesInLongLogs() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<TreeHead> heads = append(SIZE);
        LogTree tree = new LogTree(store);
        assertThat(tree.head()).isEqualTo(heads.get(SIZE));
        tree.storeEdge();
        assertThat(tree.badTiles()).isEmpty();

        Counting counting = new Counting(store);
        LogTree again = new LogTree(counting);
        int known = SIZE - random.nextInt(1_000);
        assertThat(again.begin(heads.get(known))).as("seed " + seed).isEqualTo(heads.get(known));
        assertThat(again.head()).isEqualTo(heads.get(SIZE));
        for (int i = 0; i < 300; i++) {
            int to = 1 + random.nextInt(SIZE);
            int from = 1 + random.nextInt(to);
            int position = random.nextInt(to);
            assertThat(Merkle.isConsistent(heads.get(from), heads.get(to), again.consistency(from, to)))
                    .as("seed " + seed)
                    .isTrue();
            assertThat(Merkle.isIncluded(
                            Merkle.leaf(entry(position).bytes()),
                            position,
                            heads.get(to),
                            again.inclusion(position, to)))
                    .as("seed " + seed)
                    .isTrue();
        }
        assertThat(counting.entriesRead)
                .as("entries read, of " + SIZE + "; seed " + seed)
                .isLessThan(3_000);
    }

    @Test
    void whatIsAppendedIsAppendedAlsoWhereNoTileCanBeStored() {
        LogTree tree = new LogTree(new Lying(store) {
            @Override
            public void putTile(int level, long index, byte[] hashes) {
                throw new StoreException("the database is gone");
            }
        });
        List<TreeHead> heads = append(300);
        for (int i = 0; i < 300; i++) {
            tree.appended(i, List.of(entry(i)));
        }
        tree.storeEdge();
        assertThat(tree.head()).isEqualTo(heads.get(300));
        assertThat(store.tile(0, 0)).isEmpty();
    }

    @Test
    void followsAppendsInOrderOnly() {
        LogTree tree = new LogTree(store);
        List<Entry> first = List.of(entry(0), entry(1));
        List<Entry> second = List.of(entry(2));
        store.append(first);
        store.append(second);
        tree.appended(2, second);
        assertThat(tree.size()).isZero();
        tree.appended(0, first);
        tree.appended(2, second);
        assertThat(tree.size()).isEqualTo(3);
        assertThat(tree.head()).isEqualTo(new LogTree(store).head());
    }

    @Test
    void believesNoTileThatDoesNotLeadToTheRoot() {
        List<TreeHead> heads = append(600);
        LogTree honest = new LogTree(store);
        honest.head();
        honest.storeEdge();
        for (int level = 0; level < 2; level++) {
            for (long index = 0; index < 3; index++) {
                int atLevel = level;
                long atIndex = index;
                Lying liar = new Lying(store) {
                    @Override
                    public Optional<byte[]> tile(int l, long i) {
                        return super.tile(l, i).map(hashes -> {
                            if (l == atLevel && i == atIndex) {
                                hashes[hashes.length / 2] ^= 1;
                            }
                            return hashes;
                        });
                    }
                };
                LogTree tree = new LogTree(liar);
                assertThat(tree.begin(heads.get(600))).isEqualTo(heads.get(600));
                for (int position = 0; position < 600; position += 7) {
                    assertThat(Merkle.isIncluded(
                                    Merkle.leaf(entry(position).bytes()),
                                    position,
                                    heads.get(600),
                                    tree.inclusion(position, 600)))
                            .isTrue();
                }
                if (store.tile(level, index).isPresent()) {
                    assertThat(tree.badTiles()).contains("tile " + level + "/" + index);
                }
            }
        }
    }

    @Test
    void noticesEntriesThatWereReplacedCutOrReordered() {
        List<TreeHead> heads = append(600);
        LogTree tree = new LogTree(store);
        tree.head();
        for (long position : new long[] {0, 255, 256, 511, 512, 599}) {
            tree.require(new LogEntry(position, entry(position)));
            assertThatThrownBy(() -> tree.require(new LogEntry(position, entry(position + 1))))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("Entry " + position + " ");
        }
        RecordStore rewritten = new Lying(store) {
            @Override
            public List<LogEntry> entries(long position, int limit) {
                return super.entries(position, limit).stream()
                        .map(e -> e.position() == 17 ? new LogEntry(17, LogTreeTest.entry(4711)) : e)
                        .toList();
            }
        };
        assertThat(new LogTree(rewritten).begin(heads.get(600))).isEqualTo(heads.get(600));
        LogTree withoutTiles = new LogTree(new Lying(rewritten) {
            @Override
            public Optional<byte[]> tile(int level, long index) {
                return Optional.empty();
            }
        });
        assertThat(withoutTiles.begin(heads.get(600))).isNotEqualTo(heads.get(600));
        LogTree cut = new LogTree(new Lying(store) {
            private int asked;

            @Override
            public long size() {
                return asked++ == 0 ? 600 : 599;
            }
        });
        cut.head();
        assertThatThrownBy(cut::head).isInstanceOf(IntegrityException.class).hasMessageContaining("599");
    }

    /** Passes on, and is made to lie. */
    private static class Lying extends ForwardingRecordStore {
        Lying(RecordStore store) {
            super(store);
        }
    }

    private static final class Counting extends ForwardingRecordStore {
        private int entriesRead;

        Counting(RecordStore store) {
            super(store);
        }

        @Override
        public List<LogEntry> entries(long position, int limit) {
            List<LogEntry> entries = super.entries(position, limit);
            entriesRead += entries.size();
            return entries;
        }

        @Override
        public Optional<LogEntry> entry(long position) {
            entriesRead++;
            return super.entry(position);
        }
    }
}
