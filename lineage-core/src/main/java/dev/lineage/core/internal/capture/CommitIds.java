package dev.lineage.core.internal.capture;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Full commit ids as other tools write them. */
final class CommitIds {
    private static final Pattern FULL = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern ZERO = Pattern.compile("0+");

    private CommitIds() {}

    /** The id in lower case; empty if the text is anything but a full id of a commit. */
    static Optional<String> parse(String text) {
        String id = text.strip().toLowerCase(Locale.ROOT);
        return FULL.matcher(id).matches() && !ZERO.matcher(id).matches() ? Optional.of(id) : Optional.empty();
    }
}
