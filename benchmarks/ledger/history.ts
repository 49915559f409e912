/** Writes a long past into the books by plain SQL, as if so many paid replies had been made one by one. */
import type { Stage } from './stage.js'

/**
 * Indexes are made after the rows, and triggers sleep meanwhile: minutes become seconds. `ledger:verify` proves
 * that the books are as sound as if the ledger had written them.
 * @param replies each gives three entries
 */
export async function writeHistory(
  stage: Stage,
  creatorId: string,
  replies: number
): Promise<void> {
  const { sql, fans } = stage
  const tables = ['ledger_transfers', 'ledger_entries', 'ledger_holds']
  for (const table of tables) await sql(`alter table ${table} disable trigger user`)
  await sql(`
    alter table ledger_transfers drop constraint ledger_transfers_key_id_key;
    alter table ledger_transfers drop constraint ledger_transfers_pkey;
    alter table ledger_holds drop constraint ledger_holds_pkey;
    alter table ledger_entries drop constraint ledger_entries_pkey;
    drop index ledger_entries_account`)

  const [from] = await sql(`select coalesce(max(id), 0) as last from ledger_transfers`)
  const last = Number(from?.last ?? 0)
  const values = [replies]
  // Replies go round the fans, one every hundredth of a second up to now.
  const reply = `
    select n, ${last} + n as transfer_id, 'history:' || n as key, w.person_id, w.account_id,
      clock_timestamp() - make_interval(secs => (${replies} - n) / 100.0) as at
    from generate_series(1, ?::bigint) n
    join (select person_id, account_id, row_number() over (order by person_id) as place from ledger_wallets) w
      on w.place = n % ${fans.length} + 1`
  const creator = `(select id from ledger_accounts where kind = 'earnings' and owner = '${creatorId}')`
  const revenue = `(select id from ledger_accounts where kind = 'revenue')`
  await sql(
    `insert into ledger_holds (id, key, person_id, wallet_account, promo, purchased, earned, creator_id, creator_account,
      share_bp, memo_key, memo_data, created_at, expires_at, state, ended_at, ended_key, captured, transfer_id)
    select ledger_key_id('hold', r.key), r.key, r.person_id, r.account_id, 0, 2000, 0, '${creatorId}', ${creator},
      7000, 'personas.memo.reply', '{"name": "Mira"}', r.at, r.at + interval '10 minutes', 'captured', r.at, r.key, 2000,
      r.transfer_id
    from (${reply}) r`,
    values
  )
  await sql(
    `insert into ledger_transfers (id, key_id, operation, key, hold_id, memo_key, memo_data, created_at)
    overriding system value
    select r.transfer_id, ledger_key_id('capture', r.key), 'capture', r.key, ledger_key_id('hold', r.key),
      'personas.memo.reply', '{"name": "Mira"}', r.at
    from (${reply}) r`,
    values
  )
  await sql(
    `insert into ledger_entries (transfer_id, line, account_id, bucket, amount)
    select r.transfer_id, e.line, e.account_id, 'purchased', e.amount
    from (${reply}) r
    cross join lateral (values (3, r.account_id, -2000), (4, ${creator}, 1400), (5, ${revenue}, 600))
      as e (line, account_id, amount)`,
    values
  )
  await sql(
    `update ledger_wallets w set purchased = w.purchased - 2000 * r.replies, spent = w.spent + 2000 * r.replies,
      lines = w.lines + r.replies
    from (select person_id, count(*) as replies from (${reply}) r group by person_id) r
    where r.person_id = w.person_id`,
    values
  )
  await sql(`select setval('ledger_transfers_id_seq', ${last + replies})`)

  await sql(`
    set maintenance_work_mem = '256MB';
    alter table ledger_transfers add constraint ledger_transfers_pkey primary key (id);
    alter table ledger_transfers add constraint ledger_transfers_key_id_key unique (key_id);
    alter table ledger_holds add constraint ledger_holds_pkey primary key (id);
    alter table ledger_entries add constraint ledger_entries_pkey primary key (transfer_id, line);
    create index ledger_entries_account on ledger_entries (account_id, transfer_id);
    reset maintenance_work_mem`)
  for (const table of tables) {
    await sql(
      `do $$ declare t name; begin
        for t in select tgname from pg_trigger where tgrelid = '${table}'::regclass and not tgisinternal loop
          execute format('alter table ${table} enable always trigger %I', t);
        end loop;
      end $$`
    )
  }
}
