import { BaseSchema } from '@adonisjs/lucid/schema'
import { LINE as FIRST_LINE } from '#plugins/ledger/migrations/1763731000003_create_ledger_reversals'
import { earlierFunction } from '#plugins/ledger/support/earlier_function'

/**
 * Gives captured coins back; see docs/adr/0029. What was given back is kept as parts of the capture beside those that
 * reversals trace to it: so it was not spent by it any more, whoever asks afterwards.
 */
const LINE = `
/*
 * As it was, and: coins that were given back are where they were before they were spent. Their capture took that much
 * less (its parts say so), and what came back into the wallet is no credit of its own.
 */
create or replace function ledger_line(p_accounts bigint[], p_bucket ledger_bucket)
returns table (transfer_id bigint, credit bigint, debit bigint)
language sql stable as $$
  with net as materialized (
    select e.transfer_id, sum(e.amount)::bigint as amount
    from ledger_entries e where e.account_id = any (p_accounts) and e.bucket = p_bucket
      and not exists (select 1 from ledger_transfers g where g.id = e.transfer_id and g.operation = 'give_back')
    group by e.transfer_id having sum(e.amount) <> 0
  ),
  traced as (
    select p.debit_id, sum(p.amount)::bigint as amount
    from net n
    join ledger_reversal_parts p on p.debit_id = n.transfer_id and p.bucket = p_bucket
    where n.amount < 0 and not exists (select 1 from ledger_restores s where s.reversal_id = p.reversal_id)
    group by p.debit_id
  ),
  taken as (
    select v.top_up_id, sum(v.from_lot + coalesce((
        select sum(p.amount) from ledger_reversal_parts p where p.reversal_id = v.transfer_id and p.bucket = p_bucket
      ), 0))::bigint as amount
    from net n
    join ledger_reversals v on v.top_up_id = n.transfer_id and v.bucket = p_bucket
    where n.amount > 0 and not exists (select 1 from ledger_restores s where s.reversal_id = v.transfer_id)
    group by v.top_up_id
  )
  select n.transfer_id,
    -- What a restore gave back is where it was before its reversal.
    greatest(0, case when n.amount > 0 then n.amount - coalesce(k.amount, 0) - coalesce(u.from_wallet, 0) else 0 end),
    greatest(0, case
      when n.amount > 0 or (v.transfer_id is not null and r.reversal_id is not null) then 0
      when v.transfer_id is not null then v.from_wallet - v.from_lot
      else -n.amount - coalesce(t.amount, 0) end)
  from net n
  left join taken k on k.top_up_id = n.transfer_id
  left join traced t on t.debit_id = n.transfer_id
  left join ledger_reversals v on v.transfer_id = n.transfer_id and v.bucket = p_bucket
  left join ledger_restores r on r.reversal_id = n.transfer_id
  left join ledger_restores s on s.transfer_id = n.transfer_id
  left join ledger_reversals u on u.transfer_id = s.reversal_id and u.bucket = p_bucket
$$;
`

