import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The books. Amounts are bigint: millicoins for COIN, the minor unit for money. See docs/adr/0002.
 *
 * There is no foreign key on entries: two per paid reply were measured to cost a seventh of the speed, and
 * `ledger:verify` looks for orphans. People are ids of `identity`; the books outlive them.
 */
const TABLES = `
create type ledger_bucket as enum ('promo', 'purchased', 'earned');
create type ledger_account_kind as enum ('wallet', 'earnings', 'revenue', 'system');
create type ledger_hold_state as enum ('held', 'captured', 'released');
create type ledger_operation as enum ('capture', 'transfer');
-- Rules of single columns of the hot tables are domains: Postgres keeps those parsed, while it parses a table's
-- checks anew for every statement that writes to it.
create domain ledger_amount as bigint check (value >= 0);
create domain ledger_movement as bigint check (value <> 0);

-- A name for each place that value can be at. Coins inside wallets, earnings and revenue have a kind (bucket).
create table ledger_accounts (
  id bigint generated always as identity primary key,
  kind ledger_account_kind not null,
  owner uuid,
  name text not null default '',
  commodity text not null default 'COIN' check (commodity ~ '^[A-Z][A-Z0-9]{2,11}$'),
  -- A creator's own share in basis points; null takes the setting. Earnings accounts only.
  share_bp integer check (share_bp between 0 and 10000),
  created_at timestamptz not null default clock_timestamp(),
  unique nulls not distinct (kind, owner, name, commodity),
  check ((owner is not null) = (kind in ('wallet', 'earnings'))),
  check ((name <> '') = (kind = 'system')),
  check (kind = 'system' or commodity = 'COIN'),
  check (share_bp is null or kind = 'earnings')
);

-- Guarded accounts: the exact balance, in place. A row is locked before anything about it is decided.
-- The fillfactor leaves room for updates inside the page (no index changes then).
create table ledger_wallets (
  person_id uuid primary key,
  account_id bigint not null unique references ledger_accounts (id),
  promo ledger_amount not null default 0,
  purchased ledger_amount not null default 0,
  earned ledger_amount not null default 0,
  held_promo ledger_amount not null default 0,
  held_purchased ledger_amount not null default 0,
  held_earned ledger_amount not null default 0,
  -- Sums of the entries above and below zero, and their number: what /balance and /history show at once.
  received ledger_amount not null default 0,
  spent ledger_amount not null default 0,
  lines ledger_amount not null default 0
) with (fillfactor = 50);

-- Coins set aside: a reservation inside a wallet, no movement yet. The id is made from the key, so that one
-- index serves both.
create table ledger_holds (
  id uuid primary key,
  key text not null,
  person_id uuid not null,
  wallet_account bigint not null,
  promo ledger_amount not null,
  purchased ledger_amount not null,
  earned ledger_amount not null,
  creator_id uuid,
  creator_account bigint,
  share_bp integer not null,
  memo_key text not null,
  memo_data jsonb,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  state ledger_hold_state not null default 'held',
  ended_at timestamptz,
  -- The caller's key of the capture or release; null when the sweeper released it.
  ended_key text,
  captured ledger_amount,
  transfer_id bigint
) with (fillfactor = 70);

create index ledger_holds_open on ledger_holds (expires_at) where state = 'held';

-- Keys of releases, which make no transfer.
create table ledger_releases (
  key_id uuid primary key,
  key text not null,
  hold_id uuid not null,
  created_at timestamptz not null default clock_timestamp()
);

create table ledger_transfers (
  id bigint generated always as identity primary key,
  key_id uuid not null unique,
  operation ledger_operation not null,
  key text not null,
  hold_id uuid,
  memo_key text not null,
  memo_data jsonb,
  -- What a transfer's key was used for: a digest of its legs. A capture is compared with its hold.
  content bytea,
  created_at timestamptz not null default clock_timestamp()
);

create table ledger_entries (
  transfer_id bigint not null,
  line smallint not null,
  bucket ledger_bucket,
  account_id bigint not null,
  amount ledger_movement not null,
  -- The account's, repeated: the zero-sum trigger would have to look it up for each entry.
  commodity text not null default 'COIN',
  primary key (transfer_id, line)
);

create index ledger_entries_account on ledger_entries (account_id, transfer_id);

-- Balances of accumulating accounts from all entries up to ledger_roll_up.upto; see ledger_roll_up().
create table ledger_snapshots (
  account_id bigint not null,
  bucket ledger_bucket,
  balance bigint not null,
  unique nulls not distinct (account_id, bucket)
);

create table ledger_roll_up (
  only_row boolean primary key default true check (only_row),
  upto bigint not null default 0,
  next_upto bigint not null default 0,
  fence xid8
);
insert into ledger_roll_up default values;

insert into ledger_accounts (kind, name) values
  ('revenue', ''), ('system', 'promotion'), ('system', 'sales'), ('system', 'payouts'), ('system', 'adjustments');

-- The identity of a key. Operations have their own name spaces: a hold and its capture may share a key.
-- Stable as convert_to is, so that Postgres puts the expression in the place of the call.
create function ledger_key_id(p_operation text, p_key text) returns uuid
language sql stable strict parallel safe
return encode(substr(sha256(convert_to(p_operation || ':' || p_key, 'UTF8')), 1, 16), 'hex')::uuid;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
  }

  override async down() {
    this.schema.raw(`
      drop function ledger_key_id;
      drop table ledger_roll_up, ledger_snapshots, ledger_entries, ledger_transfers, ledger_releases,
        ledger_holds, ledger_wallets, ledger_accounts;
      drop domain ledger_amount, ledger_movement;
      drop type ledger_operation, ledger_hold_state, ledger_account_kind, ledger_bucket;
    `)
  }
}
