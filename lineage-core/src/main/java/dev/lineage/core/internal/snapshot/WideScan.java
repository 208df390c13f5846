package dev.lineage.core.internal.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lists the rest of a directory that has too many entries for one {@link Scan}: workers look at parts, and sorted parts
 * that would take too much memory go to a temporary file. Not thread-safe.
 */
final class WideScan {
    /** Sorted parts of more bytes, in all, are written out. */
    private static final long MAX_HEAP = 12 * 1024 * 1024;

    private static final int MAX_UNDER_WAY = 4;

    private final PinContext context;
    private final Scan scan;
    private final Deque<Part> underWay = new ArrayDeque<>();
    private List<Listing> parts = new ArrayList<>();
    private long heap;
    private @Nullable Spill spill;

    WideScan(PinContext context, Scan scan) {
        this.context = context;
        this.scan = scan;
    }

    private static final class Part extends Work {
        private final Scan scan;
        private final List<Path> paths;
        private final Listing listing = new Listing();

        Part(Scan scan, List<Path> paths) {
            this.scan = scan;
            this.paths = paths;
        }

        @Override
        void work() {
            FileStat stat = FileStat.of(scan.directory());
            for (Path path : paths) {
                scan.look(path, stat, listing);
            }
            listing.sort();
        }
    }

    /** All entries in order. */
    Entries entries(Iterator<Path> rest) {
        boolean complete = false;
        try {
            keep(scan.listing());
            while (rest.hasNext()) {
                List<Path> paths = new ArrayList<>(Scan.PART);
                while (paths.size() < Scan.PART && rest.hasNext()) {
                    paths.add(rest.next());
                }
                context.tick();
                begin(new Part(scan, paths));
            }
            while (!underWay.isEmpty()) {
                take();
            }
            scan.finish();
            Entries all = merged();
            complete = true;
            return all;
        } catch (DirectoryIteratorException e) {
            throw PinContext.unreadable(scan.directory(), Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw PinContext.unreadable(scan.directory(), e);
        } finally {
            scan.close();
            underWay.forEach(PinContext::settle);
            if (!complete && spill != null) {
                spill.close();
            }
        }
    }

    private void begin(Part part) throws IOException {
        if (underWay.size() == MAX_UNDER_WAY) {
            take();
        }
        underWay.add(part);
        context.submit(part);
    }

    private void take() throws IOException {
        Part part = underWay.element();
        context.await(part);
        underWay.remove();
        keep(part.listing);
    }

    private void keep(Listing listing) throws IOException {
        parts.add(listing);
        heap += listing.heapBytes();
        if (heap > MAX_HEAP) {
            try {
                if (spill == null) {
                    spill = new Spill();
                }
                spill.write(new MergedEntries(parts));
            } catch (IOException e) {
                throw SnapshotErrors.scratch(scan.directory(), e);
            }
            parts = new ArrayList<>();
            heap = 0;
        }
    }

    private Entries merged() throws IOException {
        if (spill != null) {
            List<Entries> sources = new ArrayList<>(spill.parts());
            sources.addAll(parts);
            return new MergedEntries(sources);
        }
        Listing all = new Listing();
        Entries merged = new MergedEntries(parts);
        while (merged.next()) {
            all.add(
                    merged.names(),
                    merged.nameAt(),
                    merged.nameLength(),
                    merged.kind(),
                    merged.size(),
                    merged.changed(),
                    merged.key());
        }
        all.sort();
        return all;
    }
}
