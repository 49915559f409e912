import { BaseSchema } from '@adonisjs/lucid/schema'

/** What creators sell access to, and what they sell. Coins are millicoins; money is in minor units, Stars are whole. */
const TABLES = `
create table communities_communities (
  id uuid primary key default uuidv7(),
  creator_id uuid not null,
  name text not null,
  -- In links: /c/SLUG, t.me/BOT?start=join_SLUG.
  slug text not null unique check (slug ~ '^[a-z0-9-]{1,40}$'),
  description text not null default '',
  -- BCP 47: the language of what is said in its spaces.
  locale text not null,
  -- draft: being set up; open: its tiers on sale can be bought; closed: by its creator, nothing is sold any more
  state text not null default 'draft' check (state in ('draft', 'open', 'closed')),
  -- Of those who are inside and have not paid: told to the creator, or put out. People who were there before the
  -- community was connected are only ever told of, unless the creator chose otherwise.
  unpaid_inside text not null default 'report' check (unpaid_inside in ('report', 'remove')),
  -- By an admin: nothing is sold or renewed, nobody is let in or put out.
  suspended_at timestamptz,
  suspended_reason text,
  created_at timestamptz not null default now()
);
create index communities_communities_creator on communities_communities (creator_id, created_at);

-- A Discord server, or a Telegram group or channel.
create table communities_spaces (
  id uuid primary key default uuidv7(),
  community_id uuid not null references communities_communities (id),
  platform text not null check (platform in ('discord', 'telegram')),
  platform_id text not null,
  kind text not null check (kind in ('server', 'group', 'channel')),
  title text not null,
  -- lost: the bot was removed, or the space is gone; disconnected: by its creator
  state text not null default 'connected' check (state in ('connected', 'lost', 'disconnected')),
  connected_by uuid,
  connected_at timestamptz not null,
  -- The last preflight: its SpaceProblems, empty when all is green.
  checked_at timestamptz,
  problems jsonb not null default '[]',
  -- Where announcements are said on Discord; null for its system channel.
  channel_id text
);
create unique index communities_spaces_here on communities_spaces (platform, platform_id) where state <> 'disconnected';
create index communities_spaces_community on communities_spaces (community_id);
create index communities_spaces_check on communities_spaces (checked_at nulls first) where state <> 'disconnected';

create table communities_tiers (
  id uuid primary key default uuidv7(),
  community_id uuid not null references communities_communities (id),
  position integer not null,
  name text not null,
  description text not null default '',
  perks text[] not null default '{}',
  -- Stored with its address below /communities/pictures; null for none.
  picture_id uuid,
  -- once: for days_once days; month and year renew; lifetime: for good
  period text not null check (period in ('once', 'month', 'year', 'lifetime')),
  days_once integer check (days_once > 0),
  -- Price in millicoins; null when coins do not buy it. 0 is free.
  coins bigint check (coins >= 0),
  trial_days integer not null default 0 check (trial_days >= 0),
  -- Null for as many as want to.
  seats integer check (seats > 0),
  hidden boolean not null default false,
  -- In the link that leads to it: the only way to a hidden tier.
  link_code text not null unique,
  -- Said to each new member, privately.
  welcome text not null default '',
  -- A persona that members talk to for less.
  persona_id uuid,
  persona_free_replies integer not null default 0 check (persona_free_replies >= 0),
  -- Basis points off each other reply.
  persona_discount_bp integer not null default 0 check (persona_discount_bp between 0 and 10000),
  state text not null default 'draft' check (state in ('draft', 'on_sale', 'withdrawn')),
  created_at timestamptz not null default now(),
  check ((period = 'once') = (days_once is not null))
);
create index communities_tiers_community on communities_tiers (community_id, position);

-- What it costs in money: minor units of an ISO 4217 currency, or whole Stars (XTR).
create table communities_tier_prices (
  tier_id uuid not null references communities_tiers (id) on delete cascade,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint not null check (amount > 0),
  primary key (tier_id, currency)
);

-- What a tier opens: a role in a Discord server, or a Telegram chat.
create table communities_doors (
  id uuid primary key default uuidv7(),
  tier_id uuid not null references communities_tiers (id) on delete cascade,
  space_id uuid not null references communities_spaces (id),
  -- Discord's; null for a Telegram chat.
  role_id text,
  role_name text,
  unique nulls not distinct (tier_id, space_id, role_id)
);
create index communities_doors_space on communities_doors (space_id);

create table communities_codes (
  id uuid primary key default uuidv7(),
  community_id uuid not null references communities_communities (id),
  -- As it is typed, upper case.
  code text not null check (code ~ '^[A-Z0-9-]{3,32}$'),
  kind text not null check (kind in ('percent', 'fixed', 'free_days')),
  -- Basis points off, or days.
  value integer check (value > 0),
  -- Of 'fixed': off the price in coins, millicoins. Money prices go down in the same proportion.
  coins_off bigint check (coins_off > 0),
  -- Null for every tier.
  tier_id uuid references communities_tiers (id),
  -- Cycles that it takes its part of: null for all of them.
  cycles integer default 1 check (cycles > 0),
  most_uses integer check (most_uses > 0),
  expires_at timestamptz,
  withdrawn_at timestamptz,
  created_at timestamptz not null default now(),
  unique (community_id, code)
);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(
      `drop table communities_codes, communities_doors, communities_tier_prices, communities_tiers,
         communities_spaces, communities_communities`
    )
  }
}
