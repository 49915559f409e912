import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What an admin may say of a pack: its name and line by language (`{"en": "Starter", "es": "Inicial"}`; a language that
 * is not there falls back to the program's own words of that pack), and among which packs it stands. Every change is
 * kept, with who made it.
 */
const COLUMNS = `
alter table payments_packs
  add column shelf text not null default 'everyday' check (shelf in ('everyday', 'heavy')),
  add column names jsonb not null default '{}' check (jsonb_typeof(names) = 'object'),
  add column lines jsonb not null default '{}' check (jsonb_typeof(lines) = 'object');

update payments_packs set shelf = 'heavy' where id in ('pro', 'studio');

create table payments_pack_changes (
  id bigint generated always as identity primary key,
  pack_id text not null,
  by_person_id uuid not null,
  at timestamptz not null default now(),
  -- The pack before and after; before is null for a pack that was added.
  before jsonb,
  after jsonb not null
);
create index payments_pack_changes_pack on payments_pack_changes (pack_id, id desc);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(COLUMNS)
  }

  override async down() {
    this.schema.raw(`
      drop table payments_pack_changes;
      alter table payments_packs drop column shelf, drop column names, drop column lines;
    `)
  }
}
