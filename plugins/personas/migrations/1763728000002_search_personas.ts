import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Personas are searched by the beginnings of words. A page costs as much among a hundred thousand as among a thousand:
 * what is common is met soon on a walk from the most popular on, what is rare is short in its index, and the planner
 * knows which is which.
 *
 * The words of a text are made in one place, here, for what is written and for what is asked: without accents, in
 * small letters, parted at spaces and signs. Names are also kept with one letter left out at each place: two spellings
 * that are one slip apart (a letter too few, too many, another, or two that changed places) share one of these. That
 * needs no extension, and a lookup instead of a comparison of every name.
 */
const SEARCH = String.raw`
create function personas_search_words(p_text text) returns text[]
language sql immutable strict parallel safe
return array_remove(
  regexp_split_to_array(
    lower(regexp_replace(normalize(p_text, NFKD), '[\u0300-\u036f]', '', 'g') collate "pg_c_utf8"),
    '[\s!-/:-@[-\x60{-~¡¿«»“”„‘’…·–—]+'
  ), '');

-- Every word of it, each as a beginning; null when there is none.
create function personas_search_query(p_text text) returns tsquery
language sql immutable strict parallel safe
return (select string_agg('''' || word || ''':*', ' & ')::tsquery from unnest(personas_search_words(p_text)) word);

-- A word, and the word without one of its letters. A word as long as this is no name.
create function personas_search_slips(p_words text[]) returns text[]
language sql immutable strict parallel safe
return (
  select coalesce(array_agg(distinct left(word, greatest(n - 1, 0)) || substr(word, n + 1)), '{}')
  from unnest(p_words) word cross join lateral generate_series(0, least(length(word), 30)) n
  where length(word) between 3 and 30
);

create function personas_search_text(p_name text, p_tagline text, p_tags text[], p_topics text[]) returns tsvector
language sql immutable parallel safe
return array_to_tsvector(personas_search_words(
  p_name || ' ' || p_tagline || ' ' || array_to_string(p_tags, ' ') || ' ' || array_to_string(p_topics, ' ')));
`

const INDEXES = `
alter table personas_personas
  add column search_text tsvector not null
    generated always as (personas_search_text(name, tagline, tags, topics)) stored,
  add column search_names tsvector not null
    generated always as (array_to_tsvector(personas_search_words(name || ' ' || slug))) stored,
  add column search_slips text[] not null
    generated always as (personas_search_slips(personas_search_words(name || ' ' || slug))) stored;
-- A walk reads it of each row: it must not lie elsewhere.
alter table personas_personas alter column search_text set storage main, alter column search_names set storage main;

create index personas_personas_text on personas_personas using gin (search_text) where status = 'published';
create index personas_personas_names on personas_personas using gin (search_names) where status = 'published';
create index personas_personas_slips on personas_personas using gin (search_slips) where status = 'published';
drop index personas_personas_popular;
create index personas_personas_popular on personas_personas (talks desc, slug) include (adult, search_name)
  where status = 'published';
create index personas_personas_new on personas_personas (created_at desc, slug) include (adult)
  where status = 'published';
drop index personas_personas_name;
create index personas_personas_name on personas_personas (search_name text_pattern_ops);
analyze personas_personas;
`

const TAGS = `
-- How many personas that anyone may meet have a tag.
create table personas_tags (
  tag text primary key,
  personas integer not null
);
create index personas_tags_common on personas_tags (personas desc, tag);
create index personas_tags_beginning on personas_tags (tag text_pattern_ops);

create function personas_count_tags() returns trigger
language plpgsql as $$
begin
  insert into personas_tags as t (tag, personas)
  select changed.tag, sum(changed.by)
  from (
    select unnest(old.tags) as tag, -1 as by
    where tg_op <> 'INSERT' and old.status = 'published' and not old.adult
    union all
    select unnest(new.tags), 1
    where tg_op <> 'DELETE' and new.status = 'published' and not new.adult
  ) changed
  group by changed.tag having sum(changed.by) <> 0
  -- In one order, so that two writers wait for each other and never both.
  order by changed.tag
  on conflict (tag) do update set personas = t.personas + excluded.personas;
  return null;
end $$;

create trigger personas_count_tags
  after insert or delete or update of tags, status, adult on personas_personas
  for each row execute function personas_count_tags();

insert into personas_tags (tag, personas)
select tag, count(*) from personas_personas p cross join lateral (select distinct unnest(p.tags) as tag) t
where p.status = 'published' and not p.adult group by tag;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(SEARCH)
    this.schema.raw(INDEXES)
    this.schema.raw(TAGS)
  }

  override async down() {
    this.schema.raw(`
      drop trigger personas_count_tags on personas_personas;
      drop function personas_count_tags;
      drop table personas_tags;
      drop index personas_personas_name, personas_personas_new, personas_personas_popular;
      create index personas_personas_name on personas_personas (search_name);
      create index personas_personas_popular on personas_personas (talks, slug);
      alter table personas_personas drop column search_text, drop column search_names, drop column search_slips;
      drop function personas_search_text, personas_search_slips, personas_search_query, personas_search_words`)
  }
}
