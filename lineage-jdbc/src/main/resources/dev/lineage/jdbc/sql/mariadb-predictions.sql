-- The predictions of a Lineage registry in MariaDB and MySQL; docs/formats/predictions.md explains every column. Lineage runs this file when
-- predictions are first logged. Where a database administrator does that, replace ${schema} by the schema's name and a dot (or by
-- nothing),
-- ${collation} by utf8mb4_nopad_bin in MariaDB or utf8mb4_0900_bin in MySQL, and ${prefix} by the prefix of the tables (lineage_). It may be run again. Who logs predictions needs SELECT, INSERT and UPDATE, and ALTER for the partition of each month;
-- who deletes and erases them also needs DELETE.

-- format 1

create table if not exists ${schema}${prefix}prediction_streams (
    stream varchar(32) character set ascii collate ascii_bin not null primary key,
    model varchar(100) not null,
    version varchar(125) not null,
    digest varchar(71) character set ascii collate ascii_bin not null,
    stage varchar(100) not null,
    started_ms bigint not null,
    last_sequence bigint not null,
    deleted_through bigint not null,
    state int not null,
    seen_ms bigint not null,
    index ${prefix}prediction_streams_model (model, stream)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation};

create table if not exists ${schema}${prefix}predictions (
    stream varchar(32) character set ascii collate ascii_bin not null,
    sequence bigint not null,
    at_month int not null,
    at_ms bigint not null,
    id varchar(512),
    subject varchar(512),
    record mediumblob not null,
    primary key (stream, sequence, at_month),
    index ${prefix}predictions_id (id),
    index ${prefix}predictions_subject (subject)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation}
partition by list (at_month) (partition ${prefix}p190001 values in (190001));
