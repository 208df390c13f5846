/** The log as a Merkle tree (RFC 6962), its proofs and its checkpoints. */
@org.jspecify.annotations.NullMarked
package dev.lineage.core.internal.tree;
