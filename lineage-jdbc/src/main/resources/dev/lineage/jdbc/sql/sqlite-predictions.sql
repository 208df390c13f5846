-- The predictions of a Lineage registry in SQLite; docs/formats/predictions.md explains every column. Lineage runs this file when
-- predictions are first logged. Where a database administrator does that, replace ${schema} by the schema's name and a dot (or by
-- nothing) and ${prefix} by the prefix of the tables (lineage_). It may be run again. Who logs predictions needs SELECT, INSERT and UPDATE;
-- who deletes and erases them also needs DELETE.

-- format 1

create table if not exists ${schema}${prefix}prediction_streams (
    stream text not null primary key,
    model text not null,
    version text not null,
    digest text not null,
    stage text not null,
    started_ms integer not null,
    last_sequence integer not null,
    deleted_through integer not null,
    state integer not null,
    seen_ms integer not null
) strict;

create index if not exists ${schema}${prefix}prediction_streams_model on ${prefix}prediction_streams (model, stream);

create table if not exists ${schema}${prefix}predictions (
    stream text not null,
    sequence integer not null,
    at_month integer not null,
    at_ms integer not null,
    id text,
    subject text,
    record blob not null,
    primary key (stream, sequence)
) strict, without rowid;

create index if not exists ${schema}${prefix}predictions_id on ${prefix}predictions (id);

create index if not exists ${schema}${prefix}predictions_subject on ${prefix}predictions (subject) where subject is not null;
