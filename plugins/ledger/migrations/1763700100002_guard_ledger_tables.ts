import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What no session may do, whoever asks. `enable always` keeps the triggers working for replication roles too;
 * `ledger:verify` reports when one of them is missing or switched off.
 */
const GUARDS = `
create function ledger_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'ledger: % of % is refused, the books are append-only', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation';
end $$;

create trigger ledger_append_only before update or delete or truncate on ledger_transfers
  for each statement execute function ledger_refuse();
create trigger ledger_append_only before update or delete or truncate on ledger_entries
  for each statement execute function ledger_refuse();
create trigger ledger_append_only before update or delete or truncate on ledger_releases
  for each statement execute function ledger_refuse();
create trigger ledger_kept before delete or truncate on ledger_holds
  for each statement execute function ledger_refuse();
create trigger ledger_kept before delete or truncate on ledger_wallets
  for each statement execute function ledger_refuse();
create trigger ledger_kept before delete or truncate on ledger_accounts
  for each statement execute function ledger_refuse();

-- A hold ends once, and nothing else of it ever changes. The condition is checked without calling PL/pgSQL.
create trigger ledger_ends_once before update on ledger_holds for each row
  when (old.state <> 'held' or new.state = 'held'
    or (new.id, new.key, new.person_id, new.wallet_account, new.promo, new.purchased, new.earned, new.share_bp)
      is distinct from
      (old.id, old.key, old.person_id, old.wallet_account, old.promo, old.purchased, old.earned, old.share_bp)
    or new.creator_account is distinct from old.creator_account
    or new.creator_id is distinct from old.creator_id)
  execute function ledger_refuse();

create trigger ledger_same_account before update on ledger_accounts for each row
  when ((new.id, new.kind, new.name, new.commodity) is distinct from (old.id, old.kind, old.name, old.commodity)
    or new.owner is distinct from old.owner)
  execute function ledger_refuse();

-- Entries of a transfer are written by one statement, and sum to zero per commodity.
create function ledger_check_zero_sum() returns trigger language plpgsql as $$
declare
  v_transfer bigint;
begin
  select n.transfer_id into v_transfer
  from new_entries n
  group by n.transfer_id, n.commodity
  having sum(n.amount) <> 0
  limit 1;
  if found then
    raise exception 'ledger: the entries of transfer % do not sum to zero', v_transfer
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

create trigger ledger_zero_sum after insert on ledger_entries
  referencing new table as new_entries for each statement execute function ledger_check_zero_sum();

alter table ledger_transfers enable always trigger ledger_append_only;
alter table ledger_entries enable always trigger ledger_append_only;
alter table ledger_entries enable always trigger ledger_zero_sum;
alter table ledger_releases enable always trigger ledger_append_only;
alter table ledger_holds enable always trigger ledger_kept;
alter table ledger_holds enable always trigger ledger_ends_once;
alter table ledger_wallets enable always trigger ledger_kept;
alter table ledger_accounts enable always trigger ledger_kept;
alter table ledger_accounts enable always trigger ledger_same_account;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(GUARDS)
  }

  override async down() {
    this.schema.raw(`
      drop trigger ledger_append_only on ledger_transfers;
      drop trigger ledger_append_only on ledger_entries;
      drop trigger ledger_zero_sum on ledger_entries;
      drop trigger ledger_append_only on ledger_releases;
      drop trigger ledger_kept on ledger_holds;
      drop trigger ledger_ends_once on ledger_holds;
      drop trigger ledger_kept on ledger_wallets;
      drop trigger ledger_kept on ledger_accounts;
      drop trigger ledger_same_account on ledger_accounts;
      drop function ledger_check_zero_sum, ledger_refuse;
    `)
  }
}
