/**
 * The yardstick: pgbench calling two SQL functions that one would write by hand for a paid reply, one hold and one
 * capture, each in its own durable commit. Wallets are updated in place, the hot accounts are append-only. They
 * know one kind of coin and no retries beyond a unique key: less than the ledger does.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Stage } from './stage.js'

const run = promisify(execFile)

const TABLES = `
create table yard_wallets (id bigint primary key, available bigint not null check (available >= 0),
  held bigint not null default 0 check (held >= 0)) with (fillfactor = 50);
create table yard_holds (id bigint generated always as identity primary key, key text not null unique,
  wallet bigint not null, creator bigint not null, amount bigint not null, memo text not null,
  state text not null default 'held', created_at timestamptz not null default now()) with (fillfactor = 70);
create table yard_transfers (id bigint generated always as identity primary key, hold bigint not null,
  memo text not null, created_at timestamptz not null default now());
create table yard_entries (id bigint generated always as identity primary key, transfer bigint not null,
  account bigint not null, amount bigint not null);
create index on yard_entries (account, id);

create function yard_hold(p_key text, p_wallet bigint, p_creator bigint, p_amount bigint) returns bigint
language plpgsql as $$
declare v_hold bigint;
begin
  update yard_wallets set available = available - p_amount, held = held + p_amount
  where id = p_wallet and available >= p_amount;
  if not found then return null; end if;
  insert into yard_holds (key, wallet, creator, amount, memo) values (p_key, p_wallet, p_creator, p_amount, 'reply')
  returning id into v_hold;
  return v_hold;
end $$;

create function yard_capture(p_hold bigint) returns bigint
language plpgsql as $$
declare v_hold yard_holds; v_transfer bigint;
begin
  update yard_holds set state = 'captured' where id = p_hold and state = 'held' returning * into v_hold;
  if not found then return null; end if;
  update yard_wallets set held = held - v_hold.amount where id = v_hold.wallet;
  insert into yard_transfers (hold, memo) values (p_hold, v_hold.memo) returning id into v_transfer;
  insert into yard_entries (transfer, account, amount) values
    (v_transfer, v_hold.wallet, -v_hold.amount),
    (v_transfer, v_hold.creator, v_hold.amount * 7 / 10),
    (v_transfer, 0, v_hold.amount - v_hold.amount * 7 / 10);
  return v_transfer;
end $$;
`

const SCRIPT = `
\\set fan random(1, :fans)
\\set creator -random(1, :creators)
select yard_hold('telegram:' || gen_random_uuid(), :fan, :creator, 2000) as hold \\gset
select yard_capture(:hold);
`

/** Makes the yardstick's tables and functions, with so many wallets of a million coins. */
export async function openYard({ sql }: Pick<Stage, 'sql'>, fans: number): Promise<void> {
  await sql(TABLES)
  await sql(
    'insert into yard_wallets (id, available) select n, 1000000000 from generate_series(1, ?::int) n',
    [fans]
  )
}

/** pgbench counts the time that its sessions take to start, though its rate does not. */
const CONNECTS_PER_SECOND = 40

/** Whether pgbench can be run here. */
export async function hasPgbench(): Promise<boolean> {
  try {
    await run('pgbench', ['--version'])
    return true
  } catch {
    return false
  }
}

/** Paid replies per second that pgbench reaches. */
export async function runYardstick(
  url: string,
  {
    clients,
    seconds,
    fans,
    creators,
  }: { clients: number; seconds: number; fans: number; creators: number }
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-bench-'))
  try {
    const script = join(folder, 'reply.sql')
    await writeFile(script, SCRIPT)
    const { stdout } = await run('pgbench', [
      ...['--no-vacuum', '--protocol=prepared', '--jobs=2'],
      ...[
        `--client=${clients}`,
        `--time=${seconds + Math.ceil(clients / CONNECTS_PER_SECOND)}`,
        `--file=${script}`,
      ],
      ...[`--define=fans=${fans}`, `--define=creators=${creators}`, url],
    ])
    const tps = /tps = ([\d.]+)/.exec(stdout)?.[1]
    if (tps === undefined) throw new Error(`pgbench gave no rate:\n${stdout}`)
    return Number(tps)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
