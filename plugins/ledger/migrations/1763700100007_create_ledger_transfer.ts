import { BaseSchema } from '@adonisjs/lucid/schema'

/** Moves value between accounts: welcome coins, purchases, bonuses, a creator's earnings, corrections. */
export const TRANSFER = `
/*
 * Coins keep their kind. Without a system account each bucket sums to zero; with one, coins are made or ended,
 * so all buckets go the same way. One change of kind exists: a creator's 'purchased' earnings become 'earned'
 * coins of a wallet. Free coins never become anything else.
 */
create function ledger_keeps_kinds(p_legs jsonb) returns boolean
language sql immutable as $$
  select (s.promo >= 0 and s.purchased >= 0 and s.earned >= 0)
    or (s.promo <= 0 and s.purchased <= 0 and s.earned <= 0)
    or (s.promo = 0 and s.earned > 0 and s.purchased = -s.earned and s.earned <= s.from_earnings)
  from (
    select coalesce(sum(l.amount) filter (where l.bucket = 'promo'), 0) as promo,
      coalesce(sum(l.amount) filter (where l.bucket = 'purchased'), 0) as purchased,
      coalesce(sum(l.amount) filter (where l.bucket = 'earned'), 0) as earned,
      coalesce(-sum(l.amount) filter (where l.bucket = 'purchased' and l.kind = 'earnings' and l.amount < 0), 0)
        as from_earnings
    from jsonb_to_recordset(p_legs) as l (kind text, bucket text, amount bigint)
  ) s
$$;

/*
 * p_legs: for each transfer a JSON array of {kind, owner?, name?, commodity, bucket?, amount}.
 * Outcomes: transferred, insufficient_coins, key_conflict, unbalanced, kind_changed, again (another session
 * is using the key).
 */
create function ledger_transfer(p_keys text[], p_memo_keys text[], p_memo_data jsonb[], p_legs jsonb[])
returns table (ord bigint, outcome text, transfer_id bigint, fresh boolean, available bigint, needed bigint)
language plpgsql as $$
declare
  v_op record;
  v_content bytea;
  v_seen ledger_transfers;
begin
  -- This transaction has an id before it takes a transfer number; ledger_roll_up() relies on it.
  perform pg_current_xact_id();

  insert into ledger_accounts (kind, owner, name, commodity)
  select distinct l.kind::ledger_account_kind, l.owner, coalesce(l.name, ''), l.commodity
  from unnest(p_legs) as t (legs),
    jsonb_to_recordset(t.legs) as l (kind text, owner uuid, name text, commodity text)
  where not exists (
    select 1 from ledger_accounts a where a.kind = l.kind::ledger_account_kind
      and a.owner is not distinct from l.owner and a.name = coalesce(l.name, '') and a.commodity = l.commodity
  )
  order by 1, 2, 3, 4
  on conflict do nothing;

  insert into ledger_wallets (person_id, account_id)
  select a.owner, a.id from ledger_accounts a
  where a.kind = 'wallet' and not exists (select 1 from ledger_wallets w where w.person_id = a.owner)
    and a.owner in (
      select l.owner from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, owner uuid)
      where l.kind = 'wallet'
    )
  order by a.owner
  on conflict do nothing;

  -- Wallets first, then the accumulating accounts that are debited, each in order.
  perform 1 from ledger_wallets w
  where w.person_id in (
    select l.owner from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, owner uuid)
    where l.kind = 'wallet'
  )
  order by w.person_id for update;
  perform 1 from ledger_accounts a
  where (a.kind, a.owner) in (
    select l.kind::ledger_account_kind, l.owner
    from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, owner uuid, amount bigint)
    where l.kind = 'earnings' and l.amount < 0
  ) or (a.kind = 'revenue' and exists (
    select 1 from unnest(p_legs) as t (legs), jsonb_to_recordset(t.legs) as l (kind text, amount bigint)
    where l.kind = 'revenue' and l.amount < 0
  ))
  order by a.id for update;

  for v_op in
    select o.*, ledger_key_id('transfer', o.key) as key_id
    from unnest(p_keys, p_memo_keys, p_memo_data, p_legs)
      with ordinality as o (key, memo_key, memo_data, legs, ord)
    order by key_id, o.ord
  loop
    ord := v_op.ord; outcome := null; transfer_id := null; fresh := false; available := null; needed := null;

    -- The order of legs is no part of what a transfer means.
    select sha256(convert_to(concat_ws('|', v_op.memo_key, v_op.memo_data::text,
      string_agg(l::text, ',' order by l::text collate "C")), 'UTF8'))
    into v_content from jsonb_array_elements(v_op.legs) l;

    select * into v_seen from ledger_transfers t where t.key_id = v_op.key_id;
    if found then
      outcome := case when v_seen.content = v_content then 'transferred' else 'key_conflict' end;
      transfer_id := v_seen.id;
      return next; continue;
    end if;

    if exists (
      select 1 from jsonb_to_recordset(v_op.legs) as l (commodity text, amount bigint)
      group by l.commodity having sum(l.amount) <> 0
    ) then
      outcome := 'unbalanced'; return next; continue;
    end if;
    if not ledger_keeps_kinds(v_op.legs) then
      outcome := 'kind_changed'; return next; continue;
    end if;

    -- The first place that lacks coins, if there is one.
    select b.balance, -l.amount into available, needed
    from (
      select x.kind, x.owner, x.bucket, sum(x.amount)::bigint as amount
      from jsonb_to_recordset(v_op.legs) as x (kind text, owner uuid, bucket text, amount bigint)
      where x.kind <> 'system' group by 1, 2, 3 having sum(x.amount) < 0
    ) l
    cross join lateral (
      select case when l.kind = 'wallet' then (
        select case l.bucket when 'promo' then w.promo when 'purchased' then w.purchased else w.earned end
        from ledger_wallets w where w.person_id = l.owner
      ) else coalesce((
        select s.balance from ledger_accounts a cross join lateral ledger_accumulated(a.id) s
        where a.kind = l.kind::ledger_account_kind and a.owner is not distinct from l.owner
          and s.bucket = l.bucket::ledger_bucket
      ), 0) end as balance
    ) b
    where b.balance < -l.amount
    order by l.kind, l.owner, l.bucket limit 1;
    if found then
      outcome := 'insufficient_coins'; return next; continue;
    end if;

    insert into ledger_transfers (key_id, operation, key, memo_key, memo_data, content)
    values (v_op.key_id, 'transfer', v_op.key, v_op.memo_key, v_op.memo_data, v_content)
    on conflict (key_id) do nothing returning id into transfer_id;
    if not found then
      outcome := 'again'; return next; continue;
    end if;

    insert into ledger_entries (transfer_id, line, account_id, bucket, amount, commodity)
    select ledger_transfer.transfer_id, row_number() over () - 1, a.id, l.bucket::ledger_bucket, l.amount, a.commodity
    from jsonb_to_recordset(v_op.legs) as l (kind text, owner uuid, name text, commodity text, bucket text, amount bigint)
    join ledger_accounts a on a.kind = l.kind::ledger_account_kind and a.owner is not distinct from l.owner
      and a.name = coalesce(l.name, '') and a.commodity = l.commodity;

    update ledger_wallets w set promo = w.promo + s.promo, purchased = w.purchased + s.purchased,
      earned = w.earned + s.earned, received = w.received + s.received, spent = w.spent + s.spent,
      lines = w.lines + s.lines
    from (
      select l.owner, count(*) as lines,
        coalesce(sum(l.amount) filter (where l.bucket = 'promo'), 0) as promo,
        coalesce(sum(l.amount) filter (where l.bucket = 'purchased'), 0) as purchased,
        coalesce(sum(l.amount) filter (where l.bucket = 'earned'), 0) as earned,
        coalesce(sum(l.amount) filter (where l.amount > 0), 0) as received,
        coalesce(-sum(l.amount) filter (where l.amount < 0), 0) as spent
      from jsonb_to_recordset(v_op.legs) as l (kind text, owner uuid, bucket text, amount bigint)
      where l.kind = 'wallet' group by l.owner
    ) s
    where w.person_id = s.owner;

    outcome := 'transferred'; fresh := true;
    return next;
  end loop;
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TRANSFER)
  }

  override async down() {
    this.schema.raw('drop function ledger_transfer, ledger_keeps_kinds')
  }
}
