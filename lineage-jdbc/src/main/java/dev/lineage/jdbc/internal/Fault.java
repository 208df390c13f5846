package dev.lineage.jdbc.internal;

/** What a database meant by an error. */
enum Fault {
    /** A key is taken: somebody else was first. */
    TAKEN,
    /** The transaction was rolled back for somebody else's sake; it may be tried again. */
    BUSY,
    /** The connection is gone, and with it the answer. */
    LOST,
    /** There is no such table. */
    NO_TABLE,
    /** Somebody else made the same table at the same time. */
    EXISTS,
    /** Trying again would not help. */
    OTHER
}
