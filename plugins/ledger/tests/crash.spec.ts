import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from '@japa/runner'
import { sweepHolds } from '#plugins/ledger/actions/sweep_holds'
import { COIN } from '#plugins/ledger/api'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { ledgerSettings } from '#plugins/ledger/settings'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { APP_ROOT } from '#start/root'
import { until } from '#tests/support/until'

test.group('Ledger | crashes', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })
  const sweep = () => sweepHolds({ database: bench.database, settings: ledgerSettings })
  const brokenRules = async () => (await verifyBooks(bench.database)).checks.filter(({ ok }) => !ok)

  /** Starts a process that pays for replies, and kills it (-9) after so many of its words. */
  async function killAfter(words: number, args: readonly string[]): Promise<string[]> {
    const child = spawn(
      process.execPath,
      [
        '--import',
        '#typescript',
        'plugins/ledger/tests/support/reply_process.ts',
        bench.url,
        ...args,
      ],
      { cwd: APP_ROOT, stdio: ['ignore', 'pipe', 'inherit'] }
    )
    const said: string[] = []
    for await (const line of createInterface(child.stdout)) {
      said.push(line)
      if (said.length === words) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return said
  }

  test('a process that is killed in the middle of replies leaves nothing held, lost or doubled', async ({
    assert,
  }) => {
    const personId = await bench.fan({ promo: 30n * COIN, purchased: 300n * COIN })
    const creatorId = randomUUID()
    // An odd number of words ends between a hold and its end; an even one between two replies.
    const runs = await Promise.all(
      [1, 2, 5, 7, 12, 33].map((words, lane) =>
        killAfter(words, [personId, creatorId, `lane${lane}`])
      )
    )
    await until(
      async () => {
        await sweep()
        return (await bench.ledger.balance(personId)).held === 0n
      },
      { what: 'the sweeper to free what the dead left held' }
    )

    const balance = await bench.ledger.balance(personId)
    assert.equal(balance.available + balance.lifetimeSpent, 330n * COIN)
    assert.equal(balance.lifetimeSpent % 1_001n, 0n)
    const told = runs
      .flat()
      .filter((line) => /^ended .*:(\d+)$/.test(line) && Number(line.split(':')[1]) % 3 !== 2)
    assert.isAtLeast(Number(balance.lifetimeSpent / 1_001n), told.length)
    assert.deepEqual(await brokenRules(), [])
  }).timeout(60_000)

  test('a connection that dies between hold and capture: the same key gives the right result', async ({
    assert,
  }) => {
    const personId = await bench.fan({ promo: 50n * COIN })
    const creatorId = randomUUID()
    for (let round = 0; round < 12; round++) {
      const key = randomUUID()
      const request = { key, personId, amount: COIN, creatorId, memo }
      const work = async () => {
        const held = await bench.ledger.hold(request)
        if (held.outcome === 'held') await bench.ledger.capture({ key, holdId: held.holdId })
      }
      const [paid] = await Promise.allSettled([
        work(),
        round % 2 ? killConnections(bench) : undefined,
      ])
      if (paid.status === 'rejected') {
        // The caller does not know what was done. It asks again.
        const again = await insisting(() => bench.ledger.hold(request))
        if (again.outcome === 'held') {
          const { holdId } = again
          const captured = await insisting(() => bench.ledger.capture({ key, holdId }))
          assert.equal(captured.outcome, 'captured')
        } else {
          assert.equal(again.outcome, 'already_captured')
        }
      }
    }
    const balance = await bench.ledger.balance(personId)
    assert.equal(balance.lifetimeSpent, 12n * COIN)
    assert.equal(balance.held, 0n)
    assert.deepEqual(await brokenRules(), [])
  })

  test('a connection that dies with many operations on it fails them all, and none is done by half', async ({
    assert,
  }) => {
    const people = await Promise.all(
      Array.from({ length: 60 }, () => bench.fan({ promo: 3n * COIN }))
    )
    const requests = people.map((personId) => ({
      key: randomUUID(),
      personId,
      amount: COIN,
      creatorId: null,
      memo,
    }))
    const blocker = await bench.database.transaction()
    await blocker.rawQuery('select 1 from ledger_wallets where person_id = ? for update', [
      people[30] ?? '',
    ])
    const first = Promise.allSettled(requests.map((request) => bench.ledger.hold(request)))
    await until(async () => (await waiting(bench)) > 0, { what: 'the call to wait for the wallet' })
    await killConnections(bench, 'ledger_hold')
    const outcomes = await first
    await blocker.rollback()
    assert.isAbove(outcomes.filter(({ status }) => status === 'rejected').length, 0)

    const again = await Promise.all(requests.map((request) => bench.ledger.hold(request)))
    assert.isTrue(again.every(({ outcome }) => outcome === 'held'))
    for (const personId of people) assert.equal((await bench.ledger.balance(personId)).held, COIN)
    assert.deepEqual(await brokenRules(), [])
  })
})

/** Asks until an answer comes: the pool may hold more connections that are dead and do not know it yet. */
async function insisting<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 10; tries++) {
    try {
      return await ask()
    } catch {
      // Asked again with the same key, which is the point.
    }
  }
  return ask()
}

/** Ends the sessions that run (or last ran) a statement with this in it, all others of the database by default. */
async function killConnections(bench: Bench, statement = ''): Promise<void> {
  await bench.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and query like ?`,
    [`%${statement}%`]
  )
}

async function waiting(bench: Bench): Promise<number> {
  const rows = await bench.sql(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  )
  return rows.length
}
