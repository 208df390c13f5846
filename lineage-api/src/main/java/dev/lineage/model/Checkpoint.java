package dev.lineage.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a log was at some moment, in a form that can be kept elsewhere and signed: a checkpoint in a signed note, as
 * <a href="https://github.com/C2SP/C2SP/blob/main/tlog-checkpoint.md">c2sp.org/tlog-checkpoint</a> and
 * <a href="https://github.com/C2SP/C2SP/blob/main/signed-note.md">c2sp.org/signed-note</a> define them. A checkpoint says
 * nothing about who made it until a signature was verified.
 *
 * @param origin which log it is, the same for ever: {@code models.example.com/lineage}
 * @param head the length and the root of the log
 * @param signatures the signatures over {@link #text()}, of the log and of witnesses; none in a checkpoint that only its
 *     place protects
 */
public record Checkpoint(String origin, TreeHead head, List<Signature> signatures) {
    /** The most characters of a note. */
    public static final int MAX_LENGTH = 64 << 10;

    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final int MAX_SIGNATURES = 100;
    private static final int MAX_NAME = 255;
    private static final int KEY_ID_BYTES = 4;
    private static final String DASH = "\u2014 ";

    /**
     * Checks the origin and copies the list.
     *
     * @throws IllegalArgumentException if the origin is no name of a log
     */
    public Checkpoint {
        if (origin.isEmpty() || origin.length() > MAX_NAME || origin.chars().anyMatch(Checkpoint::isControl)) {
            throw new IllegalArgumentException("The origin of a checkpoint is one line of 1 to " + MAX_NAME
                    + " characters, such as models.example.com/lineage, and not '" + shown(origin) + "'");
        }
        signatures = List.copyOf(signatures);
    }

    /**
     * A line with a signature.
     *
     * @param name the name of the key
     * @param content the standard base64 of four bytes that hint at the key, and of the signature
     */
    public record Signature(String name, String content) {
        /**
         * Checks the name and the base64.
         *
         * @throws IllegalArgumentException if the name is none, or the content is not base64 of more than four bytes
         */
        public Signature {
            requireKeyName(name);
            byte[] bytes = decode(content);
            if (bytes.length <= KEY_ID_BYTES) {
                throw malformed("a signature has more than " + KEY_ID_BYTES + " bytes", content);
            }
        }

        /** The hint at the key: a big-endian number of four bytes. */
        public int keyId() {
            byte[] bytes = decode(content);
            return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
        }

        /** The signature's own bytes. */
        public byte[] toBytes() {
            byte[] bytes = decode(content);
            return Arrays.copyOfRange(bytes, KEY_ID_BYTES, bytes.length);
        }

        /** The line, without its end. */
        @Override
        public String toString() {
            return DASH + name + " " + content;
        }
    }

    /** The same with a further signature. */
    public Checkpoint with(Signature signature) {
        List<Signature> all = new ArrayList<>(signatures);
        all.add(signature);
        return new Checkpoint(origin, head, all);
    }

    /** What is signed: three lines, each with a line feed. */
    public String text() {
        return origin + "\n" + head.size() + "\n"
                + Base64.getEncoder().encodeToString(head.root().toBytes()) + "\n";
    }

    /** The whole note: the text, an empty line, and one line for each signature. */
    public String toNote() {
        StringBuilder note = new StringBuilder(text()).append('\n');
        signatures.forEach(signature -> note.append(signature).append('\n'));
        return note.toString();
    }

    /**
     * Reads a note, whether or not its signatures are good.
     *
     * @throws IllegalArgumentException if it is none, or no checkpoint, or has lines between the root and the signatures
     */
    public static Checkpoint parse(String note) {
        if (note.length() > MAX_LENGTH) {
            throw malformed("it has more than " + MAX_LENGTH + " characters", note.substring(0, 100) + "…");
        }
        if (note.chars().anyMatch(c -> c != '\n' && isControl(c))) {
            throw malformed("it has control characters, or is not UTF-8", note);
        }
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            throw malformed("there is no empty line before the signatures, or no line feed at the end", note);
        }
        String[] text = note.substring(0, end).split("\n", -1);
        if (text.length != 3) {
            throw malformed(
                    "it has " + text.length + " lines before the signatures instead of origin, size and root", note);
        }
        if (!SIZE.matcher(text[1]).matches()) {
            throw malformed("its second line is no size", note);
        }
        byte[] root = decode(text[2]);
        if (root.length != Digest.BYTES) {
            throw malformed("its third line is no root of " + Digest.BYTES + " bytes", note);
        }
        TreeHead head = new TreeHead(size(text[1], note), Digest.ofSha256(root));
        if (head.size() == 0 && !head.root().equals(Digest.of(new byte[0]))) {
            throw malformed("the root is none of an empty log", note);
        }
        String below = note.substring(end + 2);
        List<Signature> signatures = new ArrayList<>();
        for (String line : below.isEmpty()
                ? new String[0]
                : below.substring(0, below.length() - 1).split("\n", -1)) {
            signatures.add(signature(line));
        }
        if (signatures.size() > MAX_SIGNATURES) {
            throw malformed("it has more than " + MAX_SIGNATURES + " signatures", note);
        }
        return new Checkpoint(text[0], head, signatures);
    }

    /**
     * Reads the line of a signature.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Signature signature(String line) {
        int space = line.indexOf(' ', DASH.length());
        if (!line.startsWith(DASH) || space < 0) {
            throw malformed("a line of a signature is '\u2014', a name and base64", line);
        }
        return new Signature(line.substring(DASH.length(), space), line.substring(space + 1));
    }

    private static long size(String text, String note) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw malformed("its size is too great", note);
        }
    }

    private static byte[] decode(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (Base64.getEncoder().encodeToString(bytes).equals(base64)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw malformed("'" + shown(base64) + "' is no base64", base64);
        }
        throw malformed("'" + shown(base64) + "' is not in the one form of base64", base64);
    }

    /**
     * Requires that a text can be the name of a key.
     *
     * @throws IllegalArgumentException if it is empty or too long, or has white space, control characters or a {@code +}
     */
    public static String requireKeyName(String name) {
        boolean bad = name.isEmpty()
                || name.length() > MAX_NAME
                || name.chars().anyMatch(c -> c == '+' || isControl(c) || Character.isSpaceChar(c));
        if (bad) {
            throw new IllegalArgumentException("The name of the key of a log or a witness is 1 to " + MAX_NAME
                    + " characters without white space and '+', such as models.example.com/lineage, and not '"
                    + shown(name) + "'");
        }
        return name;
    }

    private static boolean isControl(int c) {
        return c < ' ' || c == 0x7F || c == 0xFFFD;
    }

    private static IllegalArgumentException malformed(String why, String text) {
        return new IllegalArgumentException("This is no checkpoint in a signed note: " + why + ": '" + shown(text)
                + "'. Give the whole text as it was written");
    }

    private static String shown(String text) {
        String start = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return start.replaceAll("\\p{Cntrl}", " ");
    }

    /** The origin, the size and the root. */
    @Override
    public String toString() {
        return origin + " " + head;
    }
}
