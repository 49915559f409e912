import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Takes held coins and splits them between creator and platform, for many holds at once.
 *
 * The creator's part is rounded down over the whole amount; over buckets it is the growth of that rounded
 * part as the buckets are taken in spending order, so that the kinds add up to it.
 */
const CAPTURE = `
create function ledger_creator_part(p_amount bigint, p_share_bp integer) returns bigint
language sql immutable parallel safe
return p_amount * p_share_bp / 10000;

create function ledger_capture(p_keys text[], p_holds uuid[], p_amounts bigint[])
returns table (ord bigint, outcome text, transfer_id bigint, amount bigint, creator_part bigint, available bigint)
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_revenue bigint := (select a.id from ledger_accounts a where a.kind = 'revenue');
begin
  -- A hold ends under the lock of its wallet, so wallets are all that is locked; in id order, as everywhere.
  perform 1 from ledger_wallets w
  where w.person_id = any (array(select h.person_id from ledger_holds h where h.id = any (p_holds)))
  order by w.person_id for update;

  -- Decided once, in this list; what follows only writes it down.
  return query
  with op as (
    select o.ord, o.key, ledger_key_id('capture', o.key) as key_id, o.hold_id, h.state, h.person_id,
      h.wallet_account, h.creator_account, h.memo_key, h.memo_data, h.ended_key, h.captured,
      h.transfer_id, h.promo, h.purchased, h.earned, h.promo + h.purchased + h.earned as held,
      coalesce(o.amount, h.promo + h.purchased + h.earned) as amount,
      case when h.creator_account is null then 0 else h.share_bp end as share_bp,
      row_number() over (partition by o.hold_id order by o.ord) = 1 as first_of_hold
    from unnest(p_keys, p_holds, p_amounts) with ordinality as o (key, hold_id, amount, ord)
    left join lateral (select * from ledger_holds h where h.id = o.hold_id offset 0) h on true
  ),
  decided as materialized (
    -- A number is taken for each, and not used by those that make nothing.
    select op.*, nextval('ledger_transfers_id_seq') as new_id, w.promo + w.purchased + w.earned as available,
      least(op.promo, op.amount) as take_promo,
      least(op.purchased, greatest(op.amount - op.promo, 0)) as take_purchased,
      greatest(op.amount - op.promo - op.purchased, 0) as take_earned,
      ledger_creator_part(least(op.promo, op.amount), op.share_bp) as part_promo,
      ledger_creator_part(least(op.promo + op.purchased, op.amount), op.share_bp) as part_purchased,
      ledger_creator_part(op.amount, op.share_bp) as part,
      case
        when op.person_id is null then 'unknown_hold'
        when op.state = 'released' then 'already_released'
        when op.state = 'captured' and op.ended_key <> op.key then 'captured_otherwise'
        when op.state = 'captured' and op.captured <> op.amount then 'key_conflict'
        when op.state = 'captured' then 'captured'
        when op.amount > op.held then 'too_much'
        when not op.first_of_hold then 'again'
        when exists (select 1 from ledger_transfers t where t.key_id = op.key_id) then 'key_conflict'
        else 'make'
      end as outcome
    from op left join lateral (
      select w.promo, w.purchased, w.earned from ledger_wallets w where w.person_id = op.person_id offset 0
    ) w on true
  ),
  made as (
    -- Another hold's capture may take the key at this very moment: then the call fails, and is asked one by one.
    insert into ledger_transfers (id, key_id, operation, key, hold_id, memo_key, memo_data)
    overriding system value
    select d.new_id, d.key_id, 'capture', d.key, d.hold_id, d.memo_key, d.memo_data
    from decided d where d.outcome = 'make' order by d.key_id
  ),
  entered as (
    insert into ledger_entries (transfer_id, line, account_id, bucket, amount)
    select d.new_id, e.line, e.account_id, e.bucket, e.amount
    from decided d cross join lateral unnest(
      '{0,1,2,3,4,5,6,7,8}'::smallint[],
      '{promo,promo,promo,purchased,purchased,purchased,earned,earned,earned}'::ledger_bucket[],
      array[d.wallet_account, d.creator_account, v_revenue, d.wallet_account, d.creator_account, v_revenue,
        d.wallet_account, d.creator_account, v_revenue],
      array[-d.take_promo, d.part_promo, d.take_promo - d.part_promo,
        -d.take_purchased, d.part_purchased - d.part_promo, d.take_purchased - d.part_purchased + d.part_promo,
        -d.take_earned, d.part - d.part_purchased, d.take_earned - d.part + d.part_purchased]
    ) as e (line, bucket, account_id, amount)
    where d.outcome = 'make' and e.amount <> 0
  ),
  ended as (
    update ledger_holds h set state = 'captured', ended_at = clock_timestamp(), ended_key = d.key,
      captured = d.amount, transfer_id = d.new_id
    from decided d where d.outcome = 'make' and h.id = d.hold_id
  ),
  moved as (
    update ledger_wallets w set
      promo = w.promo + s.promo - s.take_promo, held_promo = w.held_promo - s.promo,
      purchased = w.purchased + s.purchased - s.take_purchased, held_purchased = w.held_purchased - s.purchased,
      earned = w.earned + s.earned - s.take_earned, held_earned = w.held_earned - s.earned,
      spent = w.spent + s.amount, lines = w.lines + s.lines
    from (
      select d.person_id, sum(d.promo) as promo, sum(d.purchased) as purchased, sum(d.earned) as earned,
        sum(d.take_promo) as take_promo, sum(d.take_purchased) as take_purchased, sum(d.take_earned) as take_earned,
        sum(d.amount) as amount,
        sum((d.take_promo > 0)::int + (d.take_purchased > 0)::int + (d.take_earned > 0)::int) as lines
      from decided d where d.outcome = 'make' group by d.person_id
    ) s
    where w.person_id = s.person_id
  )
  select d.ord,
    case when d.outcome = 'make' then 'captured' else d.outcome end,
    case when d.outcome = 'make' then d.new_id else d.transfer_id end,
    d.amount, d.part,
    (d.available + sum(case when d.outcome = 'make' then d.held - d.amount else 0 end)
      over (partition by d.person_id))::bigint
  from decided d;
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(CAPTURE)
  }

  override async down() {
    this.schema.raw('drop function ledger_capture, ledger_creator_part')
  }
}
