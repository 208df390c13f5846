package dev.lineage.model;

/**
 * A model version's name for people: {@code fraud@7}.
 *
 * @param model the model's name, see {@link Names}
 * @param number the version's number, from 1, without gaps
 */
public record VersionName(String model, long number) {
    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException if the model's name breaks the grammar or the number is below 1
     */
    public VersionName {
        Names.model(model);
        if (number < 1) {
            throw new IllegalArgumentException("Version numbers begin at 1, not " + number);
        }
    }

    /**
     * Parses {@code model@number}.
     *
     * @throws IllegalArgumentException if the text has another form; a missing number is never taken as the newest
     */
    public static VersionName parse(String text) {
        int at = text.lastIndexOf('@');
        String number = at < 0 ? "" : text.substring(at + 1);
        boolean digits = !number.isEmpty() && number.length() <= 18 && number.charAt(0) != '0';
        for (int i = 0; digits && i < number.length(); i++) {
            digits = number.charAt(i) >= '0' && number.charAt(i) <= '9';
        }
        if (!digits) {
            throw new IllegalArgumentException("'" + text
                    + "' does not name a version: expected model@number, such as fraud@7. There is no newest or latest"
                    + " version by name; list the model's versions, or ask for a stage's release");
        }
        return new VersionName(text.substring(0, at), Long.parseLong(number));
    }

    /** {@code model@number}. */
    @Override
    public String toString() {
        return model + "@" + number;
    }
}