const GIVE_BACK = `
/*
 * Divides what is to be given back of a capture among its kinds of coins: those that were spent last come first, since
 * they are worth most. What a reversal traced to the capture is left out: its money went back already.
 */
create function ledger_plan_give_back(p_capture bigint, p_amount bigint)
returns table (bucket ledger_bucket, amount bigint)
language sql stable as $$
  with paid as (
    select e.bucket, (-sum(e.amount) - coalesce((
        select sum(p.amount) from ledger_reversal_parts p where p.debit_id = p_capture and p.bucket = e.bucket
          and not exists (select 1 from ledger_restores s where s.reversal_id = p.reversal_id)
      ), 0))::bigint as rest
    from ledger_entries e join ledger_accounts a on a.id = e.account_id
    where e.transfer_id = p_capture and a.kind = 'wallet' group by e.bucket
  ),
  upto as (
    select p.bucket, p.rest, (sum(p.rest) over (order by p.bucket desc) - p.rest)::bigint as before from paid p
  )
  select u.bucket, least(u.rest, coalesce(p_amount, u.before + u.rest) - u.before)
  from upto u where u.rest > 0 and (p_amount is null or u.before < p_amount)
$$;

/*
 * Gives captured coins back to who paid them. The creator's share of them comes out of the creator's earnings as far as
 * it is still there; the rest out of the revenue, and what that has not got out of the adjustments.
 * p_amount: null for all that is left. Outcomes: given_back (transfer_id is null where nothing is left to give),
 * not_reversible, key_conflict, again.
 */
create function ledger_return_capture(
  p_key text, p_capture bigint, p_amount bigint, p_memo_key text, p_memo_data jsonb,
  out outcome text, out transfer_id bigint, out amount bigint, out from_creator bigint, out available bigint,
  out fresh boolean
)
language plpgsql as $$
declare
  v_owner uuid;
  v_creator uuid;
  v_paid bigint;
  v_person uuid;
  v_content bytea := ledger_content(p_memo_key, p_memo_data, jsonb_build_array(jsonb_build_array(p_capture, p_amount)));
  v_seen ledger_transfers;
  v_parts jsonb;
begin
  select (array_agg(a.owner) filter (where a.kind = 'wallet'))[1], (array_agg(a.owner) filter (where a.kind = 'earnings'))[1],
    -sum(e.amount) filter (where a.kind = 'wallet')
  into v_owner, v_creator, v_paid
  from ledger_transfers t join ledger_entries e on e.transfer_id = t.id join ledger_accounts a on a.id = e.account_id
  where t.id = p_capture and t.operation = 'capture';
  if v_owner is null then
    outcome := 'not_reversible'; return;
  end if;
  v_person := ledger_person(v_owner);
  perform pg_current_xact_id();
  perform ledger_open_wallets(ledger_family(v_person));
  if ledger_person(v_owner) <> v_person then
    outcome := 'again'; return;
  end if;
  v_creator := ledger_person(v_creator);

  select * into v_seen from ledger_transfers t where t.key_id = ledger_key_id('give_back', p_key);
  if found then
    transfer_id := v_seen.id;
    fresh := false;
    outcome := case when v_seen.content = v_content then 'given_back' else 'key_conflict' end;
  elsif coalesce(p_amount, 0) + coalesce((
    select sum(p.amount) from ledger_reversal_parts p join ledger_transfers g on g.id = p.reversal_id
    where p.debit_id = p_capture and g.operation = 'give_back'
  ), 0) > v_paid then
    outcome := 'not_reversible';
  else
    -- Nobody draws from where the coins went meanwhile.
    perform 1 from ledger_accounts a
    where a.kind = 'revenue' or (a.kind = 'earnings' and a.owner = v_creator) order by a.id for update;

    select jsonb_agg(to_jsonb(d)) into v_parts from (
      select c.*, least(c.amount - c.creator_taken, greatest(coalesce((
        select s.balance from ledger_accounts a cross join lateral ledger_accumulated(a.id) s
        where a.kind = 'revenue' and s.bucket = c.bucket
      ), 0), 0)) as platform_taken
      from (
        select g.bucket, g.amount, s.creator_id, s.share as creator_share, least(s.share, greatest(coalesce((
          select b.balance from ledger_accounts a cross join lateral ledger_accumulated(a.id) b
          where a.kind = 'earnings' and a.owner = v_creator and a.name = '' and a.commodity = 'COIN'
            and b.bucket = g.bucket
        ), 0), 0)) as creator_taken
        from ledger_plan_give_back(p_capture, p_amount) g
        cross join lateral ledger_traced_share(p_capture, g.bucket, g.amount) s
      ) c
    ) d;
    outcome := 'given_back';
    fresh := v_parts is not null;
    if fresh then
      transfer_id := ledger_post('give_back', p_key, p_memo_key, p_memo_data, v_content,
        ledger_legs(ledger_give_back_legs(v_person, v_parts), '[]'));
      if transfer_id is null then
        outcome := 'again'; return;
      end if;
      insert into ledger_reversal_parts
      select ledger_return_capture.transfer_id, p.bucket, p_capture, p.amount, p.creator_id, p.creator_share,
        p.creator_taken, p.platform_taken
      from jsonb_to_recordset(v_parts) as p (bucket ledger_bucket, amount bigint, creator_id uuid, creator_share bigint,
        creator_taken bigint, platform_taken bigint);
    end if;
  end if;

  if outcome = 'given_back' then
    select coalesce(sum(p.amount), 0), coalesce(sum(p.creator_taken), 0) into amount, from_creator
    from ledger_reversal_parts p where p.reversal_id = ledger_return_capture.transfer_id;
    select w.promo + w.purchased + w.earned into available from ledger_wallets w where w.person_id = v_person;
  end if;
end $$;

-- The legs of a give-back.
create function ledger_give_back_legs(p_person uuid, p_parts jsonb) returns jsonb[]
language sql stable as $$
  select coalesce(array_agg(l.leg), '{}') from (
    select unnest(array[
      ledger_leg_back('wallet', p_person, p.bucket, p.amount),
      ledger_leg('earnings', p.creator_id, null, p.bucket, -p.creator_taken),
      ledger_leg('revenue', null, null, p.bucket, -p.platform_taken),
      ledger_leg('system', null, 'adjustments', null, p.creator_taken + p.platform_taken - p.amount)
    ]) as leg
    from jsonb_to_recordset(p_parts) as p (bucket text, amount bigint, creator_id uuid, creator_taken bigint,
      platform_taken bigint)
  ) l
  where l.leg is not null
$$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(LINE)
    this.schema.raw(GIVE_BACK)
  }

  override async down() {
    this.schema.raw(
      'drop function ledger_give_back_legs, ledger_return_capture, ledger_plan_give_back;' +
        earlierFunction(FIRST_LINE, 'ledger_line')
    )
  }
}
