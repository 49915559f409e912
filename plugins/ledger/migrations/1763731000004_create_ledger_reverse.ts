import { BaseSchema } from '@adonisjs/lucid/schema'

/** Takes a top-up back, or a part of it; see docs/adr/0016. */
const REVERSE = `
-- The wallet accounts of a person, and of everybody who was merged into them.
create function ledger_family(p_person uuid) returns uuid[]
language sql stable
return array(select p_person union select m.from_id from ledger_merges m where m.into_id = p_person);

/*
 * Divides what a reversal takes back, without taking it. First coins in the wallet, whichever top-up they came from:
 * so creators are asked last. Then where the top-up's own coins were spent, oldest first. The caller has locked the
 * wallets. Gives a row per kind (debit_id null: asked, from_wallet, from_lot) and a row per debit.
 */
create function ledger_plan_reversal(p_person uuid, p_top_up bigint, p_promo bigint, p_purchased bigint)
returns table (bucket ledger_bucket, asked bigint, from_wallet bigint, from_lot bigint, debit_id bigint, amount bigint)
language plpgsql stable as $$
declare
  v_accounts bigint[] := array(select w.account_id from ledger_wallets w where w.person_id = any (ledger_family(p_person)));
  v_bucket record;
begin
  for v_bucket in
    select b.bucket, b.asked, least(b.asked, b.spendable) as from_wallet
    from ledger_wallets w cross join lateral (values ('promo'::ledger_bucket, p_promo, w.promo::bigint),
      ('purchased', p_purchased, w.purchased::bigint)) as b (bucket, asked, spendable)
    where w.person_id = p_person and (b.asked > 0 or (b.bucket = 'purchased' and p_promo = 0))
  loop
    bucket := v_bucket.bucket; asked := v_bucket.asked; from_wallet := v_bucket.from_wallet; debit_id := null; amount := null;
    from_lot := least(from_wallet, coalesce((
      select l.credit from ledger_line(v_accounts, bucket) l where l.transfer_id = p_top_up), 0));
    return next;
    return query select v_bucket.bucket, null::bigint, null::bigint, null::bigint, s.debit_id, s.amount
    from ledger_spent_by(v_accounts, bucket, p_top_up, from_lot, asked - from_wallet) s;
  end loop;
end $$;

/*
 * p_bearer: shared, or platform (who bears what would be the creators' part).
 * Outcomes: reversed, not_reversible, key_conflict, unbalanced, again.
 */
create function ledger_reverse(
  p_key text, p_top_up bigint, p_purchased bigint, p_promo bigint, p_memo_key text, p_memo_data jsonb, p_money jsonb,
  p_bearer text, out outcome text, out transfer_id bigint, out from_wallet bigint, out from_platform bigint,
  out owed bigint, out creators uuid[], out from_creators bigint[], out fresh boolean
)
language plpgsql as $$
declare
  v_owner uuid := (
    select a.owner from ledger_transfers t join ledger_entries e on e.transfer_id = t.id
    join ledger_accounts a on a.id = e.account_id
    where t.id = p_top_up and t.operation = 'top_up' and a.owner is not null limit 1);
  v_person uuid := ledger_person(v_owner);
  v_content bytea := ledger_content(p_memo_key, p_memo_data, p_money || jsonb_build_array(
    jsonb_build_array(p_top_up, p_purchased, p_promo, p_bearer)));
  v_seen ledger_transfers;
  v_plan jsonb;
  v_parts jsonb;
  v_sums jsonb;
begin
  if v_owner is null then
    outcome := 'not_reversible'; return;
  end if;
  perform pg_current_xact_id();
  perform ledger_open_accounts(array[p_money]);
  perform ledger_open_wallets(ledger_family(v_person));
  if ledger_person(v_owner) <> v_person then
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
  elsif exists (
    select 1 from (values ('purchased'::ledger_bucket, 'sales', p_purchased), ('promo', 'promotion', p_promo))
      as b (bucket, source, asked)
    where b.asked + coalesce((
      select sum(v.asked) from ledger_reversals v where v.top_up_id = p_top_up and v.bucket = b.bucket
        and not exists (select 1 from ledger_restores s where s.reversal_id = v.transfer_id)
    ), 0) > coalesce((
      select -sum(e.amount) from ledger_entries e join ledger_accounts a on a.id = e.account_id
      where e.transfer_id = p_top_up and a.kind = 'system' and a.name = b.source and a.commodity = 'COIN'
    ), 0)
  ) then
    outcome := 'not_reversible';
  else
    perform ledger_open_accounts(array[jsonb_build_array(
      jsonb_build_object('kind', 'receivable', 'owner', v_person, 'commodity', 'COIN'),
      jsonb_build_object('kind', 'system', 'name', 'adjustments', 'commodity', 'COIN'))]);
    select jsonb_agg(to_jsonb(p)) into v_plan from (
      select p.*, s.creator_id, s.share, s.is_capture
      from ledger_plan_reversal(v_person, p_top_up, p_promo, p_purchased) p
      left join lateral ledger_traced_share(p.debit_id, p.bucket, p.amount) s on p.debit_id is not null
    ) p;

    -- Nobody draws from where the coins went meanwhile.
    perform 1 from ledger_accounts a
    where a.kind = 'revenue' or (a.kind = 'earnings' and a.owner in (
      select p.creator_id from jsonb_to_recordset(v_plan) as p (creator_id uuid)))
    order by a.id for update;

    -- As far as it is there: what comes first among the debits takes first.
    select coalesce(jsonb_agg(to_jsonb(d)), '[]') into v_parts from (
      select p.bucket, p.debit_id, p.amount, p.creator_id, p.share as creator_share,
        greatest(0, least(p.theirs, coalesce(p.earned, 0)
          - (sum(p.theirs) over (partition by p.bucket, p.creator_id order by p.debit_id) - p.theirs)))::bigint
          as creator_taken,
        greatest(0, least(p.ours, coalesce(p.revenue, 0)
          - (sum(p.ours) over (partition by p.bucket order by p.debit_id) - p.ours)))::bigint as platform_taken
      from (
        select p.*, case when p_bearer = 'platform' then 0 else p.share end as theirs,
          case when not p.is_capture then 0 when p_bearer = 'platform' then p.amount else p.amount - p.share end as ours,
          (
            select s.balance from ledger_accounts a cross join lateral ledger_accumulated(a.id) s
            where a.kind = 'earnings' and a.owner = p.creator_id and a.name = '' and a.commodity = 'COIN'
              and s.bucket = p.bucket
          ) as earned,
          (
            select s.balance from ledger_accounts a cross join lateral ledger_accumulated(a.id) s
            where a.kind = 'revenue' and s.bucket = p.bucket
          ) as revenue
        from jsonb_to_recordset(v_plan) as p (bucket ledger_bucket, debit_id bigint, amount bigint, creator_id uuid,
          share bigint, is_capture boolean)
        where p.debit_id is not null
      ) p
    ) d;

    -- What nobody has any more is owed, and of a person who is deleted it is lost.
    select jsonb_agg(to_jsonb(s)) into v_sums from (
      select p.bucket, p.asked, p.from_wallet, p.from_lot,
        case when w.closed then 0 else r.rest end as owed, case when w.closed then r.rest else 0 end as written_off
      from jsonb_to_recordset(v_plan) as p (bucket ledger_bucket, asked bigint, from_wallet bigint, from_lot bigint,
        debit_id bigint)
      cross join lateral (
        select p.asked - p.from_wallet - coalesce(sum(d.creator_taken + d.platform_taken), 0)::bigint as rest
        from jsonb_to_recordset(v_parts) as d (bucket ledger_bucket, creator_taken bigint, platform_taken bigint)
        where d.bucket = p.bucket
      ) r
      join ledger_wallets w on w.person_id = v_person
      where p.debit_id is null
    ) s;

    transfer_id := ledger_post('reversal', p_key, p_memo_key, p_memo_data, v_content, ledger_legs(array[
        ledger_leg('system', null, 'sales', null, p_purchased),
        ledger_leg('system', null, 'promotion', null, p_promo)
      ] || ledger_reversal_legs(v_person, v_sums, v_parts), p_money));
    outcome := case when transfer_id is null then 'again' else 'reversed' end;
    fresh := true;
    if transfer_id is not null then
      insert into ledger_reversals
      select ledger_reverse.transfer_id, s.bucket, p_top_up, v_person, s.asked, s.from_wallet, s.from_lot, s.owed, s.written_off
      from jsonb_to_recordset(v_sums) as s (bucket ledger_bucket, asked bigint, from_wallet bigint, from_lot bigint,
        owed bigint, written_off bigint);
      insert into ledger_reversal_parts
      select ledger_reverse.transfer_id, p.* from jsonb_to_recordset(v_parts) as p (bucket ledger_bucket, debit_id bigint,
        amount bigint, creator_id uuid, creator_share bigint, creator_taken bigint, platform_taken bigint);
    end if;
  end if;

  if outcome = 'reversed' then
    select sum(v.from_wallet), sum(v.owed), sum(v.written_off) into from_wallet, owed, from_platform
    from ledger_reversals v where v.transfer_id = ledger_reverse.transfer_id;
    select from_platform + coalesce(sum(p.platform_taken), 0) into from_platform
    from ledger_reversal_parts p where p.reversal_id = ledger_reverse.transfer_id;
    select coalesce(array_agg(c.creator_id order by c.creator_id), '{}'),
      coalesce(array_agg(c.taken order by c.creator_id), '{}')
    into creators, from_creators
    from (
      select p.creator_id, sum(p.creator_taken)::bigint as taken from ledger_reversal_parts p
      where p.reversal_id = ledger_reverse.transfer_id and p.creator_taken > 0 group by p.creator_id
    ) c;
  end if;
end $$;

-- The legs of a reversal, but for where the coins end.
create function ledger_reversal_legs(p_person uuid, p_sums jsonb, p_parts jsonb) returns jsonb[]
language sql stable as $$
  select coalesce(array_agg(l.leg), '{}') from (
    select unnest(array[
      ledger_leg('wallet', p_person, null, s.bucket, -s.from_wallet),
      ledger_leg('receivable', p_person, null, s.bucket, -s.owed),
      ledger_leg('system', null, 'adjustments', null, -s.written_off)
    ]) as leg
    from jsonb_to_recordset(p_sums) as s (bucket text, from_wallet bigint, owed bigint, written_off bigint)
    union all
    select ledger_leg('earnings', p.creator_id, null, p.bucket, -sum(p.creator_taken)::bigint)
    from jsonb_to_recordset(p_parts) as p (bucket text, creator_id uuid, creator_taken bigint)
    where p.creator_id is not null group by p.creator_id, p.bucket
    union all
    select ledger_leg('revenue', null, null, p.bucket, -sum(p.platform_taken)::bigint)
    from jsonb_to_recordset(p_parts) as p (bucket text, platform_taken bigint) group by p.bucket
  ) l
  where l.leg is not null
$$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(REVERSE)
  }

  override async down() {
    this.schema.raw(
      'drop function ledger_reversal_legs, ledger_reverse, ledger_plan_reversal, ledger_family'
    )
  }
}
