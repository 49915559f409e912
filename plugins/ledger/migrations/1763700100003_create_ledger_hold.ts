import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Sets coins aside in many wallets at once, an outcome for each.
 *
 * `again` means undecided, ask once more: an earlier operation of the same call is at the same wallet.
 *
 * Locks are taken in one order by all functions, so that nobody waits in a circle: accounts are opened, then wallets
 * are locked by id, then debited accounts by id, then keys are taken.
 */
export const HOLD = `
create function ledger_open_earnings(p_creators uuid[]) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  if exists (
    select 1 from unnest(p_creators) as c (id)
    where c.id is not null and not exists (
      select 1 from ledger_accounts e
      where e.kind = 'earnings' and e.owner = c.id and e.name = '' and e.commodity = 'COIN'
    )
  ) then
    insert into ledger_accounts (kind, owner)
    select distinct 'earnings'::ledger_account_kind, c.id from unnest(p_creators) as c (id)
    where c.id is not null order by 1, 2
    on conflict do nothing;
  end if;
end $$;

create function ledger_hold(
  p_keys text[], p_people uuid[], p_amounts bigint[], p_creators uuid[],
  p_memo_keys text[], p_memo_data jsonb[], p_lifetimes integer[], p_share_bp integer
) returns table (ord bigint, outcome text, hold_id uuid, available bigint)
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  perform ledger_open_earnings(p_creators);

  -- Everybody locks wallets in id order, so nobody waits in a circle. The next statement has a new snapshot:
  -- it sees all that those before us did to these wallets, holds with our keys included.
  perform 1 from ledger_wallets w where w.person_id = any (p_people) order by w.person_id for update;

  -- Decided once, in this list; what follows only writes it down.
  return query
  with op as (
    select o.ord, o.key, o.person_id, o.amount, o.creator_id, o.memo_key, o.memo_data, o.lifetime,
      ledger_key_id('hold', o.key) as id, w.account_id, w.promo, w.purchased,
      coalesce(w.promo + w.purchased + w.earned, 0) as available,
      e.id as creator_account, coalesce(e.share_bp, p_share_bp) as share_bp,
      row_number() over (partition by o.person_id order by o.ord) = 1 as first_at_wallet
    from unnest(p_keys, p_people, p_amounts, p_creators, p_memo_keys, p_memo_data, p_lifetimes)
      with ordinality as o (key, person_id, amount, creator_id, memo_key, memo_data, lifetime, ord)
    left join lateral (
      select w.account_id, w.promo, w.purchased, w.earned from ledger_wallets w
      where w.person_id = o.person_id offset 0
    ) w on true
    left join lateral (
      select e.id, e.share_bp from ledger_accounts e
      where e.kind = 'earnings' and e.owner = o.creator_id and e.name = '' and e.commodity = 'COIN' offset 0
    ) e on true
  ),
  decided as materialized (
    select op.*,
      case
        when h.id is null and not op.first_at_wallet then 'again'
        when h.id is null and op.available < op.amount then 'insufficient_coins'
        when h.id is null and op.creator_id is not null and op.creator_account is null then 'again'
        when h.id is null then 'make'
        when h.key <> op.key or h.person_id <> op.person_id or h.promo + h.purchased + h.earned <> op.amount
          or h.creator_id is distinct from op.creator_id or h.memo_key <> op.memo_key
          or h.memo_data is distinct from op.memo_data then 'key_conflict'
        when h.state = 'captured' then 'already_captured'
        when h.state = 'released' then 'already_released'
        else 'held'
      end as outcome
    from op left join lateral (
      select h.id, h.key, h.person_id, h.promo, h.purchased, h.earned, h.creator_id, h.memo_key, h.memo_data, h.state
      from ledger_holds h where h.id = op.id offset 0
    ) h on true
  ),
  made as (
    -- Another wallet's hold may take the key at this very moment: then the call fails, and is asked one by one.
    insert into ledger_holds (id, key, person_id, wallet_account, promo, purchased, earned,
      creator_id, creator_account, share_bp, memo_key, memo_data, expires_at)
    select d.id, d.key, d.person_id, d.account_id,
      least(d.promo, d.amount),
      least(d.purchased, greatest(d.amount - d.promo, 0)),
      greatest(d.amount - d.promo - d.purchased, 0),
      d.creator_id, d.creator_account, d.share_bp, d.memo_key, d.memo_data,
      clock_timestamp() + make_interval(secs => d.lifetime)
    from decided d where d.outcome = 'make'
    order by d.id
    returning ledger_holds.person_id, ledger_holds.promo, ledger_holds.purchased, ledger_holds.earned
  ),
  moved as (
    update ledger_wallets w set
      promo = w.promo - m.promo, held_promo = w.held_promo + m.promo,
      purchased = w.purchased - m.purchased, held_purchased = w.held_purchased + m.purchased,
      earned = w.earned - m.earned, held_earned = w.held_earned + m.earned
    from made m where w.person_id = m.person_id
  )
  select d.ord,
    case when d.outcome = 'make' then 'held' else d.outcome end,
    d.id,
    case when d.outcome = 'make' then d.available - d.amount else d.available end
  from decided d;
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(HOLD)
  }

  override async down() {
    this.schema.raw('drop function ledger_hold, ledger_open_earnings')
  }
}
