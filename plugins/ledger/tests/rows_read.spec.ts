/** However many people there are, an operation reads what is its own: found by keys. */
import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'
import { fund, memo, serverUrl } from '#plugins/ledger/tests/support/bench'
import { createScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'
import { rollUpAll } from '#plugins/ledger/tests/support/rolled_up'

/** From the sixth time on a plan is kept (postgresql.org: plan_cache_mode). */
const TIMES_UNTIL_PLANNED = 6
const PEOPLE = 2_000
/** One transfer has this many legs at most, one of which is where the coins come from. */
const FUNDED_AT_ONCE = 99
/** Rows of tables and of indexes that one operation may read: many times what the largest needs. */
const MOST_READ = 400

/** What was read since the session began, once it was told to say so. */
const READ = `
  select (select sum(seq_tup_read) from pg_stat_user_tables where relname like 'ledger%')
    + (select sum(idx_tup_read) from pg_stat_user_indexes where relname like 'ledger%') as read`

test('an operation reads as little among many people as among a few', async ({ assert }) => {
  // One session: what it reads is counted.
  const scratch = await createScratchLedger(serverUrl(), 1)
  try {
    const ledger = makeLedger({ database: scratch.database, settings: ledgerSettings })
    const readSoFar = async (): Promise<number> => {
      await scratch.sql('select pg_stat_force_next_flush()')
      const [row] = await scratch.sql(READ)
      return Number(row?.read)
    }
    const read = new Map<string, number>()
    const counted = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      const before = await readSoFar()
      const result = await work()
      read.set(what, (await readSoFar()) - before)
      return result
    }

    /** One fan and one creator do everything that there is. */
    const life = async (): Promise<void> => {
      const [fan, creatorId] = [randomUUID(), randomUUID()]
      const key = () => randomUUID()
      await counted('welcome', () => ledger.grantWelcome(fan))
      const bought = { personId: fan, purchased: 9_000n, promo: 500n, memo, money: [] }
      const { transferId: topUpId } = await counted('top-up', () =>
        ledger.topUp({ key: key(), ...bought })
      )
      await counted('caps', () => ledger.setCaps(fan, { daily: 90_000n, monthly: 90_000n }))
      const hold = () => ledger.hold({ key: key(), personId: fan, amount: 1_000n, creatorId, memo })
      const held = await counted('hold', hold)
      const second = await hold()
      if (held.outcome !== 'held' || second.outcome !== 'held') throw new Error('No hold')
      const capture = () => ledger.capture({ key: key(), holdId: held.holdId })
      const captured = await counted('capture', capture)
      if (captured.outcome !== 'captured') throw new Error(captured.outcome)
      await counted('release', () => ledger.release({ key: key(), holdId: second.holdId }))
      const { transferId: captureId } = captured
      await counted('give back', () =>
        ledger.giveBack({ key: key(), captureId, amount: 300n, memo })
      )
      const sale = { personId: fan, creatorId, coins: 1_000n, memo, money: [] }
      const sold = await counted('sale', () => ledger.sell({ key: key(), ...sale }))
      const back = { memo, money: [], bearer: 'shared', promo: 0n } as const
      await counted('taking a sale back', () =>
        ledger.reverse({ key: key(), ...back, topUpId: sold.transferId, purchased: 400n })
      )
      const reversed = await counted('taking a top-up back', () =>
        ledger.reverse({ key: key(), ...back, topUpId, purchased: 4_000n })
      )
      await counted('giving it again', () =>
        ledger.restore({ key: key(), reversalId: reversed.transferId, memo, money: [] })
      )
      await counted('transfer', () => fund(ledger, fan, 'purchased', 100n))
      await counted('balance', () => ledger.balance(fan))
      await counted('statement', () => ledger.statement(fan, 1))
      await counted('payable', () => ledger.payable(creatorId, 3_600))
      const other = randomUUID()
      await ledger.grantWelcome(other)
      await counted('merge', () => scratch.sql('select ledger_merge(?, ?)', [other, fan]))
      await counted('close', () => scratch.sql('select ledger_close(?)', [fan]))
    }

    for (let times = 0; times < TIMES_UNTIL_PLANNED; times++) await life()
    const people = Array.from({ length: PEOPLE }, () => randomUUID())
    for (let from = 0; from < PEOPLE; from += FUNDED_AT_ONCE) {
      const funded = people.slice(from, from + FUNDED_AT_ONCE)
      await ledger.transfer({
        key: `fund:${from}`,
        memo,
        legs: [
          { account: { kind: 'system', name: 'sales' }, amount: -1_000n * BigInt(funded.length) },
          ...funded.map((personId) => ({
            account: { kind: 'wallet', personId, bucket: 'purchased' } as const,
            amount: 1_000n,
          })),
        ],
      })
    }
    await Promise.all(
      people.map(async (personId) => {
        const request = { key: personId, personId, amount: 10n, creatorId: personId, memo }
        const held = await ledger.hold(request)
        if (held.outcome !== 'held') throw new Error(held.outcome)
        await ledger.capture({ key: personId, holdId: held.holdId })
      })
    )
    await rollUpAll(scratch)
    // As autovacuum does within a minute of so many new rows.
    await scratch.sql('analyze')
    await life()
    assert.deepEqual(
      [...read].filter(([, rows]) => rows > MOST_READ),
      []
    )
    assert.isAbove(read.get('capture') ?? 0, 0)
  } finally {
    await scratch.drop()
  }
}).timeout(60_000)
