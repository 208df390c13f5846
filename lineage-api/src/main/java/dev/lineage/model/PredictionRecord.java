package dev.lineage.model;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * One prediction as it is stored, or what is left of one that was erased: the hash of its leaf. Immutable and thread-safe.
 *
 * <p>The form is in {@code docs/formats.md}: a byte that tells which of the two it is, then either a salt of
 * {@value #SALT_BYTES} bytes and the prediction, or the hash. Numbers are big-endian, text is UTF-8. The leaf of a prediction is
 * the hash of RFC 6962 over salt and prediction, so that who does not know the salt cannot guess the prediction from it.
 */
public final class PredictionRecord {
    /** How many random bytes hide a prediction from those who see its leaf. */
    public static final int SALT_BYTES = 16;

    /** The first byte of a record that has its prediction. */
    public static final byte PRESENT = 1;

    /** The first byte of a record whose prediction was erased. */
    public static final byte ERASED = 0;

    /** The most bytes of a record. */
    public static final int MAX_BYTES = 256 * 1024;

    /** The most bytes of an id or a subject. */
    public static final int MAX_KEY_BYTES = 512;

    /** The version of the form of a prediction. */
    public static final byte FORMAT = 1;

    /** The fewest bytes of a record that has its prediction. */
    private static final int MIN_BYTES = 1 + SALT_BYTES + 1 + 8 + 2 + 2 + 1 + 1;

    private final long sequence;
    private final byte[] bytes;
    private final Instant at;
    private final String id;
    private final Optional<String> subject;
    private final Optional<Content> input;
    private final Optional<Content> output;

    private PredictionRecord(long sequence, byte[] bytes) {
        this.sequence = sequence;
        this.bytes = bytes;
        if (bytes[0] == ERASED) {
            at = Instant.EPOCH;
            id = "";
            subject = Optional.empty();
            input = Optional.empty();
            output = Optional.empty();
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1 + SALT_BYTES, bytes.length - 1 - SALT_BYTES);
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException("prediction " + sequence + " has format " + format
                    + "; this version of Lineage reads up to " + FORMAT);
        }
        at = Instant.ofEpochMilli(in.getLong());
        id = text(in, sequence);
        String about = text(in, sequence);
        subject = about.isEmpty() ? Optional.empty() : Optional.of(about);
        input = content(in, sequence);
        output = content(in, sequence);
        if (in.hasRemaining()) {
            throw bad(sequence, in.remaining() + " bytes too many");
        }
    }

    /**
     * Reads a record; the bytes are copied.
     *
     * @param sequence its sequence number in its stream
     * @throws IllegalArgumentException if they are no record; the message says why
     */
    public static PredictionRecord parse(long sequence, byte[] bytes) {
        boolean erased = bytes.length == 1 + Digest.BYTES && bytes[0] == ERASED;
        boolean present = bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES && bytes[0] == PRESENT;
        if (!erased && !present) {
            throw bad(sequence, bytes.length + " bytes are not one");
        }
        try {
            return new PredictionRecord(sequence, bytes.clone());
        } catch (java.nio.BufferUnderflowException e) {
            throw bad(sequence, "it ends too early");
        }
    }

    private static String text(ByteBuffer in, long sequence) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > MAX_KEY_BYTES || length > in.remaining()) {
            throw bad(sequence, "a text of " + length + " bytes");
        }
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(slice);
            return chars.toString();
        } catch (CharacterCodingException e) {
            throw bad(sequence, "a text that is not UTF-8");
        }
    }

    private static Optional<Content> content(ByteBuffer in, long sequence) {
        byte kind = in.get();
        switch (kind) {
            case 0 -> {
                return Optional.empty();
            }
            case 1 -> {
                byte[] digest = new byte[Digest.BYTES];
                in.get(digest);
                return Optional.of(new Content(Digest.ofSha256(digest), Optional.empty()));
            }
            case 2 -> {
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw bad(sequence, "content of " + length + " bytes");
                }
                byte[] content = new byte[length];
                in.get(content);
                return Optional.of(new Content(Digest.of(content), Optional.of(content)));
            }
            default -> throw bad(sequence, "content of kind " + kind);
        }
    }

    private static IllegalArgumentException bad(long sequence, String why) {
        return new IllegalArgumentException("Prediction " + sequence + " is no record of one: " + why);
    }

    /** Its sequence number in its stream, from 1. */
    public long sequence() {
        return sequence;
    }

    /** Whether the prediction was erased; then only the leaf is known. */
    public boolean isErased() {
        return bytes[0] == ERASED;
    }

    /** When it was made (UTC, milliseconds); the epoch if it was erased. */
    public Instant at() {
        return at;
    }

    /** Its id; empty if it was erased. */
    public String id() {
        return id;
    }

    /** Whom or what it is about, if that was said. */
    public Optional<String> subject() {
        return subject;
    }

    /** What the model was given, if that was said. */
    public Optional<Content> input() {
        return input;
    }

    /** What the model answered, if that was said. */
    public Optional<Content> output() {
        return output;
    }

    /** A copy of the stored bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** What the leaf is the hash of: salt and prediction. Empty if it was erased. */
    public byte[] preimage() {
        return isErased() ? new byte[0] : Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    /** The 32 bytes of its leaf in the Merkle tree of its batch. */
    public byte[] leaf() {
        if (isErased()) {
            return Arrays.copyOfRange(bytes, 1, bytes.length);
        }
        // RFC 6962, section 2.1: the hash of a leaf is that of a zero byte and the entry.
        byte[] entry = bytes.clone();
        entry[0] = 0;
        return Digest.of(entry).toBytes();
    }

    /** What is stored in place of it once it is erased: its leaf. */
    public PredictionRecord erased() {
        byte[] left = new byte[1 + Digest.BYTES];
        System.arraycopy(leaf(), 0, left, 1, Digest.BYTES);
        return new PredictionRecord(sequence, left);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PredictionRecord r && r.sequence == sequence && Arrays.equals(r.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes) * 31 + Long.hashCode(sequence);
    }

    /** Its sequence number and id. */
    @Override
    public String toString() {
        return sequence + (isErased() ? " (erased)" : " " + id);
    }

    /**
     * What a model was given or answered.
     *
     * @param digest its SHA-256
     * @param bytes the bytes themselves, if they were logged; shared, not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by the digest
    public record Content(Digest digest, Optional<byte[]> bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Content c && c.digest.equals(digest) && c.bytes.isPresent() == bytes.isPresent();
        }

        @Override
        public int hashCode() {
            return digest.hashCode();
        }
    }
}
