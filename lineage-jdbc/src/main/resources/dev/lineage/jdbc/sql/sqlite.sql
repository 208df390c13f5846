-- The tables of a Lineage registry in SQLite; docs/formats/records-in-a-database.md explains every column.
-- Lineage runs this file when it opens an empty database. Where a database administrator does that, replace
-- ${schema} by the schema's name and a dot (or by nothing), ${prefix} by the prefix of the tables (lineage_),
-- and open the registry with createTables(false). Every statement may be run again. A reader needs SELECT on all of
-- these; a writer needs SELECT and INSERT on the tables. Nothing is ever updated or deleted.

-- format 1

create table if not exists ${schema}${prefix}meta (
    name text not null primary key,
    content text not null
) strict;

create table if not exists ${schema}${prefix}log (
    position integer not null primary key,
    append_id text not null,
    type text not null,
    format integer not null,
    digest text not null,
    entry text not null
) strict;

create index if not exists ${schema}${prefix}log_type on ${prefix}log (type, position);

create table if not exists ${schema}${prefix}pointers (
    name text not null,
    revision integer not null,
    content text not null,
    shown_as text not null,
    position integer not null,
    primary key (name, revision)
) strict;

create index if not exists ${schema}${prefix}pointers_position on ${prefix}pointers (position);

create table if not exists ${schema}${prefix}children (
    parent text not null,
    segment text not null,
    primary key (parent, segment)
) strict;

create table if not exists ${schema}${prefix}attributes (
    position integer not null,
    ordinal integer not null,
    entry_type text not null,
    name text not null,
    attr_key text not null,
    text_value text,
    number_value real,
    number_order integer,
    primary key (position, ordinal)
) strict;

create index if not exists ${schema}${prefix}attributes_text on ${prefix}attributes (entry_type, name, text_value, position);

create index if not exists ${schema}${prefix}attributes_number on ${prefix}attributes (entry_type, name, attr_key, number_order, position);

create table if not exists ${schema}${prefix}tiles (
    tile_level integer not null,
    tile_index integer not null,
    width integer not null,
    hashes blob not null,
    primary key (tile_level, tile_index, width)
) strict;

create table if not exists ${schema}${prefix}edges (
    position integer not null,
    ordinal integer not null,
    source text not null,
    type text not null,
    target text not null,
    primary key (position, ordinal)
) strict;

create index if not exists ${schema}${prefix}edges_upstream on ${prefix}edges (source, type, target, position);

create index if not exists ${schema}${prefix}edges_downstream on ${prefix}edges (target, source, type, position);

create view if not exists ${schema}${prefix}versions as
select
    m.text_value as model,
    cast(n.number_value as integer) as number,
    m.text_value || '@' || cast(n.number_value as integer) as version,
    d.text_value as digest,
    r.text_value as recipe,
    c.text_value as code_commit,
    b.text_value as recorded_by,
    f.text_value as finished_at,
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
    cast(n.number_value as integer) as number,
    m.text_value || '@' || cast(n.number_value as integer) as version,
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
    m.text_value || '@' || cast(n.number_value as integer) as version,
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
    cast(n.number_value as integer) as number,
    m.text_value || '@' || cast(n.number_value as integer) as version,
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
    cast(n.number_value as integer) as number,
    m.text_value || '@' || cast(n.number_value as integer) as version,
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
    cast(n.number_value as integer) as revision,
    v.text_value as version,
    d.text_value as digest,
    b.text_value as moved_by,
    t.text_value as moved_at,
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

insert or ignore into ${schema}${prefix}meta (name, content) values ('format', '1');
