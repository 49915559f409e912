import { BaseSchema } from '@adonisjs/lucid/schema'
import { HOLD as FIRST_HOLD } from '#plugins/ledger/migrations/1763700100003_create_ledger_hold'
import { SINGLE_CALLS } from '#plugins/ledger/migrations/1763700100008_create_ledger_single_calls'
import { earlierFunction } from '#plugins/ledger/support/earlier_function'

/** Holds keep to the caps of who pays: both forms as they were, and the outcome `cap_reached`. */
const HOLD = `
drop function ledger_hold;
create function ledger_hold(
  p_keys text[], p_people uuid[], p_amounts bigint[], p_creators uuid[],
  p_memo_keys text[], p_memo_data jsonb[], p_lifetimes integer[], p_share_bp integer
) returns table (ord bigint, outcome text, hold_id uuid, available bigint,
  cap_period text, cap bigint, cap_spent bigint, cap_resets_at timestamptz)
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_capped boolean;
begin
  perform ledger_open_earnings(p_creators);

  -- Everybody locks wallets in id order, so nobody waits in a circle. The next statement has a new snapshot:
  -- it sees all that those before us did to these wallets, holds with our keys included.
  select bool_or(l.capped) into v_capped from (
    select w.capped from ledger_wallets w where w.person_id = any (p_people) order by w.person_id for update
  ) l;
  if v_capped then
    perform ledger_count_spending(w.person_id) from ledger_wallets w where w.person_id = any (p_people) and w.capped;
  end if;

  -- Decided once, in this list; what follows only writes it down.
  return query
  with op as (
    select o.ord, o.key, o.person_id, o.amount, o.creator_id, o.memo_key, o.memo_data, o.lifetime,
      ledger_key_id('hold', o.key) as id, w.account_id, w.promo, w.purchased, w.capped, w.held,
      coalesce(w.promo + w.purchased + w.earned, 0) as available,
      e.id as creator_account, coalesce(e.share_bp, p_share_bp) as share_bp,
      row_number() over (partition by o.person_id order by o.ord) = 1 as first_at_wallet
    from unnest(p_keys, p_people, p_amounts, p_creators, p_memo_keys, p_memo_data, p_lifetimes)
      with ordinality as o (key, person_id, amount, creator_id, memo_key, memo_data, lifetime, ord)
    left join lateral (
      select w.account_id, w.promo, w.purchased, w.earned, w.capped,
        w.held_promo + w.held_purchased + w.held_earned as held
      from ledger_wallets w
      where w.person_id = o.person_id offset 0
    ) w on true
    left join lateral (
      select e.id, e.share_bp from ledger_accounts e
      where e.kind = 'earnings' and e.owner = o.creator_id and e.name = '' and e.commodity = 'COIN' offset 0
    ) e on true
  ),
  decided as materialized (
    select op.*, c.period, c.cap, c.spent, c.resets_at,
      case
        when h.id is null and not op.first_at_wallet then 'again'
        when h.id is null and c.period is not null then 'cap_reached'
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
    left join lateral (
      select c.* from ledger_cap_reached(op.person_id, op.amount, op.held) c where op.capped offset 0
    ) c on true
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
    case when d.outcome = 'make' then d.available - d.amount else d.available end,
    d.period, d.cap, d.spent, d.resets_at
  from decided d;
end $$;
`

const HOLD_ONE = `
drop function ledger_hold_one;
create function ledger_hold_one(
  p_key text, p_person uuid, p_amount bigint, p_creator uuid,
  p_memo_key text, p_memo_data jsonb, p_lifetime integer, p_share_bp integer,
  out ord bigint, out outcome text, out hold_id uuid, out available bigint,
  out cap_period text, out cap bigint, out cap_spent bigint, out cap_resets_at timestamptz
)
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  w ledger_wallets;
  h ledger_holds;
  v_creator_account bigint;
  v_share_bp integer := p_share_bp;
  v_promo bigint;
  v_purchased bigint;
begin
  ord := 1;
  hold_id := ledger_key_id('hold', p_key);
  if p_creator is not null then
    select e.id, coalesce(e.share_bp, p_share_bp) into v_creator_account, v_share_bp from ledger_accounts e
    where e.kind = 'earnings' and e.owner = p_creator and e.name = '' and e.commodity = 'COIN';
    if not found then
      perform ledger_open_earnings(array[p_creator]);
      outcome := 'again';
      return;
    end if;
  end if;

  select * into w from ledger_wallets where person_id = p_person for update;
  available := coalesce(w.promo + w.purchased + w.earned, 0);

  select * into h from ledger_holds where id = hold_id;
  if found then
    outcome := case
      when h.key <> p_key or h.person_id <> p_person or h.promo + h.purchased + h.earned <> p_amount
        or h.creator_id is distinct from p_creator or h.memo_key <> p_memo_key
        or h.memo_data is distinct from p_memo_data then 'key_conflict'
      when h.state = 'captured' then 'already_captured'
      when h.state = 'released' then 'already_released'
      else 'held'
    end;
    return;
  end if;

  if w.capped then
    perform ledger_count_spending(p_person);
    select c.* into cap_period, cap, cap_spent, cap_resets_at
    from ledger_cap_reached(p_person, p_amount, w.held_promo + w.held_purchased + w.held_earned) c;
    if cap_period is not null then
      outcome := 'cap_reached';
      return;
    end if;
  end if;

  if available < p_amount then
    outcome := 'insufficient_coins';
    return;
  end if;

  v_promo := least(w.promo, p_amount);
  v_purchased := least(w.purchased, p_amount - v_promo);
  insert into ledger_holds (id, key, person_id, wallet_account, promo, purchased, earned,
    creator_id, creator_account, share_bp, memo_key, memo_data, expires_at)
  values (hold_id, p_key, p_person, w.account_id, v_promo, v_purchased, p_amount - v_promo - v_purchased,
    p_creator, v_creator_account, v_share_bp, p_memo_key, p_memo_data,
    clock_timestamp() + make_interval(secs => p_lifetime))
  on conflict (id) do nothing;
  if not found then
    -- Another wallet's hold took the key at this very moment.
    outcome := 'again';
    return;
  end if;
  update ledger_wallets set
    promo = w.promo - v_promo, held_promo = w.held_promo + v_promo,
    purchased = w.purchased - v_purchased, held_purchased = w.held_purchased + v_purchased,
    earned = w.earned - (p_amount - v_promo - v_purchased),
    held_earned = w.held_earned + (p_amount - v_promo - v_purchased)
  where person_id = p_person;
  outcome := 'held';
  available := available - p_amount;
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(HOLD)
    this.schema.raw(HOLD_ONE)
  }

  /** What was replaced here falls with the migrations that made it. */
  override async down() {
    this.schema.raw(earlierFunction(FIRST_HOLD, 'ledger_hold'))
    this.schema.raw(earlierFunction(SINGLE_CALLS, 'ledger_hold_one'))
  }
}
