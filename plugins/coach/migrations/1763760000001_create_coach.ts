import { BaseSchema } from '@adonisjs/lucid/schema'

/** A creator's way through a programme: who they are, what they decided, what is done, what was said. */
const TABLES = `
create table coach_profiles (
  person_id uuid primary key,
  platform text not null default '',
  followers integer not null default 0 check (followers >= 0),
  -- Engagement rate in basis points.
  engagement_bp integer not null default 0 check (engagement_bp between 0 and 10000),
  niche text not null default '',
  audience text not null default '',
  goals text not null default '',
  tone text not null default '',
  updated_at timestamptz not null default now()
);

create table coach_projects (
  id uuid primary key default uuidv7(),
  creator_id uuid not null,
  programme text not null,
  version integer not null,
  state text not null default 'active' check (state in ('active', 'finished', 'abandoned')),
  community_id uuid,
  -- The opening day, as it was decided.
  target_on date,
  -- What was said before the messages that are still in the prompt.
  summary text not null default '',
  summed_up_to bigint not null default 0,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  check ((state = 'active') = (ended_at is null))
);
create unique index coach_projects_active on coach_projects (creator_id) where state = 'active';
create index coach_projects_creator on coach_projects (creator_id, created_at desc);

create table coach_messages (
  id bigint generated always as identity primary key,
  project_id uuid not null references coach_projects (id),
  -- The turn that it belongs to: sent twice, it is answered once.
  key text not null,
  role text not null check (role in ('creator', 'coach')),
  text text not null,
  at timestamptz not null default now(),
  unique (project_id, key, role)
);
create index coach_messages_project on coach_messages (project_id, id);

create table coach_decisions (
  id bigint generated always as identity primary key,
  project_id uuid not null references coach_projects (id),
  decision text not null,
  value text not null,
  -- The sentence that it was taken from, or the creator's reason.
  reason text not null default '',
  confidence real not null check (confidence between 0 and 1),
  -- creator: by a button or a form; pattern, model: out of what was said
  source text not null check (source in ('creator', 'pattern', 'model')),
  at timestamptz not null default now(),
  superseded_at timestamptz
);
create unique index coach_decisions_standing on coach_decisions (project_id, decision) where superseded_at is null;
create index coach_decisions_project on coach_decisions (project_id, id);

create table coach_ticks (
  project_id uuid not null references coach_projects (id),
  task text not null,
  ticked_by text not null check (ticked_by in ('creator', 'coach', 'live')),
  at timestamptz not null default now(),
  primary key (project_id, task)
);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(
      'drop table coach_ticks, coach_decisions, coach_messages, coach_projects, coach_profiles'
    )
  }
}
