package dev.lineage.model;

/**
 * The identity of a {@link Recipe}: the digest of its canonical form in the domain {@code lineage/recipe/1}. Equal
 * inputs give equal ids, whoever recorded them, when and where.
 *
 * @param digest the digest
 */
public record RecipeId(Digest digest) {
    /** The digest's text. */
    @Override
    public String toString() {
        return digest.toString();
    }
}
