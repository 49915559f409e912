import { BaseSchema } from '@adonisjs/lucid/schema'

const PAYABLE = `
/*
 * A creator's earnings from bought coins: those of captures younger than so many seconds are pending, as far as no
 * reversal took them back; the rest of what is there may be paid out. What a failed payout returns is a transfer and
 * was pending once, so it is not pending again.
 */
create function ledger_payable(p_creator uuid, p_pending_seconds bigint, out pending bigint, out available bigint)
language plpgsql stable as $$
declare
  v_person uuid := ledger_person(p_creator);
  v_since timestamptz := clock_timestamp() - make_interval(secs => p_pending_seconds);
  -- Transfers are numbered in the order of time, but for what runs at the same moment.
  v_after bigint := ledger_transfer_before(v_since - interval '1 minute');
  v_balance bigint;
begin
  select coalesce(sum(b.balance), 0) into v_balance
  from ledger_accounts a cross join lateral ledger_accumulated(a.id) b
  where a.kind = 'earnings' and a.owner = v_person and a.name = '' and a.commodity = 'COIN' and b.bucket = 'purchased';

  select coalesce(sum(e.amount - coalesce((
    select sum(p.creator_taken) from ledger_reversal_parts p
    where p.debit_id = t.id and p.bucket = 'purchased'
      and not exists (select 1 from ledger_restores s where s.reversal_id = p.reversal_id)
  ), 0)), 0) into pending
  from ledger_accounts a
  join ledger_entries e on e.account_id = a.id and e.transfer_id > v_after
  join ledger_transfers t on t.id = e.transfer_id
  where a.kind = 'earnings' and a.owner = any (ledger_family(v_person)) and a.name = '' and a.commodity = 'COIN'
    and e.bucket = 'purchased' and t.operation = 'capture' and t.created_at >= v_since;

  pending := least(pending, greatest(v_balance, 0));
  available := v_balance - pending;
end $$;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(PAYABLE)
  }

  override async down() {
    this.schema.raw('drop function ledger_payable')
  }
}
