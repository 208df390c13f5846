package dev.lineage.core.internal;

import java.util.Locale;

/** Names of people, as they are given and as they are compared. */
final class People {
    private static final int MAX_REASON = 4_000;
    private static final int MAX_PERSON = 200;

    private People() {}

    static String requireReason(String reason) {
        return requireText("reason", reason, MAX_REASON);
    }

    static String requirePerson(String person) {
        return requireText("person", person, MAX_PERSON);
    }

    /** Returns a text of one line that a person can read, or says what is wrong with it. */
    static String requireText(String what, String text, int max) {
        if (text.isBlank()
                || text.length() > max
                || !Texts.printable(text, max + 1).equals(text)) {
            throw new IllegalArgumentException("The " + what + " '" + Texts.printable(text, 60)
                    + "' is blank, has characters that cannot be shown, or more than " + max
                    + " characters; say it in a sentence");
        }
        return text;
    }

    /** By which two spellings of a person are told to be the same one: nobody approves twice as ana and Ana. */
    static String key(String person) {
        return person.strip().toLowerCase(Locale.ROOT);
    }

    static boolean same(String one, String other) {
        return key(one).equals(key(other));
    }
}
