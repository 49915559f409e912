import { BaseSchema } from '@adonisjs/lucid/schema'

/** Channels whose subscribers Telegram itself charges: see docs/adr/0040. */
const TABLES = `
alter table communities_tiers
  -- Stars that Telegram charges every 30 days by the tier's own link; null when it is not sold so.
  add column telegram_stars integer check (telegram_stars between 1 and 10000);

alter table communities_memberships drop constraint communities_memberships_means_check;
-- telegram: Telegram charges it, and says until when it is paid
alter table communities_memberships add constraint communities_memberships_means_check
  check (means in ('coins', 'money', 'gift', 'free', 'telegram'));

-- Links that Telegram sells a channel by: one that works for each tier.
create table communities_paid_links (
  id uuid primary key default uuidv7(),
  tier_id uuid not null references communities_tiers (id),
  space_id uuid not null references communities_spaces (id),
  stars integer not null check (stars between 1 and 10000),
  link text not null unique,
  created_at timestamptz not null,
  -- Nobody comes in by it any more; who came by it stays.
  revoked_at timestamptz
);
create unique index communities_paid_links_live on communities_paid_links (tier_id) where revoked_at is null;
create index communities_paid_links_space on communities_paid_links (space_id);

-- Who came in by such a link, as Telegram says; also those whom the program does not know, or who are members otherwise.
create table communities_paid_there (
  id uuid primary key default uuidv7(),
  space_id uuid not null references communities_spaces (id),
  -- The account's id at Telegram.
  platform_id text not null,
  link_id uuid not null references communities_paid_links (id),
  until timestamptz not null,
  -- When Telegram is asked next; null once it is over.
  look_at timestamptz,
  -- Looks since the end that brought no clear answer.
  looks integer not null default 0,
  -- The membership that it became.
  membership_id uuid references communities_memberships (id),
  heard_at timestamptz not null,
  over_at timestamptz,
  unique (space_id, platform_id)
);
create index communities_paid_there_look on communities_paid_there (look_at) where look_at is not null;
create index communities_paid_there_account on communities_paid_there (platform_id) where over_at is null;
create index communities_paid_there_membership on communities_paid_there (membership_id);

-- Who is kept out of a channel that Telegram sells: whoever its creator banned would pay and be put out again.
create table communities_kept_out (
  space_id uuid not null references communities_spaces (id),
  platform_id text not null,
  -- What is to be, and what is known to be.
  wanted boolean not null,
  actual boolean not null default false,
  attempts integer not null default 0,
  next_try_at timestamptz,
  primary key (space_id, platform_id)
);
create index communities_kept_out_todo on communities_kept_out (next_try_at) where next_try_at is not null;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(`
      drop table communities_kept_out, communities_paid_there, communities_paid_links;
      alter table communities_tiers drop column telegram_stars;
      update communities_memberships set means = 'free' where means = 'telegram';
      alter table communities_memberships drop constraint communities_memberships_means_check;
      alter table communities_memberships add constraint communities_memberships_means_check
        check (means in ('coins', 'money', 'gift', 'free'));
    `)
  }
}
