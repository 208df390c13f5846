package dev.lineage.core.internal;

import org.jspecify.annotations.Nullable;

/** The rules of every pending change: single-use, and no option twice. */
abstract class SingleUse {
    private boolean used;

    /** Before every call. */
    final void requireUnused() {
        if (used) {
            throw Errors.used();
        }
    }

    /** At the beginning of {@code commit()}. */
    final void use() {
        requireUnused();
        used = true;
    }

    /** Before an option is set. */
    final void requireUnset(String option, @Nullable Object earlier) {
        requireUnused();
        if (earlier != null) {
            throw Errors.optionSet(option, earlier);
        }
    }
}
