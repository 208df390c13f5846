package dev.lineage.core.internal.compare;

import dev.lineage.Canonicalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Lineage's own canonicalizers, and what lies in each other of these. */
final class Formats {
    static final List<Canonicalizer> ALL =
            List.of(new ZipFormat(), new GzipFormat(), new JsonFormat(), new LightGbmFormat());

    /** So much is looked into; what is larger is compared byte for byte. */
    static final int MAX_CONTENT = 64 << 20;

    private static final int DEEP = 4;

    private Formats() {}

    static boolean isGzip(byte[] head) {
        return head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    }

    static boolean isZip(byte[] head) {
        return head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }

    /** Writes the canonical form of what is in an archive: what is no format that is known is its own. */
    static void canonicalize(InputStream in, OutputStream out, int depth) throws IOException {
        byte[] content = in.readNBytes(MAX_CONTENT);
        if (content.length == MAX_CONTENT || depth >= DEEP) {
            out.write(content);
            in.transferTo(out);
            return;
        }
        out.write(canonical(content, depth));
    }

    private static byte[] canonical(byte[] content, int depth) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        try {
            if (isZip(content)) {
                ZipFormat.canonicalizeStream(new ByteArrayInputStream(content), form, depth + 1);
            } else if (isGzip(content)) {
                canonicalize(new GZIPInputStream(new ByteArrayInputStream(content)), form, depth + 1);
            } else if (JsonFormat.isLikely(content)) {
                JsonFormat.canonicalize(content, form);
            } else {
                return content;
            }
            return form.toByteArray();
        } catch (IOException e) {
            // It only looks like one.
            return content;
        }
    }
}
