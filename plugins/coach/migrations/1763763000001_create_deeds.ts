import { BaseSchema } from '@adonisjs/lucid/schema'

/** What the coach did, or would do, for a task: a plan never changes, another one takes its place. */
const TABLES = `
create table coach_deeds (
  id uuid primary key default uuidv7(),
  project_id uuid not null references coach_projects (id),
  action text not null
    check (action in ('start_preflight', 'create_tier', 'write_welcome', 'make_host', 'schedule_launch')),
  task text not null,
  -- BCP 47: the language that it was proposed in.
  locale text not null,
  -- dropped: not wanted, or another plan took its place
  state text not null default 'proposed'
    check (state in ('proposed', 'doing', 'done', 'undone', 'failed', 'dropped')),
  plan jsonb not null,
  -- What the plan rests on: it is not done when that is otherwise by then.
  basis text not null,
  result jsonb,
  undo_result jsonb,
  -- Times that doing it, or undoing it, was begun.
  attempts integer not null default 0,
  proposed_at timestamptz not null default now(),
  confirmed_at timestamptz,
  -- Being undone since then.
  undoing_at timestamptz,
  ended_at timestamptz,
  -- Until then a process is at it; afterwards the job goes on with it.
  claimed_until timestamptz,
  check (undoing_at is null or state in ('done', 'failed')),
  check ((state = 'doing' or undoing_at is not null) = (claimed_until is not null))
);
create unique index coach_deeds_proposed on coach_deeds (project_id, action) where state = 'proposed';
create index coach_deeds_project on coach_deeds (project_id, proposed_at desc);
create index coach_deeds_left on coach_deeds (claimed_until) where claimed_until is not null;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw('drop table coach_deeds')
  }
}
