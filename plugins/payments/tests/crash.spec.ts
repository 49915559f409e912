import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { refundPayment } from '#plugins/payments/actions/refund_payment'
import { settleLeft } from '#plugins/payments/actions/settle_left'
import type { Gateway } from '#plugins/payments/gateways/gateway'
import { dyingAfter } from '#plugins/payments/tests/support/dying'
import {
  begin,
  endOf,
  fillRevenue,
  silentGateway,
  spend,
  tell,
  type Life,
  type Lived,
} from '#plugins/payments/tests/support/lives'
import { sql } from '#app/support/sql'
import { verifyBooks } from '#tests/support/books'

const eventful: Life = {
  currency: 'INR',
  spent: 400,
  refunds: [
    { part: 300, failed: false },
    { part: 200, failed: true },
  ],
  disputes: [
    { part: 500, fee: 1_500, outcome: 'won' },
    { part: 100, fee: 0, outcome: 'lost' },
  ],
}

/** A gateway that gives money back, under a key once; and counts what it gave. */
function generousGateway(): { gateway: Gateway; given: Map<string, bigint | null> } {
  const given = new Map<string, bigint | null>()
  const gateway = silentGateway({
    refund: ({ key, amount }) => {
      given.set(key, amount)
      return Promise.resolve({ outcome: 'refunded', refund: `re_${key}` })
    },
  })
  return { gateway, given }
}

const paymentIdOf = async ({ payment }: Lived): Promise<string> => {
  const [row] = await sql<{ id: string }>(
    'select id from payments_payments where provider_payment = :payment',
    { payment }
  )
  return row?.id ?? randomUUID()
}

test.group('Payments | crashes', (group) => {
  group.tap((one) => one.timeout(240_000))
  group.setup(() => fillRevenue())
  group.teardown(() => verifyBooks())

  test('a process that dies at any step of a payment’s life: told again, the books are the same', async ({
    assert,
  }) => {
    const lived = await begin({ ...eventful, spent: 0 })
    await tell(lived, [lived.paid, ...lived.after])
    const expected = await endOf(lived)
    let died = true
    for (let step = 0; died; step++) {
      const again = await begin({ ...eventful, spent: 0 })
      const facts = [again.paid, ...again.after]
      ;({ died } = await dyingAfter(step, again.services, (services) =>
        applyFacts(services, 'test', facts)
      ))
      await tell(again, facts)
      assert.equal(await endOf(again), expected, `dying before step ${step + 1}`)
      if (!died) assert.isAbove(step, 30, 'steps were watched')
    }
  })

  test('also after the coins were spent, one fact after the other, with another death for each', async ({
    assert,
  }) => {
    const short = { ...eventful, disputes: eventful.disputes.slice(0, 1) }
    const lived = await begin(short)
    await tell(lived, [lived.paid])
    await spend(lived, short.spent)
    for (const fact of lived.after) await tell(lived, [fact])
    const expected = await endOf(lived)
    let died = true
    for (let step = 0; died; step++) {
      died = false
      const again = await begin(short)
      await tell(again, [again.paid])
      await spend(again, short.spent)
      for (const fact of again.after) {
        const run = await dyingAfter(step, again.services, (services) =>
          applyFacts(services, 'test', [fact])
        )
        died ||= run.died
        await tell(again, [fact])
      }
      assert.equal(await endOf(again), expected, `dying before step ${step + 1}`)
    }
  })

  test('nobody tells again: the job finds what was left', async ({ assert }) => {
    const lived = await begin({ ...eventful, spent: 0 })
    await tell(lived, [lived.paid, ...lived.after])
    const expected = await endOf(lived)
    let kept = 0
    let died = true
    for (let step = 0; died; step++) {
      const again = await begin({ ...eventful, spent: 0 })
      const facts = [again.paid, ...again.after]
      ;({ died } = await dyingAfter(step, again.services, (services) =>
        applyFacts(services, 'test', facts)
      ))
      await settleLeft(again.services, -1)
      // What was not kept yet is still in the inbox, whose job does the rest.
      const end = await endOf(again)
      if (end.startsWith('{"payment":null')) continue
      kept += 1
      assert.equal(end, expected, `dying before step ${step + 1}`)
    }
    assert.isAbove(kept, 20)
  })

  test('a refund that dies at any step goes back once, and the coins are taken once', async ({
    assert,
  }) => {
    let died = true
    for (let step = 0; died; step++) {
      const { gateway, given } = generousGateway()
      const lived = await begin({ ...eventful, refunds: [], disputes: [] }, gateway)
      await tell(lived, [lived.paid])
      const paymentId = await paymentIdOf(lived)
      const wish = { paymentId, amount: lived.order.amount / 2n, by: 'program', reason: 'test' }
      ;({ died } = await dyingAfter(step, lived.services, (services) =>
        refundPayment(services, wish)
      ))
      const begun = await sql<{ id: string }>(
        'select id from payments_refunds where payment_id = :paymentId',
        { paymentId }
      )
      // Where the wish was not kept nothing happened, and it is wished again; else the job goes on with it.
      if (begun.length === 0) await refundPayment(lived.services, wish)
      await settleLeft(lived.services, -1)
      assert.equal(given.size, 1, `dying before step ${step + 1}`)
      const { available } = await lived.services.ledger.balance(lived.personId)
      const taken =
        (lived.order.coins * wish.amount) / lived.order.amount +
        (lived.order.bonus * wish.amount) / lived.order.amount
      assert.equal(available, lived.order.coins + lived.order.bonus - taken)
    }
  })

  test('the death is a real one: without telling again the books lack something', async ({
    assert,
  }) => {
    const lived = await begin(eventful)
    const { died } = await dyingAfter(8, lived.services, (services) =>
      applyFacts(services, 'test', [lived.paid])
    )
    assert.isTrue(died)
    assert.notInclude(await endOf(lived), '"credited"')
  })
})
