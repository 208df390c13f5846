package dev.lineage.model;

/** Something around a training that must not change its result. */
public enum Perturbation {
    /** Nothing at all: the same once more, in another fresh JVM. Finds random numbers without a recorded seed, and times. */
    REPEAT,
    /** The same, at another second of the clock. Finds times in formats that have only seconds. */
    LATER,
    /** Another identity hash for each object. Finds what follows the order of hash tables of objects. */
    IDENTITY_HASHES,
    /** One processor. Finds results that depend on how work is divided among threads. */
    ONE_PROCESSOR,
    /** Several processors, more than there are on most small machines, and as many threads in native libraries. */
    MANY_PROCESSORS,
    /**
     * Directories are listed in another order by {@link java.nio.file.Files}. {@link java.io.File#list()} is not reached by this.
     */
    DIRECTORY_ORDER,
    /** Another time zone: {@code Pacific/Kiritimati}. */
    TIME_ZONE,
    /** Another locale: {@code tr-TR}, with a decimal comma and an i of its own. */
    LOCALE,
    /** Another default charset. */
    CHARSET,
    /** Another working directory, and other places of the data. */
    PLACES
}
