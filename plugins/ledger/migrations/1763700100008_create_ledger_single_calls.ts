import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * A hold and a capture that travel alone: the rules of ledger_hold and ledger_capture without their arrays, which
 * cost a lone operation more than half of its time. Both forms are held against the same model in the tests.
 */
export const SINGLE_CALLS = `
create function ledger_hold_one(
  p_key text, p_person uuid, p_amount bigint, p_creator uuid,
  p_memo_key text, p_memo_data jsonb, p_lifetime integer, p_share_bp integer,
  out ord bigint, out outcome text, out hold_id uuid, out available bigint
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

create function ledger_capture_one(
  p_key text, p_hold uuid, p_amount bigint,
  out ord bigint, out outcome text, out transfer_id bigint, out amount bigint, out creator_part bigint,
  out available bigint
)
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  w ledger_wallets;
  h ledger_holds;
  v_key_id uuid := ledger_key_id('capture', p_key);
  v_share_bp integer;
  v_promo bigint;
  v_purchased bigint;
  v_earned bigint;
  v_upto_promo bigint;
  v_upto_purchased bigint;
  v_revenue bigint := (select a.id from ledger_accounts a where a.kind = 'revenue');
begin
  ord := 1;
  -- The hold is read again under the lock of its wallet: somebody may have ended it meanwhile.
  select * into w from ledger_wallets
  where person_id = (select o.person_id from ledger_holds o where o.id = p_hold) for update;
  select * into h from ledger_holds where id = p_hold;
  if not found then
    outcome := 'unknown_hold';
    return;
  end if;

  amount := coalesce(p_amount, h.promo + h.purchased + h.earned);
  available := w.promo + w.purchased + w.earned;
  v_share_bp := case when h.creator_account is null then 0 else h.share_bp end;
  creator_part := ledger_creator_part(amount, v_share_bp);
  transfer_id := h.transfer_id;
  outcome := case
    when h.state = 'released' then 'already_released'
    when h.state = 'captured' and h.ended_key <> p_key then 'captured_otherwise'
    when h.state = 'captured' and h.captured <> amount then 'key_conflict'
    when h.state = 'captured' then 'captured'
    when amount > h.promo + h.purchased + h.earned then 'too_much'
  end;
  if outcome is not null then
    return;
  end if;

  insert into ledger_transfers (key_id, operation, key, hold_id, memo_key, memo_data)
  values (v_key_id, 'capture', p_key, p_hold, h.memo_key, h.memo_data)
  on conflict (key_id) do nothing returning id into transfer_id;
  if not found then
    outcome := 'key_conflict';
    return;
  end if;

  v_promo := least(h.promo, amount);
  v_purchased := least(h.purchased, amount - v_promo);
  v_earned := amount - v_promo - v_purchased;
  v_upto_promo := ledger_creator_part(v_promo, v_share_bp);
  v_upto_purchased := ledger_creator_part(v_promo + v_purchased, v_share_bp);
  insert into ledger_entries (transfer_id, line, account_id, bucket, amount)
  select ledger_capture_one.transfer_id, e.line, e.account_id, e.bucket, e.amount
  from unnest(
    '{0,1,2,3,4,5,6,7,8}'::smallint[],
    '{promo,promo,promo,purchased,purchased,purchased,earned,earned,earned}'::ledger_bucket[],
    array[h.wallet_account, h.creator_account, v_revenue, h.wallet_account, h.creator_account, v_revenue,
      h.wallet_account, h.creator_account, v_revenue],
    array[-v_promo, v_upto_promo, v_promo - v_upto_promo,
      -v_purchased, v_upto_purchased - v_upto_promo, v_purchased - v_upto_purchased + v_upto_promo,
      -v_earned, creator_part - v_upto_purchased, v_earned - creator_part + v_upto_purchased]
  ) as e (line, bucket, account_id, amount)
  where e.amount <> 0;
  update ledger_holds set state = 'captured', ended_at = clock_timestamp(), ended_key = p_key,
    captured = ledger_capture_one.amount, transfer_id = ledger_capture_one.transfer_id
  where id = p_hold;
  update ledger_wallets set
    promo = w.promo + h.promo - v_promo, held_promo = w.held_promo - h.promo,
    purchased = w.purchased + h.purchased - v_purchased, held_purchased = w.held_purchased - h.purchased,
    earned = w.earned + h.earned - v_earned, held_earned = w.held_earned - h.earned,
    spent = w.spent + ledger_capture_one.amount,
    lines = w.lines + (v_promo > 0)::int + (v_purchased > 0)::int + (v_earned > 0)::int
  where person_id = h.person_id;
  outcome := 'captured';
  available := available + h.promo + h.purchased + h.earned - amount;
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(SINGLE_CALLS)
  }

  override async down() {
    this.schema.raw('drop function ledger_capture_one, ledger_hold_one')
  }
}
