import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What becomes of the books when people are merged or deleted, and welcome coins that know of both. Movements are
 * ordinary transfers; see docs/adr/0010.
 */
export const MERGE = `
-- Whose wallet went on in whose.
create table ledger_merges (
  from_id uuid primary key,
  into_id uuid not null,
  merged_at timestamptz not null default clock_timestamp()
);
create index ledger_merges_into on ledger_merges (into_id);

-- People who get no welcome coins (any more): they had them under another id.
create table ledger_welcome_bars (
  person_id uuid primary key,
  barred_at timestamptz not null default clock_timestamp()
);

create function ledger_open_wallets(p_people uuid[]) returns void
language plpgsql as $$
begin
  insert into ledger_accounts (kind, owner)
  select distinct k.kind, p.id from unnest(p_people) as p (id), unnest('{wallet,earnings}'::ledger_account_kind[]) as k (kind)
  where not exists (
    select 1 from ledger_accounts a where a.kind = k.kind and a.owner = p.id and a.name = '' and a.commodity = 'COIN'
  )
  order by 1, 2
  on conflict do nothing;

  insert into ledger_wallets (person_id, account_id)
  select a.owner, a.id from ledger_accounts a
  where a.kind = 'wallet' and a.owner = any (p_people)
    and not exists (select 1 from ledger_wallets w where w.person_id = a.owner)
  order by a.owner
  on conflict do nothing;

  perform 1 from ledger_wallets w where w.person_id = any (p_people) order by w.person_id for update;
end $$;

/*
 * Welcome coins, once per person. The wallet's lock is taken before the bar is looked for, as a merge does, so
 * whichever comes second sees what the first did. Outcomes: given, given_before, barred.
 */
create function ledger_welcome(p_person uuid, p_amount bigint) returns text
language plpgsql as $$
declare
  v_transfer record;
begin
  perform ledger_open_wallets(array[p_person]);
  if exists (select 1 from ledger_transfers t where t.key_id = ledger_key_id('transfer', 'welcome:' || p_person)) then
    return 'given_before';
  end if;
  if exists (select 1 from ledger_welcome_bars b where b.person_id = p_person) then
    return 'barred';
  end if;
  select * into v_transfer from ledger_transfer(
    array['welcome:' || p_person], array['ledger.memo.welcome'], array[null::jsonb],
    array[jsonb_build_array(
      jsonb_build_object('kind', 'system', 'name', 'promotion', 'commodity', 'COIN', 'amount', (-p_amount)::text),
      jsonb_build_object('kind', 'wallet', 'owner', p_person, 'commodity', 'COIN', 'bucket', 'promo',
        'amount', p_amount::text)
    )]
  );
  if v_transfer.outcome <> 'transferred' then
    raise exception 'ledger: the welcome of % was not given: %', p_person, v_transfer.outcome;
  end if;
  return 'given';
end $$;

-- The legs that move all that a person has, in the wallet and in earnings, to another person.
create function ledger_moving_legs(p_from uuid, p_into uuid) returns jsonb
language sql stable as $$
  select jsonb_agg(jsonb_build_object('kind', h.kind, 'owner', o.owner, 'commodity', 'COIN', 'bucket', h.bucket,
    'amount', (o.sign * h.amount)::text))
  from (
    select 'wallet' as kind, b.bucket, b.amount from ledger_wallets w
    cross join lateral (values ('promo', w.promo::bigint), ('purchased', w.purchased::bigint),
      ('earned', w.earned::bigint)) as b (bucket, amount)
    where w.person_id = p_from
    union all
    select 'earnings', s.bucket::text, s.balance
    from ledger_accounts a cross join lateral ledger_accumulated(a.id) s
    where a.kind = 'earnings' and a.owner = p_from and a.name = '' and a.commodity = 'COIN'
  ) h
  cross join (values (p_from, -1), (p_into, 1)) as o (owner, sign)
  where h.amount > 0
$$;

/*
 * Moves all coins of one person to another, and takes back one of two welcomes as far as free coins are left.
 * Outcomes: merged, busy (an open hold on either side).
 */
create function ledger_merge(p_from uuid, p_into uuid) returns text
language plpgsql as $$
declare
  v_key text := 'merge:' || p_from;
  v_legs jsonb;
  v_back bigint;
  v_from_welcome boolean;
  v_into_welcome boolean;
  v_outcome text;
begin
  perform ledger_open_wallets(array[p_from, p_into]);
  if exists (select 1 from ledger_merges m where m.from_id = p_from) then
    return 'merged';
  end if;
  if exists (
    select 1 from ledger_wallets w where w.person_id in (p_from, p_into)
      and w.held_promo + w.held_purchased + w.held_earned > 0
  ) then
    return 'busy';
  end if;
  -- Nobody draws earnings meanwhile. A capture may still add some: ledger_follow_merges() moves those on.
  perform 1 from ledger_accounts a
  where a.kind = 'earnings' and a.owner in (p_from, p_into) order by a.id for update;

  v_legs := ledger_moving_legs(p_from, p_into);
  if v_legs is not null then
    select t.outcome into v_outcome from ledger_transfer(
      array[v_key], array['ledger.memo.merge'], array[null::jsonb], array[v_legs]) t;
    if v_outcome <> 'transferred' then
      raise exception 'ledger: the coins of % could not move: %', p_from, v_outcome;
    end if;
  end if;

  v_from_welcome := exists (
    select 1 from ledger_transfers t where t.key_id = ledger_key_id('transfer', 'welcome:' || p_from));
  v_into_welcome := exists (
    select 1 from ledger_transfers t where t.key_id = ledger_key_id('transfer', 'welcome:' || p_into));
  if v_from_welcome and v_into_welcome then
    select least(w.promo::bigint, (
      select sum(e.amount)::bigint from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
      where t.key_id = ledger_key_id('transfer', 'welcome:' || p_from) and e.amount > 0
    )) into v_back from ledger_wallets w where w.person_id = p_into;
    if v_back > 0 then
      select t.outcome into v_outcome from ledger_transfer(
        array[v_key || ':welcome'], array['ledger.memo.welcome_returned'], array[null::jsonb],
        array[jsonb_build_array(
          jsonb_build_object('kind', 'wallet', 'owner', p_into, 'commodity', 'COIN', 'bucket', 'promo',
            'amount', (-v_back)::text),
          jsonb_build_object('kind', 'system', 'name', 'promotion', 'commodity', 'COIN', 'amount', v_back::text)
        )]) t;
      if v_outcome <> 'transferred' then
        raise exception 'ledger: the welcome of % could not be taken back: %', p_from, v_outcome;
      end if;
    end if;
  end if;

  -- One welcome in all: where one side had it, or one is barred, the other's is not given later.
  insert into ledger_welcome_bars (person_id)
  select b.id from (values (p_from), (p_into)) as b (id)
  where b.id = p_from or v_from_welcome or exists (
    select 1 from ledger_welcome_bars x where x.person_id in (p_from, p_into))
  on conflict do nothing;

  update ledger_accounts i set share_bp = f.share_bp from ledger_accounts f
  where i.kind = 'earnings' and i.owner = p_into and i.share_bp is null
    and f.kind = 'earnings' and f.owner = p_from and f.share_bp is not null;

  update ledger_merges set into_id = p_into where into_id = p_from;
  insert into ledger_merges (from_id, into_id) values (p_from, p_into);
  return 'merged';
end $$;

/*
 * Moves on what reached somebody after they were merged: a hold of a fan that named them as creator was captured
 * later. Holds live an hour at most; a day is looked back on. Returns how many people it moved coins for.
 */
create function ledger_follow_merges() returns bigint
language plpgsql as $$
declare
  v_merge record;
  v_legs jsonb;
  v_count bigint := 0;
begin
  for v_merge in
    select m.from_id, m.into_id from ledger_merges m
    where m.merged_at > clock_timestamp() - interval '1 day' and ledger_moving_legs(m.from_id, m.into_id) is not null
    order by m.from_id
  loop
    perform ledger_open_wallets(array[v_merge.from_id, v_merge.into_id]);
    perform 1 from ledger_accounts a
    where a.kind = 'earnings' and a.owner in (v_merge.from_id, v_merge.into_id) order by a.id for update;
    v_legs := ledger_moving_legs(v_merge.from_id, v_merge.into_id);
    continue when v_legs is null;
    -- The last entry there is part of the key: the same coins move once.
    perform ledger_transfer(
      array[concat('merge:', v_merge.from_id, ':after:', (
        select max(e.transfer_id) from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where a.owner = v_merge.from_id))],
      array['ledger.memo.merge'], array[null::jsonb], array[v_legs]);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

/*
 * Ends the wallet of a person who is deleted: what is in it goes to the adjustments, and no welcome comes later.
 * Outcomes: closed, busy (an open hold).
 */
create function ledger_close(p_person uuid) returns text
language plpgsql as $$
declare
  v_legs jsonb;
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

  select jsonb_agg(l) filter (where l ->> 'owner' = p_person::text)
    || jsonb_build_array(jsonb_build_object('kind', 'system', 'name', 'adjustments', 'commodity', 'COIN',
      'amount', (-sum((l ->> 'amount')::bigint) filter (where l ->> 'owner' = p_person::text))::text))
  into v_legs from jsonb_array_elements(ledger_moving_legs(p_person, null)) l;
  if v_legs is null then
    return 'closed';
  end if;
  select t.outcome into v_outcome from ledger_transfer(
    array['close:' || p_person], array['ledger.memo.closed'], array[null::jsonb], array[v_legs]) t;
  if v_outcome <> 'transferred' then
    raise exception 'ledger: the wallet of % could not be closed: %', p_person, v_outcome;
  end if;
  return 'closed';
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(MERGE)
  }

  override async down() {
    this.schema.raw(`
      drop function ledger_close, ledger_follow_merges, ledger_merge, ledger_moving_legs, ledger_welcome,
        ledger_open_wallets;
      drop table ledger_welcome_bars, ledger_merges;
    `)
  }
}
