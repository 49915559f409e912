/** What a database has, as text that can be compared. */
export interface DatabaseObject {
  kind: string
  /** Of a constraint, an index, a trigger or a column: its table's name and its own, with a dot between. */
  name: string
  definition: string
}

/** Everything that migrations make in the schema `public`, extensions' own objects left out. */
export const OBJECTS = `
  select 'table' as kind, c.relname as name, c.relkind::text || coalesce(array_to_string(c.reloptions, ','), '') as definition
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  union all
  select 'sequence', c.relname, '' from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
  union all
  select 'column', c.relname || '.' || a.attname,
      concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
        pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated)
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and a.attnum > 0 and not a.attisdropped
  union all
  select 'constraint', c.conrelid::regclass || '.' || c.conname, pg_get_constraintdef(c.oid)
    from pg_constraint c where c.connamespace = 'public'::regnamespace and c.conrelid <> 0
  union all
  select 'index', i.tablename || '.' || i.indexname, i.indexdef
    from pg_indexes i where i.schemaname = 'public'
  union all
  select 'trigger', t.tgrelid::regclass || '.' || t.tgname, pg_get_triggerdef(t.oid)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
  union all
  select 'function', p.proname, pg_get_functiondef(p.oid)
    from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
      and not exists (select from pg_depend e where e.objid = p.oid and e.deptype = 'e')
  union all
  select 'type', t.typname, t.typtype::text || coalesce((
      select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '')
    from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd', 'c')
      and (t.typrelid = 0 or exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
  order by kind, name, definition`

/** One line per object. */
export function asLines(objects: readonly DatabaseObject[]): string[] {
  return objects.map(({ kind, name, definition }) => `${kind} ${name}: ${definition}`)
}

/**
 * The same without the values of enumerated types: Postgres adds a value to a type and takes none out of it
 * (postgresql.org/docs/current/sql-altertype.html), so a migration that added one leaves it behind, unused.
 */
export function asKept(objects: readonly DatabaseObject[]): string[] {
  const isEnum = ({ kind, definition }: DatabaseObject) =>
    kind === 'type' && definition.startsWith('e')
  return asLines(objects.map((one) => (isEnum(one) ? { ...one, definition: 'e' } : one)))
}
