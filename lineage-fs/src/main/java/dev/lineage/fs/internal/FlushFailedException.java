package dev.lineage.fs.internal;

import java.io.IOException;

/** The medium failed to flush: what it says from now on cannot be trusted, and asking again proves nothing. */
final class FlushFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private FlushFailedException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** A flush. */
    interface Flush {
        /** Flushes. */
        void run() throws IOException;
    }

    /** Runs a flush, marking its failure as one. */
    static void guard(Flush flush) throws FlushFailedException {
        try {
            flush.run();
        } catch (IOException e) {
            throw new FlushFailedException(e);
        }
    }
}
