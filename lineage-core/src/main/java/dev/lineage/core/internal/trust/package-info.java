/** Keys and signatures: Ed25519 and DSSE. */
@org.jspecify.annotations.NullMarked
package dev.lineage.core.internal.trust;
