/**
 * Lineage: every model version is a reproducible tuple of code commit, data snapshot pins, locked dependencies,
 * hyperparameters and seeds, and the artifacts it made.
 *
 * <p>{@link dev.lineage.Lineage} is the one-liner for training code; {@link dev.lineage.ModelRegistry} is the handle that
 * everything else is done through. Every write is a {@link dev.lineage.PendingChange}: {@code preview()} validates and
 * writes nothing, {@code commit()} writes. Expected outcomes are values; exceptions are for what the caller got wrong or
 * what broke, and all of ours are {@link dev.lineage.LineageException}s.
 */
@NullMarked
package dev.lineage;

import org.jspecify.annotations.NullMarked;
