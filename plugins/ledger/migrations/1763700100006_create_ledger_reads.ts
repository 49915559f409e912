import { BaseSchema } from '@adonisjs/lucid/schema'

/** Balances, and the roll-up that keeps those of hot accounts cheap to read. */
export const READS = `
-- An accumulating account's balance by bucket: the snapshot, and the entries since.
create function ledger_accumulated(p_account bigint) returns table (bucket ledger_bucket, balance bigint)
language sql stable as $$
  select b.bucket, sum(b.amount)::bigint
  from (
    select s.bucket, s.balance as amount from ledger_snapshots s where s.account_id = p_account
    union all
    select e.bucket, e.amount from ledger_entries e
    where e.account_id = p_account and e.transfer_id > (select r.upto from ledger_roll_up r)
  ) b
  group by b.bucket
$$;

create function ledger_balance(p_person uuid)
returns table (promo bigint, purchased bigint, earned bigint, held bigint, received bigint, spent bigint,
  earnings_promo bigint, earnings_purchased bigint, earnings_earned bigint)
language sql stable as $$
  select coalesce(w.promo, 0), coalesce(w.purchased, 0), coalesce(w.earned, 0),
    coalesce(w.held_promo + w.held_purchased + w.held_earned, 0), coalesce(w.received, 0), coalesce(w.spent, 0),
    e.promo, e.purchased, e.earned
  from (
    select coalesce(sum(b.balance) filter (where b.bucket = 'promo'), 0)::bigint as promo,
      coalesce(sum(b.balance) filter (where b.bucket = 'purchased'), 0)::bigint as purchased,
      coalesce(sum(b.balance) filter (where b.bucket = 'earned'), 0)::bigint as earned
    from ledger_accounts a cross join lateral ledger_accumulated(a.id) b
    where a.kind = 'earnings' and a.owner = p_person and a.name = '' and a.commodity = 'COIN'
  ) e
  left join ledger_wallets w on w.person_id = p_person
$$;

-- One page of a wallet's history, newest first; the page is clamped.
create function ledger_statement(p_person uuid, p_page bigint, p_size bigint)
returns table (page bigint, pages bigint, transfer_id bigint, at timestamptz, memo_key text, memo_data jsonb,
  amount bigint, bucket ledger_bucket)
language sql stable as $$
  with wallet as (
    select w.account_id, greatest(1, (w.lines + p_size - 1) / p_size) as pages
    from (select 1) one left join ledger_wallets w on w.person_id = p_person
  ),
  at_page as (
    select w.account_id, coalesce(w.pages, 1) as pages, least(greatest(p_page, 1), coalesce(w.pages, 1)) as page
    from wallet w
  )
  select p.page, p.pages, t.id, t.created_at, t.memo_key, t.memo_data, e.amount, e.bucket
  from at_page p
  left join lateral (
    select e.transfer_id, e.line, e.amount, e.bucket from ledger_entries e
    where e.account_id = p.account_id
    order by e.transfer_id desc, e.line desc limit p_size offset (p.page - 1) * p_size
  ) e on true
  left join ledger_transfers t on t.id = e.transfer_id
  order by e.transfer_id desc, e.line desc
$$;

/*
 * Adds settled entries to the snapshots. Transfer numbers are not committed in order, so a number may be rolled
 * up only when no lower one can still appear. A call notes the last number given out (next_upto) and then
 * takes a transaction id (the fence): each writing function has its id before it takes a number, so whoever took
 * a number up to the noted one has an id under the fence. Once all of those are over, everything up to that number
 * is final, and the next call adds it. The highest id of a snapshot would not do as a fence: it is one past the
 * last transaction that is over, and transactions above it may be running.
 * The fence of another cluster (a restored dump) lies ahead of this one's ids and is dropped.
 *
 * Returns how many entries were added; null when the fence still stands.
 */
create function ledger_roll_up() returns bigint
language plpgsql as $$
declare
  v ledger_roll_up;
  v_last bigint;
  v_count bigint;
begin
  if pg_current_xact_id_if_assigned() is not null then
    raise exception 'ledger: the roll-up must be the first thing that its transaction writes';
  end if;
  select coalesce(pg_sequence_last_value(pg_get_serial_sequence('ledger_transfers', 'id')), 0) into v_last;

  select * into v from ledger_roll_up r for update;

  if v.fence <= pg_snapshot_xmin(pg_current_snapshot()) then
    with fresh as (
      select e.account_id, e.bucket, sum(e.amount)::bigint as amount, count(*) as entries
      from ledger_entries e join ledger_accounts a on a.id = e.account_id
      where e.transfer_id > v.upto and e.transfer_id <= v.next_upto and a.kind <> 'wallet'
      group by e.account_id, e.bucket
    ),
    added as (
      insert into ledger_snapshots as s (account_id, bucket, balance)
      select f.account_id, f.bucket, f.amount from fresh f order by f.account_id, f.bucket
      on conflict (account_id, bucket) do update set balance = s.balance + excluded.balance
    )
    select coalesce(sum(f.entries), 0) into v_count from fresh f;
    update ledger_roll_up set upto = v.next_upto, fence = null;
  elsif v.fence < pg_snapshot_xmax(pg_current_snapshot()) then
    return null;
  end if;

  -- Another roll-up may have passed the noted number while this one waited.
  update ledger_roll_up r set next_upto = greatest(r.upto, v_last), fence = pg_current_xact_id();
  return coalesce(v_count, 0);
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(READS)
  }

  override async down() {
    this.schema.raw(
      'drop function ledger_roll_up, ledger_statement, ledger_balance, ledger_accumulated'
    )
  }
}
