-- The checkpoint of a Lineage registry's log in H2, kept elsewhere than the log: JdbcStores.checkpoints(name).
-- docs/formats/records-in-a-database.md explains the columns. Replace ${schema} by the schema's name and a dot (or by nothing) and
-- ${prefix} by the prefix of the tables (lineage_). It may be run again. Who keeps checkpoints needs SELECT and INSERT; nothing is
-- ever updated or deleted.

-- format 1

create table if not exists ${schema}${prefix}checkpoints (
    name varchar(100) not null,
    revision bigint not null,
    note varchar(65535) not null,
    primary key (name, revision)
);
