import { BaseSchema } from '@adonisjs/lucid/schema'

/** What access has to know beside its grants: how platforms bear up, who is inside without having paid, what a repair did. */
const TABLES = `
alter table communities_grants
  -- When actual was last learned, from a call's answer or from what the platform told.
  add column learned_at timestamptz,
  -- They left by themselves: a link is theirs for the asking, but nobody pulls them back in.
  add column left_at timestamptz;
-- Who somebody is, of whom a platform tells.
create index communities_grants_account on communities_grants (space_id, platform_id);
create index communities_grants_due on communities_grants (space_id, next_try_at) where next_try_at is not null;

-- How calls to a space went lately: while one fails, the others wait.
create table communities_pace (
  space_id uuid primary key references communities_spaces (id),
  -- Failed tries in a row; 0 when all is well.
  failures integer not null default 0,
  -- Nothing is tried before; then one alone is, while failures is above 0.
  parked_until timestamptz,
  -- The platform itself asked for the wait.
  asked boolean not null default false
);

-- The same of a platform as a whole: several spaces that fail mean that it is down.
create table communities_platform_pace (
  platform text primary key check (platform in ('discord', 'telegram')),
  failures integer not null default 0,
  parked_until timestamptz
);

-- Which of several accounts on one platform is let in: the one that was linked last, or that the fan chose.
create table communities_chosen_accounts (
  person_id uuid not null,
  platform text not null,
  account_id uuid not null,
  chosen_at timestamptz not null,
  primary key (person_id, platform)
);

-- Doors whose people were looked through once: whoever was inside then was there before.
create table communities_baselines (
  space_id uuid not null references communities_spaces (id),
  role_id text not null,
  taken_at timestamptz not null,
  primary key (space_id, role_id)
);

-- Who is inside and has not paid.
create table communities_outsiders (
  id uuid primary key default uuidv7(),
  space_id uuid not null references communities_spaces (id),
  role_id text not null,
  platform_id text not null,
  display_name text not null default '',
  -- They were inside when the door was connected.
  was_in_before boolean not null,
  -- found: not decided; kept: the creator lets them stay; removed: put out; runs: owners, admins and bots
  state text not null default 'found' check (state in ('found', 'kept', 'removed', 'runs')),
  found_at timestamptz not null,
  seen_at timestamptz not null,
  -- When the creator was told of them.
  reported_at timestamptz,
  unique (space_id, role_id, platform_id)
);
create index communities_outsiders_untold on communities_outsiders (space_id, found_at)
  where state = 'found' and reported_at is null;

-- Comparing who should be in a space with who is.
create table communities_repairs (
  id uuid primary key default uuidv7(),
  space_id uuid not null references communities_spaces (id),
  -- listing: page by page; looking: at the known ones, one by one
  phase text not null check (phase in ('listing', 'looking', 'done', 'failed')),
  -- Goes on from here: the platform's own, or a grant's id.
  cursor text,
  asked_by text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- Not before; as the platform asked.
  next_at timestamptz not null,
  claimed_until timestamptz,
  calls integer not null default 0,
  seen integer not null default 0,
  let_in integer not null default 0,
  put_out integer not null default 0,
  outsiders integer not null default 0,
  -- Tries in a row that the platform did not answer.
  failures integer not null default 0,
  failure text
);
create unique index communities_repairs_running on communities_repairs (space_id) where ended_at is null;
create index communities_repairs_space on communities_repairs (space_id, started_at desc);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(
      `drop table communities_repairs, communities_outsiders, communities_baselines, communities_chosen_accounts,
         communities_platform_pace, communities_pace;
       drop index communities_grants_due, communities_grants_account;
       alter table communities_grants drop column learned_at, drop column left_at`
    )
  }
}
