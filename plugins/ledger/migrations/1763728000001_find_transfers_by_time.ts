import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Transfers are numbered in the order of their time, but for what runs at the same moment: a search by halves over
 * their primary key finds a time, and writing them needs no index on it.
 */
const FIND = `
create function ledger_transfer_before(p_at timestamptz) returns bigint
language plpgsql stable as $$
declare
  v_low bigint := 0;
  v_high bigint;
  v_middle bigint;
  v_found record;
begin
  select coalesce(max(t.id), 0) into v_high from ledger_transfers t;
  while v_low < v_high loop
    v_middle := v_low + (v_high - v_low + 1) / 2;
    -- Numbers have gaps: a transaction that was rolled back keeps its own.
    select t.id, t.created_at into v_found from ledger_transfers t
      where t.id >= v_middle and t.id <= v_high order by t.id limit 1;
    if found and v_found.created_at < p_at then
      v_low := v_found.id;
    else
      v_high := v_middle - 1;
    end if;
  end loop;
  return v_low;
end $$;
comment on function ledger_transfer_before is 'the number of the last transfer before a time, give or take what ran beside it';
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(FIND)
  }

  override async down() {
    this.schema.raw('drop function ledger_transfer_before')
  }
}
