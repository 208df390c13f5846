/** Tests of attestations. */
@org.jspecify.annotations.NullMarked
package dev.lineage.core.internal.attest;
