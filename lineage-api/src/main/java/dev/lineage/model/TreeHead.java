package dev.lineage.model;

/**
 * What a log is, in one line: its length and the root of its Merkle tree as
 * <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962</a> defines it, with SHA-256 over the canonical
 * bytes of the entries. Two logs with the same head hold the same entries in the same order, on whatever backend.
 *
 * @param size the number of entries
 * @param root the root; of an empty log, the SHA-256 of nothing
 */
public record TreeHead(long size, Digest root) {
    /** The size, a space and the root. */
    @Override
    public String toString() {
        return size + " " + root;
    }
}
