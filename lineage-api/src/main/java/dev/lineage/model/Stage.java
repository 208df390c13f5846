package dev.lineage.model;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a stage of a model points: to exactly one version.
 *
 * @param model the model
 * @param name the stage's name: {@code production}
 * @param version the version it points to
 * @param digest that version's digest
 * @param revision how often the stage was moved, from 1
 * @param restores the revision that a rollback brought back; empty for a promotion
 * @param sameEnvironment whether it is served only in the {@linkplain EnvironmentDiff environment} that it was trained in
 * @param predictionsLogged whether a release hands out its artifacts only once its predictions are logged
 * @param by who moved it
 * @param at when it was moved (UTC, milliseconds)
 * @param reason why
 * @param grounds what it was decided on
 * @param envelope the signature of who moved it over everything above, if it was signed
 * @param position the position of the entry that moved it
 */
public record Stage(
        String model,
        String name,
        VersionName version,
        Digest digest,
        long revision,
        OptionalLong restores,
        boolean sameEnvironment,
        boolean predictionsLogged,
        String by,
        Instant at,
        String reason,
        Grounds grounds,
        Optional<Envelope> envelope,
        long position) {}
