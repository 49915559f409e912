import { BaseSchema } from '@adonisjs/lucid/schema'

/** Who bought what, for how long it is paid, and who is to be let in where. */
const TABLES = `
-- Somebody who is, or was, a member. One that lives per person and community; a change of tier keeps it.
create table communities_memberships (
  id uuid primary key default uuidv7(),
  community_id uuid not null references communities_communities (id),
  tier_id uuid not null references communities_tiers (id),
  person_id uuid not null,
  -- The account that it was bought with: where it is told of, and, on its platform, who is let in.
  account_id uuid,
  -- trialing and active: paid until paid_until; grace: that is over, the next cycle could not be paid, and they are in
  -- until grace_until; ended: out
  state text not null check (state in ('trialing', 'active', 'grace', 'ended')),
  -- coins: renewed from the wallet; money: renewed by the gateway's subscription; gift and free: never renewed
  means text not null check (means in ('coins', 'money', 'gift', 'free')),
  -- What a cycle costs, as it was agreed. A higher price of the tier is asked for anew.
  coins bigint,
  currency text,
  amount bigint,
  -- The first day: cycles are counted from it, so that the 31st stays the 31st.
  anchor_at timestamptz not null,
  -- Null for good (lifetime).
  paid_until timestamptz,
  grace_until timestamptz,
  -- Whether a next cycle is to come.
  renews boolean not null,
  -- The tier from the next cycle on; null for the same.
  next_tier_id uuid references communities_tiers (id),
  code_id uuid references communities_codes (id),
  -- The payments' order of a subscription, for money.
  order_id uuid,
  -- When the next attempt to renew is due; null when there is none.
  renew_at timestamptz,
  renew_attempts integer not null default 0,
  -- When the next reminder is due, and which it is.
  remind_at timestamptz,
  end_reason text check (end_reason in
    ('cancelled', 'unpaid', 'refunded', 'disputed', 'removed', 'expired', 'deleted')),
  ended_at timestamptz,
  created_at timestamptz not null,
  check ((state = 'ended') = (ended_at is not null))
);
create unique index communities_memberships_live on communities_memberships (community_id, person_id)
  where state <> 'ended';
create index communities_memberships_person on communities_memberships (person_id, created_at desc);
create index communities_memberships_tier on communities_memberships (tier_id) where state <> 'ended';
create index communities_memberships_renew on communities_memberships (renew_at) where renew_at is not null;
create index communities_memberships_remind on communities_memberships (remind_at) where remind_at is not null;
create index communities_memberships_over on communities_memberships (coalesce(grace_until, paid_until))
  where state <> 'ended';
create index communities_memberships_order on communities_memberships (order_id);

-- Something that somebody means to buy: written down before anything is charged, so that a crash loses nothing.
create table communities_purchases (
  id uuid primary key default uuidv7(),
  -- The caller's: the same press is one purchase.
  key text not null unique,
  community_id uuid not null references communities_communities (id),
  tier_id uuid not null references communities_tiers (id),
  person_id uuid not null,
  account_id uuid,
  frontend text not null,
  locale text not null,
  gift boolean not null default false,
  means text not null check (means in ('coins', 'money', 'free')),
  -- What it costs now, code and trial applied.
  coins bigint,
  currency text,
  amount bigint,
  trial_days integer not null default 0,
  code_id uuid references communities_codes (id),
  -- asked: nothing is charged yet, or it is not known; paid: the membership (or the gift) is there; refused: nothing was
  -- charged; given_back: it was charged, and could not be given
  state text not null default 'asked' check (state in ('asked', 'paid', 'refused', 'given_back')),
  refusal text,
  hold_id uuid,
  -- The ledger's capture.
  transfer_id text,
  order_id uuid unique,
  payment_id uuid,
  membership_id uuid references communities_memberships (id),
  created_at timestamptz not null,
  ended_at timestamptz
);
create index communities_purchases_asked on communities_purchases (created_at) where state = 'asked';
create index communities_purchases_person on communities_purchases (person_id, community_id);
create index communities_purchases_tier on communities_purchases (tier_id) where state = 'asked';

-- Each span that was paid, or tried to be.
create table communities_cycles (
  id uuid primary key default uuidv7(),
  membership_id uuid not null references communities_memberships (id),
  -- From 1; what is charged for it has the key cycle:MEMBERSHIP:NUMBER.
  number integer not null check (number > 0),
  tier_id uuid not null references communities_tiers (id),
  starts_at timestamptz not null,
  -- Null for good.
  ends_at timestamptz,
  kind text not null check (kind in ('trial', 'bought', 'renewed', 'changed', 'gift', 'free')),
  -- asked: the charge may or may not have happened; paid; failed: nothing was charged; given_back: as a whole or in part
  state text not null check (state in ('asked', 'paid', 'failed', 'given_back')),
  coins bigint not null default 0 check (coins >= 0),
  currency text,
  amount bigint,
  transfer_id text,
  payment_id uuid unique,
  given_back bigint not null default 0 check (given_back >= 0),
  created_at timestamptz not null,
  unique (membership_id, number)
);
create index communities_cycles_asked on communities_cycles (created_at) where state = 'asked';
create index communities_cycles_transfer on communities_cycles (transfer_id);

create table communities_gifts (
  id uuid primary key default uuidv7(),
  purchase_id uuid not null unique references communities_purchases (id),
  community_id uuid not null references communities_communities (id),
  tier_id uuid not null references communities_tiers (id),
  -- What the one who gets it types, or presses as a link.
  code text not null unique,
  redeemed_by uuid,
  membership_id uuid references communities_memberships (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  redeemed_at timestamptz,
  given_back_at timestamptz
);

-- Who a creator does not want.
create table communities_bans (
  community_id uuid not null references communities_communities (id),
  person_id uuid not null,
  by_person uuid not null,
  reason text not null default '',
  created_at timestamptz not null,
  primary key (community_id, person_id)
);

-- One person's way through one door of a space: what it should be, and what it is.
create table communities_grants (
  id uuid primary key default uuidv7(),
  community_id uuid not null references communities_communities (id),
  space_id uuid not null references communities_spaces (id),
  -- '' for a Telegram chat.
  role_id text not null,
  -- The account's id on the platform, and whose it is; the person is null once they were deleted.
  platform_id text not null,
  person_id uuid,
  membership_id uuid references communities_memberships (id),
  wanted text not null check (wanted in ('in', 'out')),
  -- unknown: nobody looked yet; invited: has the link, has not come yet
  actual text not null default 'unknown' check (actual in ('unknown', 'invited', 'in', 'out')),
  -- Grows with each change of wanted: an answer to an older wish is not taken for the newer one's.
  version integer not null default 1,
  -- They were in before anything was bought (a role given by hand).
  was_in_before boolean not null default false,
  link text,
  link_expires_at timestamptz,
  -- retriable: tried again at next_try_at; action: somebody has to press something, problem says what
  error_kind text check (error_kind in ('retriable', 'action')),
  last_error text,
  problem jsonb,
  attempts integer not null default 0,
  next_try_at timestamptz,
  -- Who is at it now, until when.
  claimed_until timestamptz,
  -- Why wanted is what it is: purchase, renewal, end, refund, ban, account, tier, repair, or a person's id.
  changed_by text not null,
  wanted_at timestamptz not null,
  granted_at timestamptz,
  revoked_at timestamptz,
  seen_at timestamptz,
  unique (space_id, role_id, platform_id)
);
create index communities_grants_todo on communities_grants (next_try_at) where next_try_at is not null;
create index communities_grants_person on communities_grants (person_id);
create index communities_grants_membership on communities_grants (membership_id);
create index communities_grants_space on communities_grants (space_id, id);

-- Everything that happened to a membership, for its owner, its creator and support.
create table communities_history (
  id bigint generated always as identity primary key,
  community_id uuid not null,
  membership_id uuid,
  person_id uuid,
  kind text not null,
  data jsonb not null default '{}',
  at timestamptz not null
);
create index communities_history_membership on communities_history (membership_id, id);
create index communities_history_community on communities_history (community_id, id);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(
      `drop table communities_history, communities_grants, communities_bans, communities_gifts, communities_cycles,
         communities_purchases, communities_memberships`
    )
  }
}
