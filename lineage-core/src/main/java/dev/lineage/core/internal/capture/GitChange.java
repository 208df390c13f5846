package dev.lineage.core.internal.capture;

import dev.lineage.model.Digest;
import java.util.Arrays;
import java.util.Comparator;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One path whose content in the work tree is not that of the commit.
 *
 * @param path the path's bytes, relative to the outermost work tree
 * @param before what the commit has, or null
 * @param after what the work tree has, or null
 */
// Never compared: the arrays are handed on without a copy.
@SuppressWarnings("ArrayRecordComponent")
record GitChange(
        byte[] path, @Nullable Before before, @Nullable After after) {
    static final Comparator<GitChange> BY_PATH = (a, b) -> Arrays.compareUnsigned(a.path, b.path);

    /**
     * What the commit has.
     *
     * @param mode Git's mode, one of 100644, 100755, 120000 and 160000 as octal digits
     * @param source the object's repository
     */
    record Before(int mode, ObjectId id, GitObjects source) {}

    /**
     * What the work tree has, as {@code git add} would store it.
     *
     * @param sha256 the digest of the content; of the hexadecimal commit id for a submodule
     * @param content the content; null if it is larger than what is kept for the patch
     */
    record After(int mode, ObjectId id, Digest sha256, byte @Nullable [] content) {}
}
