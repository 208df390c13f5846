package dev.lineage.model;

/** What a withdrawal or a legal hold is about. */
public sealed interface Subject {
    /**
     * A version of a model, by its name.
     *
     * @throws IllegalArgumentException if the name is no version's: {@code fraud@7} is one
     */
    static Subject version(String name) {
        return new Version(VersionName.parse(name));
    }

    /** Data, by its pin. */
    static Subject data(SnapshotPin pin) {
        return new Data(pin);
    }

    /** {@code fraud@7}, or {@code data} with the pin's id. */
    @Override
    String toString();

    /**
     * A version.
     *
     * @param name its name
     */
    record Version(VersionName name) implements Subject {
        @Override
        public String toString() {
            return name.toString();
        }
    }

    /**
     * Data: exactly what the pin stands for. Other data that holds a part of it has another pin.
     *
     * @param pin the pin
     */
    record Data(SnapshotPin pin) implements Subject {
        @Override
        public String toString() {
            return "data " + pin.id();
        }
    }
}
