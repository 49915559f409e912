import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Bucket } from '#plugins/ledger/api'
import { followMerges } from '#plugins/ledger/actions/follow_merges'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { fund, memo, openBench, type Bench } from '#plugins/ledger/tests/support/bench'

const BUCKETS: readonly Bucket[] = ['promo', 'purchased', 'earned']
const WELCOME = 50_000n

test.group('Ledger | merging two people', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })

  const merge = async (from: string, into: string) => {
    const [row] = await bench.sql('select ledger_merge(?, ?) as outcome', [from, into])
    return row?.outcome
  }
  const close = async (person: string) => {
    const [row] = await bench.sql('select ledger_close(?) as outcome', [person])
    return row?.outcome
  }
  /** A fan pays a creator from bought coins. */
  const paidReply = async (creatorId: string, amount: bigint) => {
    const personId = await bench.fan({ purchased: amount })
    const holdId = await bench.held({ personId, amount, creatorId })
    await bench.ledger.capture({ key: randomUUID(), holdId })
  }
  const booksAreGreen = async (assert: { deepEqual(a: unknown, b: unknown): void }) => {
    const report = await verifyBooks(bench.database)
    assert.deepEqual(
      report.checks.filter((check) => !check.ok),
      []
    )
  }

  test('adds up every kind of coin, and what was earned', async ({ assert }) => {
    const from = await bench.fan({ promo: 1n, purchased: 20n, earned: 300n })
    const into = await bench.fan({ promo: 4_000n, purchased: 50_000n })
    await paidReply(from, 1_000n)

    assert.equal(await merge(from, into), 'merged')

    const [gone, whole] = [await bench.ledger.balance(from), await bench.ledger.balance(into)]
    assert.deepEqual(whole.buckets, { promo: 4_001n, purchased: 50_020n, earned: 300n })
    assert.equal(whole.earnings.purchased, 700n)
    assert.equal(gone.available, 0n)
    assert.equal(gone.earnings.purchased, 0n)
    await booksAreGreen(assert)
  })

  test('leaves one welcome present of two, as far as it was not spent: {$self} millicoins were')
    .with([0n, 20_000n, 50_000n, 80_000n])
    .run(async ({ assert }, spent) => {
      const [from, into] = [randomUUID(), randomUUID()]
      await bench.ledger.grantWelcome(from)
      await bench.ledger.grantWelcome(into)
      for (const [personId, amount] of [
        [from, spent < WELCOME ? spent : WELCOME],
        [into, spent < WELCOME ? 0n : spent - WELCOME],
      ] as const) {
        if (amount === 0n) continue
        const holdId = await bench.held({ personId, amount })
        await bench.ledger.capture({ key: randomUUID(), holdId })
      }
      await merge(from, into)
      const left = 2n * WELCOME - spent
      const { buckets } = await bench.ledger.balance(into)
      assert.equal(buckets.promo, left > WELCOME ? left - WELCOME : 0n)
      await booksAreGreen(assert)
    })

  test('gives no second welcome afterwards, whoever had the first and whenever the other was due', async ({
    assert,
  }) => {
    for (const first of ['from', 'into', 'neither'] as const) {
      const people = { from: randomUUID(), into: randomUUID() }
      if (first !== 'neither') await bench.ledger.grantWelcome(people[first])
      await merge(people.from, people.into)
      await bench.ledger.grantWelcome(people.from)
      await bench.ledger.grantWelcome(people.into)
      await bench.ledger.grantWelcome(people.into)
      assert.equal((await bench.ledger.balance(people.into)).available, WELCOME, first)
      assert.equal((await bench.ledger.balance(people.from)).available, 0n, first)
    }
    await booksAreGreen(assert)
  })

  test('waits for no open hold: either side’s makes it busy, and changes nothing', async ({
    assert,
  }) => {
    const [from, into] = [await bench.fan({ promo: 10n }), await bench.fan({ promo: 10n })]
    for (const personId of [from, into]) {
      const holdId = await bench.held({ personId, amount: 4n })
      assert.equal(await merge(from, into), 'busy')
      assert.equal((await bench.ledger.balance(from)).buckets.promo, personId === from ? 6n : 10n)
      await bench.ledger.release({ key: randomUUID(), holdId })
    }
    assert.equal(await merge(from, into), 'merged')
    await booksAreGreen(assert)
  })

  test('moves a creator’s own share, unless the other has one', async ({ assert }) => {
    const [from, into] = [await bench.fan(), await bench.fan()]
    await bench.ledger.setCreatorShare(from, 9_000)
    await merge(from, into)
    await paidReply(into, 1_000n)
    assert.equal((await bench.ledger.balance(into)).earnings.purchased, 900n)
  })

  test('what is earned under the old id afterwards follows, once', async ({ assert }) => {
    const [from, into] = [randomUUID(), randomUUID()]
    const fan = await bench.fan({ purchased: 1_000n })
    const holdId = await bench.held({ personId: fan, amount: 1_000n, creatorId: from })
    await merge(from, into)
    await bench.ledger.capture({ key: randomUUID(), holdId })
    assert.equal((await bench.ledger.balance(into)).earnings.purchased, 0n)

    await Promise.all([1, 2, 3].map(() => followMerges({ database: bench.database })))
    await followMerges({ database: bench.database })
    assert.equal((await bench.ledger.balance(into)).earnings.purchased, 700n)
    assert.equal((await bench.ledger.balance(from)).earnings.purchased, 0n)
    await booksAreGreen(assert)
  })

  test('a wallet of somebody who is deleted is closed, and the books stay whole', async ({
    assert,
  }) => {
    const person = await bench.fan({ promo: 1n, purchased: 2n, earned: 3n })
    await paidReply(person, 100n)
    const holdId = await bench.held({ personId: person, amount: 1n })
    assert.equal(await close(person), 'busy')
    await bench.ledger.release({ key: randomUUID(), holdId })
    assert.equal(await close(person), 'closed')
    assert.equal(await close(person), 'closed')

    const { available, earnings } = await bench.ledger.balance(person)
    assert.equal(available + earnings.promo + earnings.purchased + earnings.earned, 0n)
    assert.isFalse(await bench.ledger.grantWelcome(person))
    await booksAreGreen(assert)
  })

  test('whatever is there and whoever else is at it, no coin is lost or made', async ({
    assert,
  }) => {
    const coins = fc.record({
      promo: fc.bigInt({ min: 0n, max: 60_000n }),
      purchased: fc.bigInt({ min: 0n, max: 60_000n }),
      earned: fc.bigInt({ min: 0n, max: 60_000n }),
    })
    const meanwhile = fc.array(
      fc.record({
        who: fc.nat({ max: 2 }),
        what: fc.constantFrom('merge', 'back', 'on', 'spend', 'fund', 'welcome', 'earn'),
        amount: fc.bigInt({ min: 1n, max: 30_000n }),
      }),
      { minLength: 1, maxLength: 8 }
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(coins, { minLength: 3, maxLength: 3 }),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        meanwhile,
        async (start, welcomed, moves) => {
          // As identity does: the older one stays, so merges go one way.
          const people = (await Promise.all(start.map((has) => bench.fan(has)))).sort()
          const id = (index: number) => people[index] ?? ''
          let made = start.flatMap((has) => BUCKETS.map((b) => has[b])).reduce((a, b) => a + b)
          for (const [index, yes] of welcomed.entries()) {
            if (yes) await bench.ledger.grantWelcome(id(index))
          }
          let spent = 0n
          await Promise.all(
            moves.map(async ({ who, what, amount }) => {
              const personId = id(who)
              switch (what) {
                case 'merge':
                  return merge(id(1), id(0))
                case 'back':
                  return merge(id(2), id(1))
                case 'on':
                  return merge(id(2), id(0))
                case 'fund':
                  made += amount
                  return fund(bench.ledger, personId, 'purchased', amount)
                case 'welcome':
                  return bench.ledger.grantWelcome(personId)
                case 'earn':
                  made += amount
                  spent += amount - (amount * 7_000n) / 10_000n
                  return paidReply(personId, amount)
                case 'spend': {
                  const key = randomUUID()
                  const held = await bench.ledger.hold({
                    key,
                    personId,
                    amount,
                    creatorId: null,
                    memo,
                  })
                  if (held.outcome !== 'held') return
                  spent += amount
                  return bench.ledger.capture({ key, holdId: held.holdId })
                }
              }
            })
          )
          const given = await bench.sql(
            `select coalesce(sum(e.amount), 0)::bigint as coins from ledger_entries e
             join ledger_transfers t on t.id = e.transfer_id
             join ledger_accounts a on a.id = e.account_id
             where a.kind = 'wallet' and a.owner = any(?::uuid[])
               and (t.key like 'welcome:%' or t.key like 'merge:%:welcome')`,
            [people]
          )
          const kept = await Promise.all(people.map((person) => bench.ledger.balance(person)))
          const total = kept
            .map((b) => b.available + b.held + b.earnings.promo + b.earnings.purchased)
            .reduce((a, b) => a + b)
          assert.equal(total, made + BigInt(String(given[0]?.coins)) - spent)
        }
      ),
      { numRuns: 40 }
    )
    await booksAreGreen(assert)
  }).timeout(120_000)
})
