-- The tables of a Lineage registry in MariaDB and MySQL; docs/formats/records-in-a-database.md explains every column.
-- Lineage runs this file when it opens an empty database. Where a database administrator does that, replace
-- ${schema} by the schema's name and a dot (or by nothing), ${prefix} by the prefix of the tables (lineage_),
-- ${collation} by utf8mb4_nopad_bin in MariaDB or utf8mb4_0900_bin in MySQL,
-- and open the registry with createTables(false). Every statement may be run again. A reader needs SELECT on all of
-- these; a writer needs SELECT and INSERT on the tables. Nothing is ever updated or deleted.

-- format 1

create table if not exists ${schema}${prefix}meta (
    name varchar(40) character set ascii collate ascii_bin not null primary key,
    content varchar(1024) not null
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation};

create table if not exists ${schema}${prefix}log (
    position bigint not null primary key,
    append_id varchar(32) character set ascii collate ascii_bin not null,
    type varchar(40) character set ascii collate ascii_bin not null,
    format int not null,
    digest varchar(64) character set ascii collate ascii_bin not null,
    entry text not null,
    index ${prefix}log_type (type, position)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation};

create table if not exists ${schema}${prefix}pointers (
    name varchar(605) not null,
    revision bigint not null,
    content varchar(1024) not null,
    shown_as varchar(8) character set ascii collate ascii_bin not null,
    position bigint not null,
    primary key (name, revision),
    index ${prefix}pointers_position (position)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation};

create table if not exists ${schema}${prefix}children (
    parent varchar(504) not null,
    segment varchar(100) not null,
    primary key (parent, segment)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation};

create table if not exists ${schema}${prefix}attributes (
    position bigint not null,
    ordinal int not null,
    entry_type varchar(40) character set ascii collate ascii_bin not null,
    name varchar(40) character set ascii collate ascii_bin not null,
    attr_key varchar(120) not null,
    text_value varchar(1024),
    number_value double,
    number_order bigint,
    text_crc int unsigned generated always as (crc32(text_value)) virtual,
    primary key (position, ordinal),
    index ${prefix}attributes_text (entry_type, name, text_crc, position),
    index ${prefix}attributes_prefix (entry_type, name, text_value(100)),
    index ${prefix}attributes_number (entry_type, name, attr_key, number_order, position)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation};

create table if not exists ${schema}${prefix}tiles (
    tile_level int not null,
    tile_index bigint not null,
    width int not null,
    hashes varbinary(8192) not null,
    primary key (tile_level, tile_index, width)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation};

create table if not exists ${schema}${prefix}edges (
    position bigint not null,
    ordinal int not null,
    source varchar(300) not null,
    type varchar(40) character set ascii collate ascii_bin not null,
    target varchar(300) not null,
    primary key (position, ordinal),
    index ${prefix}edges_upstream (source, type, target, position),
    index ${prefix}edges_downstream (target, source, type, position)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate ${collation};

create or replace view ${schema}${prefix}versions as
select
    m.text_value as model,
    cast(n.number_value as signed) as number,
    concat(m.text_value, '@', cast(n.number_value as signed)) as version,
    d.text_value as digest,
    r.text_value as recipe,
    c.text_value as code_commit,
    b.text_value as recorded_by,
    case when f.text_value rlike '^[0-9]{4}-' then cast(replace(replace(f.text_value, 'T', ' '), 'Z', '') as datetime(6)) end as finished_at,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
left join ${schema}${prefix}attributes d on d.position = m.position and d.name = 'digest'
left join ${schema}${prefix}attributes r on r.position = m.position and r.name = 'recipe'
left join ${schema}${prefix}attributes c on c.position = m.position and c.name = 'commit'
left join ${schema}${prefix}attributes b on b.position = m.position and b.name = 'by'
left join ${schema}${prefix}attributes f on f.position = m.position and f.name = 'finished'
where m.entry_type = 'version' and m.name = 'model';

create or replace view ${schema}${prefix}parameters as
select
    m.text_value as model,
    cast(n.number_value as signed) as number,
    concat(m.text_value, '@', cast(n.number_value as signed)) as version,
    k.attr_key as name,
    k.text_value as text_value,
    k.number_value as number_value,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'param'
where m.entry_type = 'version' and m.name = 'model';

create or replace view ${schema}${prefix}metrics as
select
    m.text_value as model,
    concat(m.text_value, '@', cast(n.number_value as signed)) as version,
    k.attr_key as name,
    k.number_value as number_value,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'metric'
where m.entry_type = 'version' and m.name = 'model'
union all
select
    m.text_value as model,
    n.text_value as version,
    k.attr_key as name,
    k.number_value as number_value,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'version'
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'metric'
where m.entry_type = 'observation' and m.name = 'model';

create or replace view ${schema}${prefix}pins as
select
    m.text_value as model,
    cast(n.number_value as signed) as number,
    concat(m.text_value, '@', cast(n.number_value as signed)) as version,
    k.attr_key as name,
    k.text_value as pin,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'pin'
where m.entry_type = 'version' and m.name = 'model';

create or replace view ${schema}${prefix}artifacts as
select
    m.text_value as model,
    cast(n.number_value as signed) as number,
    concat(m.text_value, '@', cast(n.number_value as signed)) as version,
    k.attr_key as name,
    k.text_value as digest,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'artifact'
where m.entry_type = 'version' and m.name = 'model';

create or replace view ${schema}${prefix}stage_history as
select
    m.text_value as model,
    k.text_value as stage,
    cast(n.number_value as signed) as revision,
    v.text_value as version,
    d.text_value as digest,
    b.text_value as moved_by,
    case when t.text_value rlike '^[0-9]{4}-' then cast(replace(replace(t.text_value, 'T', ' '), 'Z', '') as datetime(6)) end as moved_at,
    r.text_value as reason,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'stage'
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'revision'
left join ${schema}${prefix}attributes v on v.position = m.position and v.name = 'version'
left join ${schema}${prefix}attributes d on d.position = m.position and d.name = 'digest'
left join ${schema}${prefix}attributes b on b.position = m.position and b.name = 'by'
left join ${schema}${prefix}attributes t on t.position = m.position and t.name = 'at'
left join ${schema}${prefix}attributes r on r.position = m.position and r.name = 'reason'
where m.entry_type = 'stage' and m.name = 'model';

create or replace view ${schema}${prefix}stages as
select h.model, h.stage, h.revision, h.version, h.digest, h.moved_by, h.moved_at, h.reason, h.position
from ${schema}${prefix}stage_history h
join ${schema}${prefix}pointers p on p.position = h.position and p.shown_as = 'line'
where not exists (
    select 1 from ${schema}${prefix}pointers q where q.name = p.name and q.revision = p.revision + 1
);

insert ignore into ${schema}${prefix}meta (name, content) values ('format', '1');
