package dev.lineage.spi;

/**
 * One revision of a pointer.
 *
 * @param name the pointer's name
 * @param revision the revision, from 1
 * @param value what it says
 * @param position the position of the entry that claimed this revision
 */
public record Pointer(String name, long revision, String value, long position) {}
