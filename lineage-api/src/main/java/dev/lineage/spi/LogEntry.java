package dev.lineage.spi;

/**
 * An entry at its place in the log.
 *
 * @param position how many entries come before it, from 0
 * @param entry the entry
 */
public record LogEntry(long position, Entry entry) {}
