-- The predictions of a Lineage registry in PostgreSQL; docs/formats/predictions.md explains every column. Lineage runs this file when
-- predictions are first logged. Where a database administrator does that, replace ${schema} by the schema's name and a dot (or by
-- nothing) and ${prefix} by the prefix of the tables (lineage_). It may be run again. Who logs predictions needs SELECT, INSERT and UPDATE, and CREATE for the partition of each month;
-- who deletes and erases them also needs DELETE.

-- format 1

create table if not exists ${schema}${prefix}prediction_streams (
    stream text collate "C" not null primary key,
    model text collate "C" not null,
    version text collate "C" not null,
    digest text collate "C" not null,
    stage text collate "C" not null,
    started_ms bigint not null,
    last_sequence bigint not null,
    deleted_through bigint not null,
    state integer not null,
    seen_ms bigint not null
);

create index if not exists ${prefix}prediction_streams_model on ${schema}${prefix}prediction_streams (model, stream);

create table if not exists ${schema}${prefix}predictions (
    stream text collate "C" not null,
    sequence bigint not null,
    at_month integer not null,
    at_ms bigint not null,
    id text collate "C",
    subject text collate "C",
    record bytea not null,
    primary key (stream, sequence, at_month)
) partition by list (at_month);

create index if not exists ${prefix}predictions_id on ${schema}${prefix}predictions (id);

create index if not exists ${prefix}predictions_subject on ${schema}${prefix}predictions (subject)
    where subject is not null;
