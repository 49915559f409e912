import { BaseSchema } from '@adonisjs/lucid/schema'

/** Gives held coins back: asked for by a caller, or by the sweeper once a hold has expired. */
const RELEASE = `
-- Ends holds that are still open, and gives their coins back. The caller has locked the wallets.
create function ledger_give_back(p_holds uuid[], p_keys text[]) returns bigint
language sql as $$
  with ended as (
    update ledger_holds h set state = 'released', ended_at = clock_timestamp(), ended_key = o.key
    from unnest(p_holds, p_keys) as o (hold_id, key)
    where h.id = o.hold_id and h.state = 'held'
    returning h.person_id, h.promo, h.purchased, h.earned
  ),
  moved as (
    update ledger_wallets w set
      promo = w.promo + s.promo, held_promo = w.held_promo - s.promo,
      purchased = w.purchased + s.purchased, held_purchased = w.held_purchased - s.purchased,
      earned = w.earned + s.earned, held_earned = w.held_earned - s.earned
    from (
      select e.person_id, sum(e.promo) as promo, sum(e.purchased) as purchased, sum(e.earned) as earned
      from ended e group by e.person_id
    ) s
    where w.person_id = s.person_id
  )
  select count(*) from ended;
$$;

create function ledger_release(p_keys text[], p_holds uuid[])
returns table (ord bigint, outcome text, amount bigint, available bigint)
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  perform 1 from ledger_wallets w
  where w.person_id = any (array(select h.person_id from ledger_holds h where h.id = any (p_holds)))
  order by w.person_id for update;

  insert into ledger_releases (key_id, key, hold_id)
  select distinct on (ledger_key_id('release', o.key)) ledger_key_id('release', o.key), o.key, o.hold_id
  from unnest(p_keys, p_holds) as o (key, hold_id)
  join ledger_holds h on h.id = o.hold_id and h.state = 'held'
  order by ledger_key_id('release', o.key)
  on conflict (key_id) do nothing;

  perform ledger_give_back(array_agg(o.hold_id), array_agg(o.key))
  from unnest(p_keys, p_holds) as o (key, hold_id)
  join ledger_releases r on r.key_id = ledger_key_id('release', o.key) and r.hold_id = o.hold_id;

  return query
  select o.ord,
    case
      when h.id is null then 'unknown_hold'
      when r.hold_id <> o.hold_id then 'key_conflict'
      when h.state = 'captured' then 'already_captured'
      when h.state = 'released' then 'released'
      else 'again'
    end,
    h.promo + h.purchased + h.earned,
    w.promo + w.purchased + w.earned
  from unnest(p_keys, p_holds) with ordinality as o (key, hold_id, ord)
  left join ledger_holds h on h.id = o.hold_id
  left join ledger_wallets w on w.person_id = h.person_id
  left join ledger_releases r on r.key_id = ledger_key_id('release', o.key);
end $$;

-- Releases holds whose time is over, at most so many. Returns how many.
create function ledger_sweep(p_limit integer) returns bigint
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_holds uuid[] := array(
    select h.id from ledger_holds h
    where h.state = 'held' and h.expires_at <= clock_timestamp()
    order by h.expires_at limit p_limit
  );
begin
  perform 1 from ledger_wallets w
  where w.person_id = any (array(select h.person_id from ledger_holds h where h.id = any (v_holds)))
  order by w.person_id for update;

  return ledger_give_back(v_holds, array_fill(null::text, array[cardinality(v_holds)]));
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(RELEASE)
  }

  override async down() {
    this.schema.raw('drop function ledger_sweep, ledger_release, ledger_give_back')
  }
}
