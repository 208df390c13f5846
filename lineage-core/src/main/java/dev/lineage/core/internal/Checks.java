package dev.lineage.core.internal;

import dev.lineage.model.Audit.Check;
import dev.lineage.model.Audit.Result;

/** Checks of an audit, whose evidence may come from hostile records. */
final class Checks {
    private static final int MAX_SUBJECT = 500;
    private static final int MAX_EVIDENCE = 4_000;

    private Checks() {}

    static Check confirmed(String what, String evidence) {
        return of(what, Result.CONFIRMED, evidence);
    }

    static Check broken(String what, String evidence) {
        return of(what, Result.BROKEN, evidence);
    }

    static Check broken(String what, RuntimeException why) {
        return of(what, Result.BROKEN, String.valueOf(why.getMessage()));
    }

    static Check unchecked(String what, String why) {
        return of(what, Result.UNCHECKED, why);
    }

    /** Confirmed if it holds, otherwise broken. */
    static Check of(String what, boolean holds, String evidence) {
        return of(what, holds ? Result.CONFIRMED : Result.BROKEN, evidence);
    }

    private static Check of(String what, Result result, String evidence) {
        return new Check(Texts.printable(what, MAX_SUBJECT), result, Texts.printable(evidence, MAX_EVIDENCE));
    }
}
