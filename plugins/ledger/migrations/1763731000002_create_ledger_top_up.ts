import { BaseSchema } from '@adonisjs/lucid/schema'
import { READS } from '#plugins/ledger/migrations/1763700100006_create_ledger_reads'
import { TRANSFER as FIRST_TRANSFER } from '#plugins/ledger/migrations/1763700100007_create_ledger_transfer'
import { earlierFunction } from '#plugins/ledger/support/earlier_function'

/**
 * What a person owes, and coins that were bought. A receivable is an accumulating account of a person's: minus what
 * they owe, so never above zero. It changes under the lock of the person's wallet. See docs/adr/0016.
 */
const POST = `
alter table ledger_accounts drop constraint ledger_accounts_check;
alter table ledger_accounts add constraint ledger_accounts_owned
  check ((owner is not null) = (kind in ('wallet', 'earnings', 'receivable')));

-- The wallet of somebody who was deleted: coins that would come back to it go to the adjustments.
alter table ledger_wallets add column closed boolean not null default false;
update ledger_wallets w set closed = true
where exists (select 1 from ledger_transfers t where t.key_id = ledger_key_id('transfer', 'close:' || w.person_id));

-- Opens the accounts and wallets of legs, as far as they are not there. Before any lock is taken.
create function ledger_open_accounts(p_legs jsonb[]) returns void
language plpgsql as $$
begin
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
end $$;

-- What a key was used for. The order of legs is no part of what a transfer means.
create function ledger_content(p_memo_key text, p_memo_data jsonb, p_legs jsonb) returns bytea
language sql stable as $$
  select sha256(convert_to(concat_ws('|', p_memo_key, p_memo_data::text,
    string_agg(l::text, ',' order by l::text collate "C")), 'UTF8'))
  from jsonb_array_elements(p_legs) l
$$;

-- Writes a transfer, its entries and what they do to wallets, and checks nothing. Gives its number, or null when
-- another session is using the key.
create function ledger_post(
  p_operation ledger_operation, p_key text, p_memo_key text, p_memo_data jsonb, p_content bytea, p_legs jsonb
) returns bigint
language plpgsql as $$
declare
  v_transfer bigint;
begin
  -- This transaction has an id before it takes a transfer number; ledger_roll_up() relies on it.
  perform pg_current_xact_id();
  insert into ledger_transfers (key_id, operation, key, memo_key, memo_data, content)
  values (ledger_key_id(p_operation::text, p_key), p_operation, p_key, p_memo_key, p_memo_data, p_content)
  on conflict (key_id) do nothing returning id into v_transfer;
  if not found then
    return null;
  end if;

  insert into ledger_entries (transfer_id, line, account_id, bucket, amount, commodity)
  select v_transfer, row_number() over () - 1, a.id, l.bucket::ledger_bucket, l.amount, a.commodity
  from jsonb_to_recordset(p_legs) as l (kind text, owner uuid, name text, commodity text, bucket text, amount bigint)
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
    from jsonb_to_recordset(p_legs) as l (kind text, owner uuid, bucket text, amount bigint)
    where l.kind = 'wallet' group by l.owner
  ) s
  where w.person_id = s.owner;
  return v_transfer;
end $$;
`

const TRANSFER = `
create or replace function ledger_transfer(p_keys text[], p_memo_keys text[], p_memo_data jsonb[], p_legs jsonb[])
returns table (ord bigint, outcome text, transfer_id bigint, fresh boolean, available bigint, needed bigint)
language plpgsql as $$
declare
  v_op record;
  v_content bytea;
  v_seen ledger_transfers;
begin
  -- This transaction has an id before it takes a transfer number; ledger_roll_up() relies on it.
  perform pg_current_xact_id();

  perform ledger_open_accounts(p_legs);

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

    v_content := ledger_content(v_op.memo_key, v_op.memo_data, v_op.legs);

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
      where x.kind not in ('system', 'receivable') group by 1, 2, 3 having sum(x.amount) < 0
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

    transfer_id := ledger_post('transfer', v_op.key, v_op.memo_key, v_op.memo_data, v_content, v_op.legs);
    if transfer_id is null then
      outcome := 'again'; return next; continue;
    end if;

    outcome := 'transferred'; fresh := true;
    return next;
  end loop;
end $$;
`

