import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { BOOK_CHECKS, verifyBooks } from '#plugins/ledger/queries/verify_books'
import { memo, openBench, serverUrl } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { CORRUPTIONS as OLDER } from '#plugins/ledger/tests/support/corruptions'
import { REVERSAL_CORRUPTIONS } from '#plugins/ledger/tests/support/reversal_corruptions'
import { rollUpAll } from '#plugins/ledger/tests/support/rolled_up'
import { copyScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'

const CORRUPTIONS = [...OLDER, ...REVERSAL_CORRUPTIONS]

const TABLES = [
  'transfers',
  'entries',
  'releases',
  'holds',
  'wallets',
  'accounts',
  'reversals',
  'reversal_parts',
  'restores',
  'sales',
]

test.group('Ledger | verify', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    const personId = randomUUID()
    await bench.ledger.grantWelcome(personId)
    const rich = await bench.fan({ promo: 3_000n, purchased: 5_000n, earned: 2_000n })
    const creatorId = randomUUID()
    for (const payer of [personId, rich, rich]) {
      const holdId = await bench.held({ personId: payer, amount: 3_333n, creatorId })
      await bench.ledger.capture({ key: holdId, holdId, amount: 3_001n })
    }
    const released = await bench.held({ personId, amount: 500n, creatorId })
    await bench.ledger.release({ key: 'release', holdId: released })
    await bench.held({ personId, amount: 700n, creatorId })

    // Somebody pays, spends, and has the payment taken back twice; the second time comes to nothing.
    const buyer = randomUUID()
    const bought = { personId: buyer, purchased: 4_000n, promo: 400n, memo, money: [] }
    const { transferId: topUpId } = await bench.ledger.topUp({ key: 'top-up', ...bought })
    const paid = await bench.held({ personId: buyer, amount: 3_000n, creatorId })
    await bench.ledger.capture({ key: 'spent', holdId: paid })
    const back = { topUpId, memo, money: [], bearer: 'shared' } as const
    await bench.ledger.reverse({ key: 'first', ...back, purchased: 2_000n, promo: 400n })
    const second = await bench.ledger.reverse({
      key: 'second',
      ...back,
      purchased: 1_900n,
      promo: 0n,
    })
    await bench.ledger.restore({ key: 'won', reversalId: second.transferId, memo, money: [] })
    // Somebody gets a part of what they paid back.
    const regretted = await bench.held({ personId: rich, amount: 1_000n, creatorId })
    const taken = await bench.ledger.capture({ key: 'regretted', holdId: regretted })
    if (taken.outcome !== 'captured') throw new Error(taken.outcome)
    const { transferId: captureId } = taken
    await bench.ledger.giveBack({ key: 'given back', captureId, amount: 700n, memo })
    // A creator who has drawn the earnings leaves a debt.
    const drawn = await bench.ledger.topUp({ key: 'drawn', ...bought, promo: 0n })
    const all = await bench.held({ personId: buyer, amount: 4_000n, creatorId })
    await bench.ledger.capture({ key: 'all', holdId: all })
    const earned = (await bench.ledger.balance(creatorId)).earnings.purchased
    await bench.ledger.transfer({
      key: 'payout',
      memo,
      legs: [
        {
          account: { kind: 'earnings', personId: creatorId, bucket: 'purchased' },
          amount: -earned,
        },
        { account: { kind: 'system', name: 'payouts' }, amount: earned },
      ],
    })
    const last = { ...back, topUpId: drawn.transferId, purchased: 4_000n, promo: 0n }
    await bench.ledger.reverse({ key: 'owed', ...last })
    // Something else was sold for money, and a part of it went back.
    const sold = { personId: buyer, creatorId: randomUUID(), coins: 1_000n, memo, money: [] }
    const sale = await bench.ledger.sell({ key: 'sale', ...sold })
    const part = { ...back, topUpId: sale.transferId, purchased: 300n, promo: 0n }
    await bench.ledger.reverse({ key: 'part of the sale', ...part })
    await bench.ledger.setCaps(buyer, { daily: 10_000n, monthly: 20_000n })
    await rollUpAll(bench)
    return () => bench.drop()
  })

  const broken = async (): Promise<string[]> => {
    const { checks } = await verifyBooks(bench.database)
    return checks.filter(({ ok }) => !ok).map(({ name }) => name)
  }

  test('sound books pass, and the report says what they hold', async ({ assert }) => {
    const report = await verifyBooks(bench.database)
    assert.isTrue(report.ok)
    assert.deepEqual(report.totals, {
      transfers: 20,
      entries: 64,
      wallets: 3,
      openHolds: 1,
      overdueHolds: 0,
      coinsInCirculation: 58_990n,
      coinsOwed: 2_800n,
    })
  })

  test('sees when {what}')
    .with([...CORRUPTIONS])
    .run(async ({ assert }, { sql, breaks }) => {
      // A copy of the books is broken, since most of this cannot be taken back.
      const copy = await copyScratchLedger(serverUrl(), bench)
      try {
        const guards = sql.includes('trigger')
          ? []
          : TABLES.map((table) => `alter table ledger_${table} disable trigger all`)
        const woken = sql.includes('trigger')
          ? []
          : (
              await copy.sql(
                `select tgrelid::regclass as tab, tgname from pg_trigger where tgname like 'ledger%'`
              )
            ).map(
              ({ tab, tgname }) =>
                `alter table ${String(tab)} enable always trigger ${String(tgname)}`
            )
        await copy.sql([...guards, sql, ...woken].join(';\n'))
        const report = await verifyBooks(copy.database)
        assert.isFalse(report.ok)
        const names = report.checks.filter(({ ok }) => !ok).map(({ name }) => name)
        assert.includeMembers(names, [...breaks])
        for (const check of report.checks.filter(({ ok }) => !ok)) {
          assert.isAbove(check.violations, 0)
          assert.isNotEmpty(check.examples[0]?.subject)
        }
      } finally {
        await copy.drop()
      }
      assert.deepEqual(await broken(), [])
    })

  test('every rule is seen to fail above', ({ assert }) => {
    const seen = new Set(CORRUPTIONS.flatMap(({ breaks }) => breaks))
    assert.sameMembers(
      [...seen],
      BOOK_CHECKS.map(({ name }) => name)
    )
  })
})
