-- The predictions of a Lineage registry in H2; docs/formats/predictions.md explains every column. Lineage runs this file when
-- predictions are first logged. Where a database administrator does that, replace ${schema} by the schema's name and a dot (or by
-- nothing) and ${prefix} by the prefix of the tables (lineage_). It may be run again. Who logs predictions needs SELECT, INSERT and UPDATE;
-- who deletes and erases them also needs DELETE.

-- format 1

create table if not exists ${schema}${prefix}prediction_streams (
    stream varchar(32) not null primary key,
    model varchar(100) not null,
    version varchar(125) not null,
    digest varchar(71) not null,
    stage varchar(100) not null,
    started_ms bigint not null,
    last_sequence bigint not null,
    deleted_through bigint not null,
    state integer not null,
    seen_ms bigint not null
);

create index if not exists ${schema}${prefix}prediction_streams_model on ${schema}${prefix}prediction_streams (model, stream);

create table if not exists ${schema}${prefix}predictions (
    stream varchar(32) not null,
    sequence bigint not null,
    at_month integer not null,
    at_ms bigint not null,
    id varchar(512),
    subject varchar(512),
    record varbinary(262144) not null,
    primary key (stream, sequence)
);

create index if not exists ${schema}${prefix}predictions_id on ${schema}${prefix}predictions (id);

create index if not exists ${schema}${prefix}predictions_subject on ${schema}${prefix}predictions (subject);
