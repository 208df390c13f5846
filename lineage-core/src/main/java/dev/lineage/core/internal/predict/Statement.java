package dev.lineage.core.internal.predict;

import dev.lineage.PredictionLog;
import dev.lineage.model.Digest;
import dev.lineage.model.PredictionRecord;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A prediction that a thread describes, and its form, which is that of {@link PredictionRecord}. Used again for the thread's next
 * one; belongs to that thread.
 */
final class Statement implements PredictionLog.Draft {
    private static final byte NOTHING = 0;
    private static final byte DIGEST = 1;
    private static final byte BYTES = 2;
    private static final int FIXED = 1 + Long.BYTES + 2 * Short.BYTES + 2;

    private final Pipeline log;
    private final Thread owner = Thread.currentThread();
    private boolean open;
    private @Nullable String id;
    private @Nullable String subject;
    private byte @Nullable [] input;
    private byte @Nullable [] output;
    private @Nullable Digest inputDigest;
    private @Nullable Digest outputDigest;
    /** The texts in UTF-8, where that is more than one byte for each character. */
    private byte @Nullable [] idBytes;

    private byte @Nullable [] subjectBytes;

    Statement(Pipeline log) {
        this.log = log;
    }

    Statement begin(String newId) {
        id = newId;
        subject = null;
        input = null;
        output = null;
        inputDigest = null;
        outputDigest = null;
        open = true;
        return this;
    }

    private void requireOpen() {
        if (owner != Thread.currentThread()) {
            throw new IllegalStateException("This draft belongs to thread '" + owner.getName()
                    + "'; begin another one in each thread: log.prediction(id)");
        }
        if (!open) {
            throw new IllegalStateException(
                    "This prediction was logged already; begin another one: log.prediction(id)");
        }
    }

    private void requireUnset(String what, @Nullable Object first, @Nullable Object second) {
        requireOpen();
        if (first != null || second != null) {
            throw new IllegalStateException("The " + what + " of prediction '" + id + "' was already set");
        }
    }

    @Override
    public PredictionLog.Draft input(byte[] content) {
        requireUnset("input", input, inputDigest);
        input = content;
        return this;
    }

    @Override
    public PredictionLog.Draft input(Digest digest) {
        requireUnset("input", input, inputDigest);
        inputDigest = digest;
        return this;
    }

    @Override
    public PredictionLog.Draft output(byte[] content) {
        requireUnset("output", output, outputDigest);
        output = content;
        return this;
    }

    @Override
    public PredictionLog.Draft output(Digest digest) {
        requireUnset("output", output, outputDigest);
        outputDigest = digest;
        return this;
    }

    @Override
    public PredictionLog.Draft subject(String about) {
        requireUnset("subject", subject, null);
        subject = about;
        return this;
    }

    @Override
    public String log() {
        return end(false);
    }

    @Override
    public String logDurably() {
        return end(true);
    }

    private String end(boolean durably) {
        requireOpen();
        open = false;
        String key = java.util.Objects.requireNonNull(id);
        idBytes = null;
        subjectBytes = null;
        int length =
                FIXED + idLength(key) + subjectLength() + length(input, inputDigest) + length(output, outputDigest);
        if (length > PredictionRecord.MAX_BYTES - 1 - PredictionRecord.SALT_BYTES) {
            throw new IllegalArgumentException("Prediction '" + key + "' has " + length + " bytes; "
                    + PredictionRecord.MAX_BYTES + " are the most. Keep what is large elsewhere and log its digest");
        }
        log.add(this, length, durably);
        return key;
    }

    private int idLength(String key) {
        requireNoZero("id", key);
        if (isAscii(key)) {
            return require("id", key, key.length());
        }
        idBytes = utf8("id", key);
        return idBytes.length;
    }

    private int subjectLength() {
        if (subject == null) {
            return 0;
        }
        requireNoZero("subject", subject);
        if (isAscii(subject)) {
            return require("subject", subject, subject.length());
        }
        subjectBytes = utf8("subject", subject);
        return subjectBytes.length;
    }

    /**
     * A text that somebody looks for, as it is stored.
     *
     * @throws IllegalArgumentException if none can be stored that is equal
     */
    static byte[] utf8(String what, String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            require(what, text, bytes.length);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "The " + what
                            + " of a prediction is no text: half of a surrogate pair is missing. Give a well-formed one",
                    e);
        }
    }

    private static int require(String what, String text, int length) {
        if (length < 1 || length > PredictionRecord.MAX_KEY_BYTES) {
            throw new IllegalArgumentException("The " + what + " of a prediction has 1 to "
                    + PredictionRecord.MAX_KEY_BYTES + " bytes of UTF-8, not " + length
                    + (length == 0 ? "" : ": '" + text.substring(0, 20) + "…'"));
        }
        return length;
    }

    /** Some databases cannot store a text with a zero in it. */
    private static void requireNoZero(String what, String text) {
        if (text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("The " + what + " of a prediction has a character 0; leave it out");
        }
    }

    private static boolean isAscii(String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        return all < 0x80;
    }

    private static int length(byte @Nullable [] bytes, @Nullable Digest digest) {
        if (bytes != null) {
            return Integer.BYTES + bytes.length;
        }
        return digest != null ? Digest.BYTES : 0;
    }

    /** Writes the prediction in its form; as many bytes as were announced. */
    void write(byte[] to, int offset, long millis) {
        int at = offset;
        to[at++] = PredictionRecord.FORMAT;
        at = putInt(to, at, (int) (millis >>> 32));
        at = putInt(to, at, (int) millis);
        at = put(to, at, java.util.Objects.requireNonNull(id), idBytes);
        at = put(to, at, subject == null ? "" : subject, subjectBytes);
        at = put(to, at, input, inputDigest);
        put(to, at, output, outputDigest);
    }

    private static int put(byte[] to, int at, String text, byte @Nullable [] encoded) {
        int length = encoded == null ? text.length() : encoded.length;
        to[at] = (byte) (length >>> 8);
        to[at + 1] = (byte) length;
        int start = at + Short.BYTES;
        if (encoded != null) {
            System.arraycopy(encoded, 0, to, start, length);
        } else {
            for (int i = 0; i < length; i++) {
                to[start + i] = (byte) text.charAt(i);
            }
        }
        return start + length;
    }

    private static int put(byte[] to, int at, byte @Nullable [] bytes, @Nullable Digest digest) {
        if (bytes != null) {
            to[at] = BYTES;
            int start = putInt(to, at + 1, bytes.length);
            System.arraycopy(bytes, 0, to, start, bytes.length);
            return start + bytes.length;
        }
        if (digest != null) {
            to[at] = DIGEST;
            System.arraycopy(digest.toBytes(), 0, to, at + 1, Digest.BYTES);
            return at + 1 + Digest.BYTES;
        }
        to[at] = NOTHING;
        return at + 1;
    }

    private static int putInt(byte[] to, int at, int value) {
        to[at] = (byte) (value >>> 24);
        to[at + 1] = (byte) (value >>> 16);
        to[at + 2] = (byte) (value >>> 8);
        to[at + 3] = (byte) value;
        return at + Integer.BYTES;
    }
}
