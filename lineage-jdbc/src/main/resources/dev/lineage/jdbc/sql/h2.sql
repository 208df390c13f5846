-- The tables of a Lineage registry in H2; docs/formats/records-in-a-database.md explains every column.
-- Lineage runs this file when it opens an empty database. Where a database administrator does that, replace
-- ${schema} by the schema's name and a dot (or by nothing), ${prefix} by the prefix of the tables (lineage_),
-- and open the registry with createTables(false). Every statement may be run again. A reader needs SELECT on all of
-- these; a writer needs SELECT and INSERT on the tables. Nothing is ever updated or deleted.

-- format 1

create table if not exists ${schema}${prefix}meta (
    name varchar(40) not null primary key,
    content varchar(1024) not null
);

create table if not exists ${schema}${prefix}log (
    position bigint not null primary key,
    append_id varchar(32) not null,
    type varchar(40) not null,
    format integer not null,
    digest varchar(64) not null,
    entry varchar(65535) not null
);

create index if not exists ${schema}${prefix}log_type on ${schema}${prefix}log (type, position);

create table if not exists ${schema}${prefix}pointers (
    name varchar(605) not null,
    revision bigint not null,
    content varchar(1024) not null,
    shown_as varchar(8) not null,
    position bigint not null,
    primary key (name, revision)
);

create index if not exists ${schema}${prefix}pointers_position on ${schema}${prefix}pointers (position);

create table if not exists ${schema}${prefix}children (
    parent varchar(504) not null,
    segment varchar(100) not null,
    segment_utf8 varbinary(400) generated always as (stringtoutf8(segment)),
    primary key (parent, segment)
);

create index if not exists ${schema}${prefix}children_order on ${schema}${prefix}children (parent, segment_utf8);

create table if not exists ${schema}${prefix}attributes (
    position bigint not null,
    ordinal integer not null,
    entry_type varchar(40) not null,
    name varchar(40) not null,
    attr_key varchar(120) not null,
    text_value varchar(1024),
    number_value double precision,
    number_order bigint,
    primary key (position, ordinal)
);

create index if not exists ${schema}${prefix}attributes_text on ${schema}${prefix}attributes (entry_type, name, text_value, position);

create index if not exists ${schema}${prefix}attributes_number on ${schema}${prefix}attributes (entry_type, name, attr_key, number_order, position);

create table if not exists ${schema}${prefix}tiles (
    tile_level integer not null,
    tile_index bigint not null,
    width integer not null,
    hashes varbinary(8192) not null,
    primary key (tile_level, tile_index, width)
);

create table if not exists ${schema}${prefix}edges (
    position bigint not null,
    ordinal integer not null,
    source varchar(300) not null,
    type varchar(40) not null,
    target varchar(300) not null,
    source_utf8 varbinary(300) generated always as (stringtoutf8(source)),
    target_utf8 varbinary(300) generated always as (stringtoutf8(target)),
    primary key (position, ordinal)
);

create index if not exists ${schema}${prefix}edges_upstream on ${schema}${prefix}edges (source, type, target_utf8, position);

create index if not exists ${schema}${prefix}edges_downstream on ${schema}${prefix}edges (target, source_utf8, type, position);

create view if not exists ${schema}${prefix}versions as
select
    m.text_value as model,
    cast(n.number_value as bigint) as number,
    m.text_value || '@' || cast(n.number_value as bigint) as version,
    d.text_value as digest,
    r.text_value as recipe,
    c.text_value as code_commit,
    b.text_value as recorded_by,
    case when regexp_like(f.text_value, '^[0-9]{4}-') then cast(f.text_value as timestamp(9) with time zone) end as finished_at,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
left join ${schema}${prefix}attributes d on d.position = m.position and d.name = 'digest'
left join ${schema}${prefix}attributes r on r.position = m.position and r.name = 'recipe'
left join ${schema}${prefix}attributes c on c.position = m.position and c.name = 'commit'
left join ${schema}${prefix}attributes b on b.position = m.position and b.name = 'by'
left join ${schema}${prefix}attributes f on f.position = m.position and f.name = 'finished'
where m.entry_type = 'version' and m.name = 'model';

create view if not exists ${schema}${prefix}parameters as
select
    m.text_value as model,
    cast(n.number_value as bigint) as number,
    m.text_value || '@' || cast(n.number_value as bigint) as version,
    k.attr_key as name,
    k.text_value as text_value,
    k.number_value as number_value,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'param'
where m.entry_type = 'version' and m.name = 'model';

create view if not exists ${schema}${prefix}metrics as
select
    m.text_value as model,
    m.text_value || '@' || cast(n.number_value as bigint) as version,
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

create view if not exists ${schema}${prefix}pins as
select
    m.text_value as model,
    cast(n.number_value as bigint) as number,
    m.text_value || '@' || cast(n.number_value as bigint) as version,
    k.attr_key as name,
    k.text_value as pin,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'pin'
where m.entry_type = 'version' and m.name = 'model';

create view if not exists ${schema}${prefix}artifacts as
select
    m.text_value as model,
    cast(n.number_value as bigint) as number,
    m.text_value || '@' || cast(n.number_value as bigint) as version,
    k.attr_key as name,
    k.text_value as digest,
    m.position as position
from ${schema}${prefix}attributes m
join ${schema}${prefix}attributes n on n.position = m.position and n.name = 'number'
join ${schema}${prefix}attributes k on k.position = m.position and k.name = 'artifact'
where m.entry_type = 'version' and m.name = 'model';

create view if not exists ${schema}${prefix}stage_history as
select
    m.text_value as model,
    k.text_value as stage,
    cast(n.number_value as bigint) as revision,
    v.text_value as version,
    d.text_value as digest,
    b.text_value as moved_by,
    case when regexp_like(t.text_value, '^[0-9]{4}-') then cast(t.text_value as timestamp(9) with time zone) end as moved_at,
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

create view if not exists ${schema}${prefix}stages as
select h.model, h.stage, h.revision, h.version, h.digest, h.moved_by, h.moved_at, h.reason, h.position
from ${schema}${prefix}stage_history h
join ${schema}${prefix}pointers p on p.position = h.position and p.shown_as = 'line'
where not exists (
    select 1 from ${schema}${prefix}pointers q where q.name = p.name and q.revision = p.revision + 1
);

insert into ${schema}${prefix}meta (name, content)
select 'format', '1' where not exists (select 1 from ${schema}${prefix}meta where name = 'format');
