import { BaseSchema } from '@adonisjs/lucid/schema'
import { MERGE } from '#plugins/ledger/migrations/1763721000003_create_ledger_merge'
import { earlierFunction } from '#plugins/ledger/support/earlier_function'

/** What debts and spend caps become when people are merged or deleted; see docs/adr/0010 and 0016. */
const PEOPLE = `
-- The legs that move all that a person has, in the wallet and in earnings, and what they owe, to another person.
create or replace function ledger_moving_legs(p_from uuid, p_into uuid) returns jsonb
language sql stable as $$
  select jsonb_agg(jsonb_build_object('kind', h.kind, 'owner', o.owner, 'commodity', 'COIN', 'bucket', h.bucket,
    'amount', (o.sign * h.amount)::text))
  from (
    select 'wallet' as kind, b.bucket, b.amount from ledger_wallets w
    cross join lateral (values ('promo', w.promo::bigint), ('purchased', w.purchased::bigint),
      ('earned', w.earned::bigint)) as b (bucket, amount)
    where w.person_id = p_from
    union all
    select a.kind::text, s.bucket::text, s.balance
    from ledger_accounts a cross join lateral ledger_accumulated(a.id) s
    where a.kind in ('earnings', 'receivable') and a.owner = p_from and a.name = '' and a.commodity = 'COIN'
  ) h
  cross join (values (p_from, -1), (p_into, 1)) as o (owner, sign)
  where h.amount <> 0
$$;

/*
 * Ends the wallet of a person who is deleted: what is in it goes to the adjustments, what they owe is lost, and no
 * welcome comes later. Outcomes: closed, busy (an open hold).
 */
create or replace function ledger_close(p_person uuid) returns text
language plpgsql as $$
declare
  v_part record;
  v_outcome text;
begin
  perform ledger_open_wallets(array[p_person]);
  if exists (
    select 1 from ledger_wallets w where w.person_id = p_person
      and w.held_promo + w.held_purchased + w.held_earned > 0
  ) then
    return 'busy';
  end if;
  perform 1 from ledger_accounts a where a.kind = 'earnings' and a.owner = p_person for update;
  insert into ledger_welcome_bars (person_id) values (p_person) on conflict do nothing;

  -- Coins end and a debt begins to be nobody's: each has a transfer of its own, since kinds go one way in each.
  for v_part in
    select case when l.kind = 'receivable' then 'close:' || p_person || ':owed' else 'close:' || p_person end as key,
      jsonb_agg(l.leg) || jsonb_build_array(ledger_leg('system', null, 'adjustments', null, -sum(l.amount)::bigint)) as legs
    from (
      select e as leg, e ->> 'kind' as kind, (e ->> 'amount')::bigint as amount
      from jsonb_array_elements(ledger_moving_legs(p_person, null)) e
      where e ->> 'owner' = p_person::text
    ) l
    group by 1 order by 1
  loop
    select t.outcome into v_outcome from ledger_transfer(
      array[v_part.key], array['ledger.memo.closed'], array[null::jsonb], array[v_part.legs]) t;
    if v_outcome <> 'transferred' then
      raise exception 'ledger: the wallet of % could not be closed: %', p_person, v_outcome;
    end if;
  end loop;
  delete from ledger_caps where person_id = p_person;
  update ledger_wallets set closed = true, capped = false where person_id = p_person;
  return 'closed';
end $$;
`

const CAPS = `
-- Who is merged keeps the limits of both: the lower one where both have one. Under the wallets' locks of ledger_merge().
create function ledger_merge_caps() returns trigger
language plpgsql as $$
begin
  if exists (select 1 from ledger_caps c where c.person_id in (new.from_id, new.into_id)) then
    perform ledger_set_caps(new.into_id,
      (select min(c.daily) from ledger_caps c where c.person_id in (new.from_id, new.into_id)),
      (select min(c.monthly) from ledger_caps c where c.person_id in (new.from_id, new.into_id)));
    delete from ledger_caps c where c.person_id = new.from_id;
    update ledger_wallets set capped = false where person_id = new.from_id;
  end if;
  return null;
end $$;
create trigger ledger_merge_caps after insert on ledger_merges for each row execute function ledger_merge_caps();
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(PEOPLE)
    this.schema.raw(CAPS)
  }

  override async down() {
    this.schema.raw(`
      drop trigger ledger_merge_caps on ledger_merges;
      drop function ledger_merge_caps;
    `)
    this.schema.raw(earlierFunction(MERGE, 'ledger_moving_legs'))
    this.schema.raw(earlierFunction(MERGE, 'ledger_close'))
  }
}
