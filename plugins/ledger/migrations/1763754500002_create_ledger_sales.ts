import { BaseSchema } from '@adonisjs/lucid/schema'
import { changedFunction } from '#plugins/ledger/support/changed_function'

/**
 * Money for something other than coins: what it is worth in coins goes straight to creator and platform. See
 * docs/adr/0030.
 */
const SELL = `
-- Who paid, and whose it became. A sale's reversals are in ledger_reversals, with the sale as both their top-up and the
-- one debit that had its coins.
create table ledger_sales (
  transfer_id bigint primary key,
  -- Who paid, under the id of then.
  person_id uuid not null,
  -- Whose earnings it went to.
  creator_id uuid not null,
  coins ledger_amount not null,
  creator_share ledger_amount not null
);
create trigger ledger_append_only before update or delete or truncate on ledger_sales
  for each statement execute function ledger_refuse();
alter table ledger_sales enable always trigger ledger_append_only;

/*
 * Sells for money. Nobody's wallet is touched, so nothing is locked: earnings and revenue only grow. A creator who was
 * deleted has no part in it. Outcomes: sold, key_conflict, unbalanced, again (the key is in use at this moment).
 */
create function ledger_sell(
  p_key text, p_person uuid, p_creator uuid, p_coins bigint, p_share_bp integer, p_memo_key text, p_memo_data jsonb,
  p_money jsonb, out outcome text, out transfer_id bigint, out creator_share bigint, out fresh boolean
)
language plpgsql as $$
declare
  v_creator uuid := ledger_person(p_creator);
  v_content bytea := ledger_content(p_memo_key, p_memo_data, p_money || jsonb_build_array(
    jsonb_build_array(p_person, p_creator, p_coins)));
  v_seen ledger_transfers;
begin
  perform pg_current_xact_id();
  perform ledger_open_accounts(array[p_money || jsonb_build_array(
    jsonb_build_object('kind', 'earnings', 'owner', v_creator, 'commodity', 'COIN'))]);

  select * into v_seen from ledger_transfers t where t.key_id = ledger_key_id('sale', p_key);
  if found then
    outcome := case when v_seen.content = v_content then 'sold' else 'key_conflict' end;
    transfer_id := v_seen.id;
    fresh := false;
    select s.creator_share into creator_share from ledger_sales s where s.transfer_id = v_seen.id;
    return;
  end if;
  if exists (
    select 1 from jsonb_to_recordset(p_money) as l (commodity text, amount bigint)
    group by l.commodity having sum(l.amount) <> 0
  ) then
    outcome := 'unbalanced'; return;
  end if;

  select case when exists (select 1 from ledger_wallets w where w.person_id = v_creator and w.closed) then 0
    else ledger_creator_part(p_coins, coalesce(a.share_bp, p_share_bp)) end into creator_share
  from ledger_accounts a
  where a.kind = 'earnings' and a.owner = v_creator and a.name = '' and a.commodity = 'COIN';
  transfer_id := ledger_post('sale', p_key, p_memo_key, p_memo_data, v_content, ledger_legs(array[
    ledger_leg('system', null, 'sales', null, -p_coins),
    ledger_leg('earnings', v_creator, null, 'purchased', creator_share),
    ledger_leg('revenue', null, null, 'purchased', p_coins - creator_share)
  ], p_money));
  if transfer_id is null then
    outcome := 'again'; return;
  end if;
  insert into ledger_sales values (transfer_id, p_person, v_creator, p_coins, creator_share);
  outcome := 'sold';
  fresh := true;
end $$;

/*
 * Takes a sale back, or a part of it: the creator's part out of their earnings as far as they are still there (none of
 * it where p_bearer is platform), the rest out of the platform's; what the platform has not got either is lost by it.
 * Parts are rounded over all that was ever taken back, so that they add up to the creator's share.
 * Outcomes: reversed, not_reversible, key_conflict, unbalanced, again.
 */
create function ledger_reverse_sale(
  p_key text, p_sale bigint, p_coins bigint, p_memo_key text, p_memo_data jsonb, p_money jsonb, p_bearer text,
  out outcome text, out transfer_id bigint, out from_platform bigint, out creators uuid[], out from_creators bigint[],
  out fresh boolean
)
language plpgsql as $$
declare
  v_sale ledger_sales;
  v_creator uuid;
  v_content bytea := ledger_content(p_memo_key, p_memo_data, p_money || jsonb_build_array(
    jsonb_build_array(p_sale, p_coins, p_bearer)));
  v_seen ledger_transfers;
  v_before record;
  v_share bigint;
  v_creator_taken bigint;
  v_platform_taken bigint;
begin
  select * into v_sale from ledger_sales s where s.transfer_id = p_sale;
  v_creator := ledger_person(v_sale.creator_id);
  perform pg_current_xact_id();
  perform ledger_open_accounts(array[p_money || jsonb_build_array(
    jsonb_build_object('kind', 'earnings', 'owner', v_creator, 'commodity', 'COIN'),
    jsonb_build_object('kind', 'system', 'name', 'adjustments', 'commodity', 'COIN'))]);
  -- Nobody draws from where the coins went meanwhile, and two reversals of a sale come one after the other.
  perform 1 from ledger_accounts a
  where a.kind = 'revenue' or (a.kind = 'earnings' and a.owner = v_creator and a.name = '' and a.commodity = 'COIN')
  order by a.id for update;
  if ledger_person(v_sale.creator_id) <> v_creator then
    outcome := 'again'; return;
  end if;

  select * into v_seen from ledger_transfers t where t.key_id = ledger_key_id('reversal', p_key);
  if found then
    transfer_id := v_seen.id;
    fresh := false;
    outcome := case when v_seen.content = v_content then 'reversed' else 'key_conflict' end;
  elsif exists (
    select 1 from jsonb_to_recordset(p_money) as l (commodity text, amount bigint)
    group by l.commodity having sum(l.amount) <> 0
  ) then
    outcome := 'unbalanced';
  else
    select coalesce(sum(p.amount), 0) as coins, coalesce(sum(p.creator_share), 0) as share into v_before
    from ledger_reversal_parts p
    where p.debit_id = p_sale and not exists (select 1 from ledger_restores s where s.reversal_id = p.reversal_id);
    if v_before.coins + p_coins > v_sale.coins then
      outcome := 'not_reversible'; return;
    end if;
    v_share := greatest(0, least(p_coins, div((v_before.coins + p_coins) * v_sale.creator_share::numeric,
      v_sale.coins) - v_before.share));
    select least(case when p_bearer = 'platform' then 0 else v_share end, coalesce(sum(b.balance), 0))
    into v_creator_taken
    from ledger_accounts a cross join lateral ledger_accumulated(a.id) b
    where a.kind = 'earnings' and a.owner = v_creator and a.name = '' and a.commodity = 'COIN' and b.bucket = 'purchased';
    select least(p_coins - v_creator_taken, coalesce(sum(b.balance), 0)) into v_platform_taken
    from ledger_accounts a cross join lateral ledger_accumulated(a.id) b
    where a.kind = 'revenue' and b.bucket = 'purchased';

    transfer_id := ledger_post('reversal', p_key, p_memo_key, p_memo_data, v_content, ledger_legs(array[
      ledger_leg('system', null, 'sales', null, p_coins),
      ledger_leg('earnings', v_creator, null, 'purchased', -v_creator_taken),
      ledger_leg('revenue', null, null, 'purchased', -v_platform_taken),
      ledger_leg('system', null, 'adjustments', null, v_creator_taken + v_platform_taken - p_coins)
    ], p_money));
    if transfer_id is null then
      outcome := 'again'; return;
    end if;
    insert into ledger_reversals
    values (transfer_id, 'purchased', p_sale, v_sale.person_id, p_coins, 0, 0, 0,
      p_coins - v_creator_taken - v_platform_taken);
    insert into ledger_reversal_parts
    values (transfer_id, 'purchased', p_sale, p_coins, v_creator, v_share, v_creator_taken, v_platform_taken);
    outcome := 'reversed';
    fresh := true;
  end if;

  if outcome = 'reversed' then
    select v.written_off + p.platform_taken,
      case when p.creator_taken > 0 then array[p.creator_id] else '{}' end,
      case when p.creator_taken > 0 then array[p.creator_taken::bigint] else '{}' end
    into from_platform, creators, from_creators
    from ledger_reversals v
    join ledger_reversal_parts p on p.reversal_id = v.transfer_id and p.bucket = v.bucket
    where v.transfer_id = ledger_reverse_sale.transfer_id;
  end if;
end $$;

-- Takes a top-up or a sale back: see ledger_reverse() and ledger_reverse_sale().
create function ledger_take_back(
  p_key text, p_given bigint, p_purchased bigint, p_promo bigint, p_memo_key text, p_memo_data jsonb, p_money jsonb,
  p_bearer text, out outcome text, out transfer_id bigint, out from_wallet bigint, out from_platform bigint,
  out owed bigint, out creators uuid[], out from_creators bigint[], out fresh boolean
)
language plpgsql as $$
begin
  if not exists (select 1 from ledger_sales s where s.transfer_id = p_given) then
    select r.outcome, r.transfer_id, r.from_wallet, r.from_platform, r.owed, r.creators, r.from_creators, r.fresh
    into outcome, transfer_id, from_wallet, from_platform, owed, creators, from_creators, fresh
    from ledger_reverse(p_key, p_given, p_purchased, p_promo, p_memo_key, p_memo_data, p_money, p_bearer) r;
  elsif p_promo > 0 then
    outcome := 'not_reversible';
  else
    select r.outcome, r.transfer_id, 0, r.from_platform, 0, r.creators, r.from_creators, r.fresh
    into outcome, transfer_id, from_wallet, from_platform, owed, creators, from_creators, fresh
    from ledger_reverse_sale(p_key, p_given, p_purchased, p_memo_key, p_memo_data, p_money, p_bearer) r;
  end if;
end $$;
`

/** Earnings of sales wait like those of captures before they may be paid out. */
const WAITS = `t.operation = 'capture' and t.created_at >= v_since`
const WAITS_TOO = `t.operation in ('capture', 'sale') and t.created_at >= v_since`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(SELL)
    this.schema.raw(changedFunction('ledger_payable', WAITS, WAITS_TOO))
  }

  override async down() {
    this.schema.raw(changedFunction('ledger_payable', WAITS_TOO, WAITS))
    this.schema.raw(`
      drop function ledger_take_back, ledger_reverse_sale, ledger_sell;
      drop table ledger_sales;
    `)
  }
}
