package dev.lineage.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The code that trained: a commit and, when the work tree was not clean, the digest of what was not committed.
 *
 * @param commit the full Git commit id: 40 or 64 lower-case hexadecimal digits
 * @param uncommitted the digest of the uncommitted changes; empty if the work tree was clean
 */
public record CodeState(String commit, Optional<Digest> uncommitted) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /**
     * Checks the commit.
     *
     * @throws IllegalArgumentException if it is not a full commit id: a branch or an abbreviation can change meaning
     */
    public CodeState {
        if (!COMMIT.matcher(commit).matches()) {
            throw new IllegalArgumentException("'" + commit
                    + "' is not a commit: expected the full id of 40 or 64 lower-case hex digits, as 'git rev-parse"
                    + " HEAD' prints it. Branches, tags and abbreviations can change meaning");
        }
    }

    /** A clean work tree at {@code commit}. */
    public static CodeState clean(String commit) {
        return new CodeState(commit, Optional.empty());
    }

    /** Whether anything was not committed. */
    public boolean isDirty() {
        return uncommitted.isPresent();
    }

    /** The commit, with {@code +} and the digest of the uncommitted changes if there were any. */
    @Override
    public String toString() {
        return commit + uncommitted.map(d -> "+" + d.abbreviated()).orElse("");
    }
}
