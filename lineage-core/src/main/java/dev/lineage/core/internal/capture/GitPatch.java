package dev.lineage.core.internal.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.Base85;
import org.jspecify.annotations.Nullable;

/** Writes changes as {@code git diff --binary --full-index --no-renames} would, so that {@code git apply} makes them. */
final class GitPatch {
    private static final int BASE85_LINE = 52;
    private static final int BASE85_UPPER_CASE = 26;
    /** Larger texts are written as one replaced block: finding the smallest difference can take very long. */
    private static final int MAX_LINES_COMPARED = 20_000;

    private static final DiffAlgorithm ALGORITHM =
            DiffAlgorithm.getAlgorithm(DiffAlgorithm.SupportedAlgorithm.HISTOGRAM);

    private final int limit;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private GitPatch(int limit) {
        this.limit = limit;
    }

    /**
     * The patch; empty if it would be larger than {@code limit} bytes.
     *
     * @throws IOException if an object of the repository cannot be read
     */
    static Optional<byte[]> of(List<GitChange> changes, int limit) throws IOException {
        GitPatch patch = new GitPatch(limit);
        for (GitChange change : changes) {
            if (!patch.add(change)) {
                return Optional.empty();
            }
        }
        return Optional.of(patch.out.toByteArray());
    }

    static String mode(int mode) {
        return String.format(Locale.ROOT, "%06o", mode);
    }

    private boolean add(GitChange change) throws IOException {
        GitChange.Before before = change.before();
        GitChange.After after = change.after();
        if (before != null
                && after != null
                && (before.mode() & FileMode.TYPE_MASK) != (after.mode() & FileMode.TYPE_MASK)) {
            // A file that became a link is one that went and one that came.
            return add(new GitChange(change.path(), before, null)) && add(new GitChange(change.path(), null, after));
        }
        if (after != null && after.content() == null) {
            return false;
        }
        byte[] old;
        if (before == null) {
            old = new byte[0];
        } else if (isLink(before.mode())) {
            old = subproject(before.id());
        } else {
            Optional<byte[]> content = before.source().read(before.id(), limit);
            if (content.isEmpty()) {
                return false;
            }
            old = content.get();
        }
        byte[] changed = after == null || after.content() == null
                ? new byte[0]
                : isLink(after.mode()) ? subproject(after.id()) : after.content();
        header(change.path(), before, after);
        if (before == null || after == null || !before.id().equals(after.id())) {
            body(change.path(), before, after, old, changed);
        }
        return out.size() <= limit;
    }

    private static boolean isLink(int mode) {
        return FileMode.GITLINK.equals(mode);
    }

    private static byte[] subproject(ObjectId commit) {
        return ("Subproject commit " + commit.name() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private void header(byte[] path, GitChange.@Nullable Before before, GitChange.@Nullable After after) {
        print("diff --git ");
        print(quoted("a/", path));
        print(" ");
        print(quoted("b/", path));
        print("\n");
        if (before == null && after != null) {
            print("new file mode " + mode(after.mode()) + "\n");
        } else if (after == null && before != null) {
            print("deleted file mode " + mode(before.mode()) + "\n");
        } else if (before != null && after != null && before.mode() != after.mode()) {
            print("old mode " + mode(before.mode()) + "\nnew mode " + mode(after.mode()) + "\n");
        }
        ObjectId from = before == null ? ObjectId.zeroId() : before.id();
        ObjectId to = after == null ? ObjectId.zeroId() : after.id();
        if (!from.equals(to)) {
            String same =
                    before != null && after != null && before.mode() == after.mode() ? " " + mode(after.mode()) : "";
            print("index " + from.name() + ".." + to.name() + same + "\n");
        }
    }

    private void body(
            byte[] path, GitChange.@Nullable Before before, GitChange.@Nullable After after, byte[] old, byte[] changed)
            throws IOException {
        if (isBinary(old) || isBinary(changed)) {
            print("GIT binary patch\n");
            literal(changed);
            literal(old);
            return;
        }
        if (old.length == 0 && changed.length == 0) {
            return;
        }
        print("--- ");
        print(before == null ? ascii("/dev/null") : name("a/", path));
        print("\n+++ ");
        print(after == null ? ascii("/dev/null") : name("b/", path));
        print("\n");
        RawText a = new RawText(old);
        RawText b = new RawText(changed);
        try (DiffFormatter formatter = new DiffFormatter(out)) {
            formatter.format(edits(a, b), a, b);
            formatter.flush();
        }
    }

    /** A name with a space is followed by a tab, so that nobody takes what follows for a time stamp. */
    private static byte[] name(String prefix, byte[] path) {
        byte[] quoted = quoted(prefix, path);
        boolean spaced = false;
        for (byte each : quoted) {
            spaced |= each == ' ';
        }
        if (!spaced) {
            return quoted;
        }
        byte[] tabbed = Arrays.copyOf(quoted, quoted.length + 1);
        tabbed[quoted.length] = '\t';
        return tabbed;
    }

    private static EditList edits(RawText a, RawText b) {
        if (a.size() <= MAX_LINES_COMPARED && b.size() <= MAX_LINES_COMPARED) {
            return ALGORITHM.diff(RawTextComparator.DEFAULT, a, b);
        }
        Edit block = RawTextComparator.DEFAULT.reduceCommonStartEnd(a, b, new Edit(0, a.size(), 0, b.size()));
        EditList edits = new EditList(1);
        edits.add(block);
        return edits;
    }

    private static boolean isBinary(byte[] content) {
        for (byte each : content) {
            if (each == 0) {
                return true;
            }
        }
        return false;
    }

    private void literal(byte[] content) throws IOException {
        print("literal " + content.length + "\n");
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        Deflater deflater = new Deflater();
        try (DeflaterOutputStream stream = new DeflaterOutputStream(deflated, deflater)) {
            stream.write(content);
        } finally {
            deflater.end();
        }
        byte[] bytes = deflated.toByteArray();
        for (int from = 0; from < bytes.length; from += BASE85_LINE) {
            int length = Math.min(BASE85_LINE, bytes.length - from);
            out.write(length <= BASE85_UPPER_CASE ? 'A' + length - 1 : 'a' + length - BASE85_UPPER_CASE - 1);
            out.writeBytes(Base85.encode(bytes, from, length));
            out.write('\n');
        }
        out.write('\n');
    }

    /** A path as Git writes it: quoted where it has bytes that are not plain. */
    private static byte[] quoted(String prefix, byte[] path) {
        // Each byte as one character, because names need not be UTF-8.
        StringBuilder text = new StringBuilder(prefix);
        boolean plain = true;
        for (byte each : path) {
            int c = each & 0xff;
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
                plain = false;
            } else if (c < 0x20 || c >= 0x7f) {
                text.append(String.format(Locale.ROOT, "\\%03o", c));
                plain = false;
            } else {
                text.append((char) c);
            }
        }
        return ascii(plain ? text.toString() : "\"" + text + "\"");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void print(String text) {
        print(ascii(text));
    }

    private void print(byte[] bytes) {
        out.writeBytes(bytes);
    }
}
