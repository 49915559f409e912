import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import people from '#plugins/ledger/people'
import ledgerPlugin from '#plugins/ledger/plugin'
import { memo } from '#plugins/ledger/tests/support/bench'

test.group('Ledger | what a person may take along', () => {
  test('has what they owe, and the limits that they set themselves', async ({ assert }) => {
    const registry = await app.container.make('plugins')
    const ledger = registry.use('ledger')
    const personId = randomUUID()
    const bought = { personId, purchased: 1_500n, promo: 0n, memo, money: [] }
    const { transferId: topUpId } = await ledger.topUp({ key: randomUUID(), ...bought })
    const hold = { personId, amount: 1_500n, creatorId: null, memo }
    const held = await ledger.hold({ key: randomUUID(), ...hold })
    if (held.outcome !== 'held') return assert.fail(held.outcome)
    // What is being spent is not taken back from under a reply.
    const back = { topUpId, purchased: 1_500n, promo: 0n, memo, money: [] }
    await ledger.reverse({ key: randomUUID(), ...back, bearer: 'shared' })
    await ledger.setCaps(personId, { daily: 12_500n, monthly: null })

    const part = await people(registry.contextOf(ledgerPlugin)).export?.(personId)
    assert.containsSubset(part, {
      balance: { owed: '1.5', held: '1.5' },
      limits: { coins_a_day: '12.5', coins_a_month: null },
    })
  })
})
