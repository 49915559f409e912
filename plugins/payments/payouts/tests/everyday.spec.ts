import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { Settings } from 'luxon'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { markPaid } from '#plugins/payments/payouts/actions/mark_payout'
import { payByHand, setMonthly } from '#plugins/payments/payouts/actions/choose_payee'
import payMonthly from '#plugins/payments/payouts/jobs/pay_monthly'
import { payoutsOf } from '#plugins/payments/payouts/queries/payouts'
import { payoutsOfPeople } from '#plugins/payments/payouts/people'
import { fansPay, joined, withoutWaiting } from '#plugins/payments/payouts/tests/support/creators'
import { paymentsServices } from '#plugins/payments/services'
import payments from '#plugins/payments/plugin'
import db from '@adonisjs/lucid/services/db'

test.group('Payouts | every day', (group) => {
  group.each.setup(() => withoutWaiting())

  /** Someone who talks to the bot and has become a creator. */
  async function creator(): Promise<{ fan: Fan; id: string }> {
    const fan = await conversation.fan()
    const { identity } = await paymentsServices()
    const { account } = await fan.identified()
    const { person } = await identity.join(account.id)
    await identity.grantRole(person.id, 'creator')
    return { fan, id: person.id }
  }

  test('a creator asks /earnings, presses the button, and sees it on its way', async ({
    assert,
  }) => {
    const { fan, id } = await creator()
    const { ledger } = await paymentsServices()
    await fan.says('/earnings')
    assert.include(fan.lastText(), 'Say first where the money goes')

    await payByHand(id, 'Ada Byron, DE02 1203')
    await fan.says('/earnings')
    assert.include(fan.lastText(), 'A payout is possible from $20.00 on')
    await fansPay(ledger, id, 10_000_000n)
    await fan.says('/earnings')
    assert.include(fan.lastText(), 'Available: $45.50 (7,000 coins)')
    await fan.presses('Pay out $45.50')
    assert.include(fan.lastText(), '$45.50 are on their way')
    await fan.says('/earnings')
    assert.include(fan.lastText(), 'On its way: $45.50')
    await fan.says('/pay_out')
    assert.notInclude(fan.lastText(), 'on their way')

    const admin = await joined('admin')
    const [{ id: payoutId } = { id: '' }] = await payoutsOf(id, 1)
    await markPaid(await paymentsServices(), { payoutId, adminId: admin.id, note: 'SEPA 7' })
    await fan.sends({
      kind: 'invoke',
      invocation: { command: 'payout_news', options: { payout: payoutId } },
    })
    assert.include(fan.lastText(), 'Your payout of $45.50 was sent. Reference: SEPA 7')
    const told = await sql<{ payload: unknown }>(
      `select payload from outbox where topic = 'payments.tell_payout' and key = :key`,
      { key: `${payoutId}:paid` }
    )
    assert.lengthOf(told, 1)

    const stranger = await creator()
    const seen = await stranger.fan.sends({
      kind: 'invoke',
      invocation: { command: 'payout_news', options: { payout: payoutId } },
    })
    assert.isEmpty(seen, 'nobody hears of another’s payout')
  })

  test('fans have no earnings to see', async ({ assert }) => {
    const fan = await conversation.fan()
    const { identity } = await paymentsServices()
    await identity.join((await fan.identified()).account.id)
    await fan.says('/earnings')
    assert.notInclude(fan.lastText(), 'Available')
  })

  test('whoever wants it is paid on the first of the month, once', async ({ assert }) => {
    const { id } = await creator()
    const { ledger } = await paymentsServices()
    await payByHand(id, 'Ada Byron, DE02 1203')
    await setMonthly(id, true)
    await fansPay(ledger, id, 10_000_000n)
    const registry = await app.container.make('plugins')
    const run = async (day: string) => {
      Settings.now = () => Date.parse(day)
      try {
        const { signal } = new AbortController()
        const job = { topic: 'payments.pay_monthly', key: day, payload: {}, attempt: 1, signal }
        await payMonthly(registry.contextOf(payments))(job)
      } finally {
        Settings.now = () => Date.now()
      }
    }
    await run('2026-11-30T23:00:00Z')
    assert.isEmpty(await payoutsOf(id, 5))
    await run('2026-12-01T00:10:00Z')
    await run('2026-12-01T01:10:00Z')
    assert.lengthOf(await payoutsOf(id, 5), 1)
  })

  test('people with a payout under way are not merged; afterwards it goes along', async ({
    assert,
  }) => {
    const [from, into] = [await creator(), await creator()]
    const { ledger, identity } = await paymentsServices()
    await payByHand(from.id, 'Ada Byron, DE02 1203')
    await fansPay(ledger, from.id, 10_000_000n)
    await from.fan.says('/earnings')
    await from.fan.presses('Pay out $45.50')
    const merge = () =>
      db.transaction((trx) => payoutsOfPeople.merge({ from: from.id, into: into.id, trx }))
    assert.deepEqual(await merge(), { outcome: 'refused', reason: 'busy' })

    const admin = await joined('admin')
    const [{ id: payoutId } = { id: '' }] = await payoutsOf(from.id, 1)
    const services = await paymentsServices()
    await markPaid(services, { payoutId, adminId: admin.id, note: 'SEPA 7' })
    assert.deepEqual(await merge(), { outcome: 'merged' })
    assert.lengthOf(await payoutsOf(into.id, 5), 1)
    assert.deepInclude(await payoutsOfPeople.export(into.id), {
      paid_by: 'manual',
      details: 'Ada Byron, DE02 1203',
    })
    assert.isNotNull(await identity.findPerson(into.id))
  })
})
