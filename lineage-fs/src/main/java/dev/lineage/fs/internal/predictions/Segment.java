package dev.lineage.fs.internal.predictions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is in a file of blocks that was appended to, as far as it can be read.
 *
 * @param file the file
 * @param blocks the blocks, in order
 * @param damaged where something is not readable that was once whole, because something readable is behind it
 * @param torn how many records a tail announces that is not whole; 0 if there is none, or it does not say
 */
record Segment(Path file, List<Block> blocks, List<Long> damaged, long torn) {
    private static final int WINDOW = 1 << 20;

    /** Looks through a file; bodies are read and checked. */
    static Segment scan(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<Long> damaged = new ArrayList<>();
        long torn = 0;
        try (Reader in = Reader.open(file)) {
            long at = 0;
            long badSince = -1;
            while (at < in.size()) {
                Optional<Block> found = Block.at(in, at);
                if (found.isPresent() && found.get().isWhole(in)) {
                    if (badSince >= 0) {
                        damaged.add(badSince);
                        badSince = -1;
                    }
                    torn = 0;
                    blocks.add(found.get());
                    at = found.get().end();
                    continue;
                }
                badSince = badSince < 0 ? at : badSince;
                torn = found.map(block -> (long) block.count()).orElse(torn);
                at = next(in, at + 1);
            }
        }
        return new Segment(file, blocks, damaged, torn);
    }

    /** Where the next intact head is, or the end of the file. */
    private static long next(Reader in, long from) throws IOException {
        for (long start = from; start < in.size(); start += WINDOW) {
            var window = in.read(start, WINDOW + Block.HEAD);
            for (int i = 0; i < Math.min(WINDOW, window.remaining()); i++) {
                if (window.get(i) == 'L'
                        && Block.parse(window.slice(i, window.remaining() - i), start + i)
                                .isPresent()) {
                    return start + i;
                }
            }
        }
        return in.size();
    }

    boolean isDamaged() {
        return !damaged.isEmpty();
    }
}