const TOP_UP = `
-- Who a person is now. Merges point at the last one (see ledger_merge), so one step is enough.
create function ledger_person(p_person uuid) returns uuid
language sql stable
return coalesce((select m.into_id from ledger_merges m where m.from_id = p_person), p_person);

create function ledger_owed(p_person uuid, out promo bigint, out purchased bigint)
language sql stable as $$
  select coalesce(-sum(b.balance) filter (where b.bucket = 'promo'), 0)::bigint,
    coalesce(-sum(b.balance) filter (where b.bucket = 'purchased'), 0)::bigint
  from ledger_accounts a cross join lateral ledger_accumulated(a.id) b
  where a.kind = 'receivable' and a.owner = p_person and a.name = '' and a.commodity = 'COIN'
$$;

-- A leg in coins; null when there is nothing to move.
create function ledger_leg(p_kind text, p_owner uuid, p_name text, p_bucket text, p_amount bigint) returns jsonb
language sql immutable
return case when p_amount <> 0 then jsonb_strip_nulls(jsonb_build_object('kind', p_kind, 'owner', p_owner,
  'name', p_name, 'commodity', 'COIN', 'bucket', p_bucket, 'amount', p_amount::text)) end;

-- The legs that are there, and those in money, as one list.
create function ledger_legs(p_coins jsonb[], p_money jsonb) returns jsonb
language sql immutable
return coalesce((select jsonb_agg(l) from unnest(p_coins) l where l is not null), '[]') || p_money;

/*
 * Adds coins that were bought. What the person owes is settled first, out of the bought ones.
 * p_money: a JSON array of legs in money. Outcomes: topped_up, key_conflict, unbalanced, again (the key is in use,
 * or the person was merged at this moment).
 */
create function ledger_top_up(
  p_key text, p_person uuid, p_purchased bigint, p_promo bigint, p_memo_key text, p_memo_data jsonb, p_money jsonb,
  out outcome text, out transfer_id bigint, out settled bigint, out available bigint, out fresh boolean
)
language plpgsql as $$
declare
  v_person uuid := ledger_person(p_person);
  v_asked jsonb := jsonb_build_array(ledger_leg('wallet', p_person, null, 'purchased', p_purchased),
    ledger_leg('wallet', p_person, null, 'promo', p_promo)) || p_money;
  v_content bytea := ledger_content(p_memo_key, p_memo_data, v_asked);
  v_seen ledger_transfers;
  v_owed record;
  v_purchased bigint;
  v_promo bigint;
begin
  perform pg_current_xact_id();
  perform ledger_open_accounts(array[p_money]);
  perform ledger_open_wallets(array[v_person]);
  if ledger_person(p_person) <> v_person then
    outcome := 'again'; return;
  end if;

  select * into v_seen from ledger_transfers t where t.key_id = ledger_key_id('top_up', p_key);
  if found then
    outcome := case when v_seen.content = v_content then 'topped_up' else 'key_conflict' end;
    transfer_id := v_seen.id;
    fresh := false;
  elsif exists (
    select 1 from jsonb_to_recordset(p_money) as l (commodity text, amount bigint)
    group by l.commodity having sum(l.amount) <> 0
  ) then
    outcome := 'unbalanced';
  else
    select * into v_owed from ledger_owed(v_person);
    v_purchased := least(p_purchased, v_owed.purchased);
    v_promo := least(p_purchased - v_purchased, v_owed.promo);
    transfer_id := ledger_post('top_up', p_key, p_memo_key, p_memo_data, v_content, ledger_legs(array[
      ledger_leg('system', null, 'sales', null, -p_purchased),
      ledger_leg('system', null, 'promotion', null, -p_promo),
      ledger_leg('receivable', v_person, null, 'purchased', v_purchased),
      ledger_leg('receivable', v_person, null, 'promo', v_promo),
      ledger_leg('wallet', v_person, null, 'purchased', p_purchased - v_purchased - v_promo),
      ledger_leg('wallet', v_person, null, 'promo', p_promo)
    ], p_money));
    outcome := case when transfer_id is null then 'again' else 'topped_up' end;
    fresh := true;
  end if;

  if outcome = 'topped_up' then
    select coalesce(sum(e.amount), 0) into settled
    from ledger_entries e join ledger_accounts a on a.id = e.account_id
    where e.transfer_id = ledger_top_up.transfer_id and a.kind = 'receivable';
    select w.promo + w.purchased + w.earned into available from ledger_wallets w where w.person_id = v_person;
  end if;
end $$;

drop function ledger_balance;
create function ledger_balance(p_person uuid)
returns table (promo bigint, purchased bigint, earned bigint, held bigint, received bigint, spent bigint,
  earnings_promo bigint, earnings_purchased bigint, earnings_earned bigint, owed bigint)
language sql stable as $$
  select coalesce(w.promo, 0), coalesce(w.purchased, 0), coalesce(w.earned, 0),
    coalesce(w.held_promo + w.held_purchased + w.held_earned, 0), coalesce(w.received, 0), coalesce(w.spent, 0),
    e.promo, e.purchased, e.earned, e.owed
  from (
    select coalesce(sum(b.balance) filter (where a.kind = 'earnings' and b.bucket = 'promo'), 0)::bigint as promo,
      coalesce(sum(b.balance) filter (where a.kind = 'earnings' and b.bucket = 'purchased'), 0)::bigint as purchased,
      coalesce(sum(b.balance) filter (where a.kind = 'earnings' and b.bucket = 'earned'), 0)::bigint as earned,
      coalesce(-sum(b.balance) filter (where a.kind = 'receivable'), 0)::bigint as owed
    from ledger_accounts a cross join lateral ledger_accumulated(a.id) b
    where a.kind in ('earnings', 'receivable') and a.owner = p_person and a.name = '' and a.commodity = 'COIN'
  ) e
  left join ledger_wallets w on w.person_id = p_person
$$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(POST)
    this.schema.raw(TRANSFER)
    this.schema.raw(TOP_UP)
  }

  override async down() {
    this.schema.raw(`
      drop function ledger_top_up, ledger_legs, ledger_leg, ledger_owed, ledger_person, ledger_post,
        ledger_content, ledger_open_accounts;
      alter table ledger_wallets drop column closed;
      alter table ledger_accounts drop constraint ledger_accounts_owned;
      alter table ledger_accounts add constraint ledger_accounts_check
        check ((owner is not null) = (kind in ('wallet', 'earnings')));
    `)
    this.schema.raw(earlierFunction(FIRST_TRANSFER, 'ledger_transfer'))
    this.schema.raw(earlierFunction(READS, 'ledger_balance'))
  }
}
