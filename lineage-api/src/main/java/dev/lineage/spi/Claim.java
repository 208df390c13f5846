package dev.lineage.spi;

/**
 * A revision of a pointer together with the entry that claimed it.
 *
 * @param pointer the revision
 * @param entry the entry at the pointer's position
 */
public record Claim(Pointer pointer, LogEntry entry) {}
