import { BaseSchema } from '@adonisjs/lucid/schema'

/** Gives back what a reversal took; see docs/adr/0016. */
const RESTORE = `
-- A leg that gives coins back to somebody; to the adjustments when they were deleted.
create function ledger_leg_back(p_kind text, p_owner uuid, p_bucket text, p_amount bigint) returns jsonb
language sql stable
return case when exists (select 1 from ledger_wallets w where w.person_id = p_owner and w.closed)
  then ledger_leg('system', null, 'adjustments', null, p_amount)
  else ledger_leg(p_kind, p_owner, null, p_bucket, p_amount) end;

/*
 * Negates the coins of a reversal. What the person has settled of the debt since comes back as bought coins, since
 * it was settled out of those. Outcomes: restored, not_reversible, key_conflict, unbalanced, again.
 */
create function ledger_restore(
  p_key text, p_reversal bigint, p_memo_key text, p_memo_data jsonb, p_money jsonb,
  out outcome text, out transfer_id bigint, out fresh boolean
)
language plpgsql as $$
declare
  v_owner uuid := (select v.person_id from ledger_reversals v where v.transfer_id = p_reversal limit 1);
  v_person uuid := ledger_person(v_owner);
  v_content bytea := ledger_content(p_memo_key, p_memo_data, p_money || jsonb_build_array(p_reversal));
  v_seen ledger_transfers;
  v_owed record;
  v_legs jsonb[];
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

  select * into v_seen from ledger_transfers t where t.key_id = ledger_key_id('restore', p_key);
  if found then
    transfer_id := v_seen.id;
    fresh := false;
    outcome := case when v_seen.content = v_content then 'restored' else 'key_conflict' end;
    return;
  end if;
  if exists (select 1 from ledger_restores s where s.reversal_id = p_reversal) then
    outcome := 'not_reversible'; return;
  end if;
  if exists (
    select 1 from jsonb_to_recordset(p_money) as l (commodity text, amount bigint)
    group by l.commodity having sum(l.amount) <> 0
  ) then
    outcome := 'unbalanced'; return;
  end if;

  select * into v_owed from ledger_owed(v_person);
  select array_agg(l.leg) into v_legs from (
    select unnest(array[
      ledger_leg('system', null, case v.bucket when 'promo' then 'promotion' else 'sales' end, null, -v.asked),
      ledger_leg('system', null, 'adjustments', null, v.written_off),
      ledger_leg('receivable', v_person, null, v.bucket::text, least(v.owed, o.outstanding)),
      ledger_leg_back('wallet', v_person, v.bucket::text, v.from_wallet),
      ledger_leg_back('wallet', v_person, 'purchased', v.owed - least(v.owed, o.outstanding))
    ]) as leg
    from ledger_reversals v
    cross join lateral (
      select case v.bucket when 'promo' then v_owed.promo else v_owed.purchased end as outstanding
    ) o
    where v.transfer_id = p_reversal
    union all
    select ledger_leg_back('earnings', c.creator_id, c.bucket, c.taken) from (
      select ledger_person(p.creator_id) as creator_id, p.bucket::text as bucket, sum(p.creator_taken)::bigint as taken
      from ledger_reversal_parts p where p.reversal_id = p_reversal and p.creator_taken > 0 group by 1, 2
    ) c
    union all
    select ledger_leg('revenue', null, null, p.bucket::text, sum(p.platform_taken)::bigint)
    from ledger_reversal_parts p where p.reversal_id = p_reversal group by p.bucket
  ) l;

  transfer_id := ledger_post('restore', p_key, p_memo_key, p_memo_data, v_content, ledger_legs(v_legs, p_money));
  if transfer_id is null then
    outcome := 'again'; return;
  end if;
  insert into ledger_restores values (p_reversal, transfer_id);
  outcome := 'restored';
  fresh := true;
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(RESTORE)
  }

  override async down() {
    this.schema.raw('drop function ledger_restore, ledger_leg_back')
  }
}
