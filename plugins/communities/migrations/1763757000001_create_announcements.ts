import { BaseSchema } from '@adonisjs/lucid/schema'

/** What creators say to their members, to whom it is still to be said, and who does not want to hear it. */
const TABLES = `
create table communities_announcements (
  id uuid primary key default uuidv7(),
  community_id uuid not null references communities_communities (id),
  -- Null for the members of every tier.
  tier_id uuid references communities_tiers (id),
  written_by uuid not null,
  text text not null,
  -- draft: shown to its writer; sending; sent: everybody was reached or given up; stopped: by its writer
  state text not null default 'draft' check (state in ('draft', 'sending', 'sent', 'stopped')),
  created_at timestamptz not null,
  begun_at timestamptz,
  ended_at timestamptz
);
create index communities_announcements_community on communities_announcements (community_id, begun_at);
create index communities_announcements_sending on communities_announcements (id) where state = 'sending';

create table communities_announcement_people (
  announcement_id uuid not null references communities_announcements (id),
  person_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'said', 'unreachable')),
  attempts integer not null default 0,
  try_at timestamptz not null,
  primary key (announcement_id, person_id)
);
create index communities_announcement_people_waiting on communities_announcement_people (announcement_id, try_at)
  where state = 'waiting';

create table communities_mutes (
  community_id uuid not null references communities_communities (id),
  person_id uuid not null,
  muted_at timestamptz not null,
  primary key (community_id, person_id)
);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(
      'drop table communities_mutes, communities_announcement_people, communities_announcements'
    )
  }
}
