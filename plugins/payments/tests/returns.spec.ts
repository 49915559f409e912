import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import paymentsConfig from '#config/payments'
import { sql } from '#app/support/sql'
import { refundPayment } from '#plugins/payments/actions/refund_payment'
import { settleLeft, REFUND_RETRY_SECONDS } from '#plugins/payments/actions/settle_left'
import { takenEarnings } from '#plugins/payments/queries/taken_earnings'
import type { Fact, Gateway } from '#plugins/payments/gateways/gateway'
import { jobsNaming } from '#plugins/payments/tests/support/jobs'
import {
  begin,
  fillRevenue,
  silentGateway,
  spend,
  tell,
  type Life,
  type Lived,
} from '#plugins/payments/tests/support/lives'

const quiet: Life = { currency: 'USD', spent: 0, refunds: [], disputes: [] }

const walletOf = ({ services, personId }: Lived) => services.ledger.balance(personId)
const coinsOf = async (lived: Lived): Promise<bigint> => (await walletOf(lived)).available

async function paymentIdOf({ payment }: Lived): Promise<string> {
  const [row] = await sql<{ id: string }>(
    'select id from payments_payments where provider_payment = :payment',
    { payment }
  )
  if (!row) throw new Error('Nothing is known of the payment')
  return row.id
}

/** Minor units by account, as the ledger was told. */
async function moneyOf(lived: Lived): Promise<Record<string, bigint>> {
  const rows = await sql<{ account: string; amount: bigint }>(
    `select leg ->> 'account' as account, sum((leg ->> 'amount')::bigint)::bigint as amount
     from payments_moves m, jsonb_array_elements(m.money) leg
     where m.payment_id = :id and m.state = 'done' group by 1`,
    { id: await paymentIdOf(lived) }
  )
  return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]))
}

/** Paid for, with what a gateway says of it from then on. */
async function bought(more: Partial<Life> = {}, gateway?: Gateway) {
  const life = { ...quiet, ...more }
  const lived = await begin(life, gateway)
  await tell(lived, [lived.paid])
  await spend(lived, life.spent)
  const { payment } = lived
  const at = new Date()
  const named = (name: string): string => `${name}_${payment}`
  return {
    lived,
    paymentId: await paymentIdOf(lived),
    refunded: (name: string, amount: bigint | null): Fact => ({
      kind: 'refunded',
      payment,
      refund: named(name),
      amount,
      at,
    }),
    disputed: (name: string, amount: bigint, fee = 0n): Fact => ({
      kind: 'disputed',
      payment,
      dispute: named(name),
      amount,
      fee,
      at,
    }),
    ended: (name: string, kind: 'dispute_won' | 'dispute_lost'): Fact => ({
      kind,
      payment,
      dispute: named(name),
      at: new Date(at.getTime() + 1_000),
    }),
  }
}

/** A gateway that gives back what it is asked for, and remembers it. */
function paying(more: Partial<Gateway> = {}) {
  const asked: { amount: bigint | null; key: string }[] = []
  const gateway = silentGateway({
    refund: ({ amount, key }) => {
      asked.push({ amount, key })
      return Promise.resolve({ outcome: 'refunded', refund: `re_${key}` })
    },
    ...more,
  })
  return { gateway, asked }
}

test.group('Payments | money that went back', (group) => {
  group.setup(() => fillRevenue())

  test('thirds are taken to the last millicoin', async ({ assert }) => {
    const { lived, refunded } = await bought()
    await tell(lived, [refunded('a', 166n)])
    assert.equal(await coinsOf(lived), 550_000n - 166_332n - 16_633n)
    await tell(lived, [refunded('b', 166n), refunded('c', 167n)])
    assert.equal(await coinsOf(lived), 0n)
    assert.deepEqual(await moneyOf(lived), { gateway_test: 0n, sales: 0n })
  })

  test('a refund of more than the payment, and one after all is gone, take nothing twice', async ({
    assert,
  }) => {
    const { lived, refunded } = await bought()
    await tell(lived, [refunded('a', 5_000n)])
    await tell(lived, [refunded('b', 100n), refunded('c', null), refunded('d', 0n)])
    const wallet = await walletOf(lived)
    assert.containsSubset(wallet, { available: 0n, owed: 0n })
    assert.deepEqual(await moneyOf(lived), { gateway_test: 0n, sales: 0n })
  })

  test('a dispute after a full refund takes the bank’s money and no coins; won, it gives only money', async ({
    assert,
  }) => {
    const { lived, paymentId, refunded, disputed, ended } = await bought()
    await tell(lived, [refunded('a', null), disputed('d', 499n, 1_500n)])
    assert.containsSubset(await walletOf(lived), { available: 0n, owed: 0n })
    assert.deepEqual(await moneyOf(lived), {
      gateway_test: -1_999n,
      disputes: 499n,
      fees: 1_500n,
      sales: 0n,
    })
    await tell(lived, [ended('d', 'dispute_won')])
    assert.equal(await coinsOf(lived), 0n)
    assert.deepEqual(await moneyOf(lived), {
      gateway_test: -1_500n,
      disputes: 0n,
      fees: 1_500n,
      sales: 0n,
    })
    const told = await jobsNaming('payments.returned', paymentId)
    assert.deepEqual(
      told.map(({ payload }) => payload.kind),
      ['refund'],
      'of the dispute nothing is told: it took no coins'
    )
  })

  test('a dispute that is won while a refund stands gives back what the refund leaves', async ({
    assert,
  }) => {
    const { lived, refunded, disputed, ended } = await bought()
    await tell(lived, [disputed('d', 499n)])
    assert.equal(await coinsOf(lived), 0n)
    await tell(lived, [refunded('a', 100n)])
    assert.equal(await coinsOf(lived), 0n)
    await tell(lived, [ended('d', 'dispute_won')])
    assert.equal(await coinsOf(lived), 550_000n - 100_200n - 10_020n)
  })

  test('a dispute that is lost is a loss of sales, with its part of the tax', async ({
    assert,
  }) => {
    const { lived, disputed, ended } = await bought({ currency: 'INR' })
    await tell(lived, [disputed('d', 39_900n, 250n)])
    assert.containsSubset(await moneyOf(lived), { disputes: 39_900n, tax: -6_086n })
    await tell(lived, [ended('d', 'dispute_lost')])
    assert.deepEqual(await moneyOf(lived), {
      gateway_test: -250n,
      disputes: 0n,
      fees: 250n,
      tax: 0n,
      sales: 0n,
    })
    assert.equal(await coinsOf(lived), 0n)
  })

  test('what was spent is borne as the policy says', async ({ assert, cleanup }) => {
    const { bearer } = paymentsConfig
    cleanup(() => {
      Object.assign(paymentsConfig, { bearer })
    })
    Object.assign(paymentsConfig, { bearer: { refund: 'platform', dispute: 'shared' } })
    const earned = async ({ services, creatorId }: Lived) => {
      const { earnings } = await services.ledger.balance(creatorId)
      return earnings.purchased + earnings.promo
    }
    const kind = await bought({ spent: 1_000 })
    const before = await earned(kind.lived)
    assert.equal(before, 385_000n)
    await tell(kind.lived, [kind.refunded('a', null)])
    assert.equal(await earned(kind.lived), before, 'the platform bears a refund')

    const hard = await bought({ spent: 1_000 })
    await tell(hard.lived, [hard.disputed('d', 499n)])
    assert.equal(await earned(hard.lived), 0n, 'a dispute is shared')
    const taken = await takenEarnings(hard.lived.creatorId, 10)
    assert.containsSubset(taken, [{ kind: 'dispute', amount: before, givenBack: false }])
    assert.lengthOf(taken, 1)
    await tell(hard.lived, [hard.ended('d', 'dispute_won')])
    assert.equal(await earned(hard.lived), before)
    assert.containsSubset(await takenEarnings(hard.lived.creatorId, 10), [{ givenBack: true }])
  })

  test('whoever waits for it is told once per turn of events', async ({ assert }) => {
    const { lived, paymentId, disputed, ended } = await bought()
    for (let again = 0; again < 2; again++) await tell(lived, [disputed('d', 499n)])
    for (let again = 0; again < 2; again++) await tell(lived, [ended('d', 'dispute_won')])
    const told = await jobsNaming('payments.returned', paymentId)
    assert.deepEqual(
      told.map(({ payload }) => [payload.kind, payload.change, payload.personId]),
      [
        ['dispute', 'taken', lived.personId],
        ['dispute', 'given', lived.personId],
      ]
    )
  })
})

test.group('Payments | giving money back', () => {
  test('the gateway is asked under a key that was kept, and the coins go at once', async ({
    assert,
  }) => {
    const { gateway, asked } = paying()
    const { lived, paymentId } = await bought({}, gateway)
    const wish = { paymentId, amount: 249n, by: randomUUID(), reason: 'a kind word' }
    const outcome = await refundPayment(lived.services, wish)
    assert.equal(outcome.outcome, 'refunded')
    assert.equal(await coinsOf(lived), 550_000n - 249_498n - 24_949n)
    const [kept] = await sql<{ id: string; state: string; asked_by: string; reason: string }>(
      'select id, state, asked_by, reason from payments_refunds where payment_id = :paymentId',
      { paymentId }
    )
    assert.containsSubset(kept, { state: 'refunded', asked_by: wish.by, reason: wish.reason })
    assert.deepEqual(asked, [{ amount: 249n, key: kept?.id ?? '' }])
  })

  test('what cannot go back is refused before the gateway is asked', async ({ assert }) => {
    const { gateway, asked } = paying()
    const { lived, paymentId, disputed } = await bought({}, gateway)
    const wish = { paymentId, amount: null, by: 'program', reason: 'test' }
    const refusal = async (more: { paymentId?: string; amount?: bigint }) => {
      const outcome = await refundPayment(lived.services, { ...wish, ...more })
      return outcome.outcome === 'refused' ? outcome.reason : outcome.outcome
    }
    assert.equal(await refusal({ paymentId: randomUUID() }), 'unknown_payment')
    assert.equal(await refusal({ amount: 500n }), 'nothing_left')
    await tell(lived, [disputed('d', 499n)])
    assert.equal(await refusal({}), 'disputed')
    assert.lengthOf(asked, 0)

    const whole = paying({ partialRefunds: false })
    const other = await bought({}, whole.gateway)
    const half = { paymentId: other.paymentId, amount: 100n, by: 'program', reason: 'test' }
    assert.containsSubset(await refundPayment(other.lived.services, half), { reason: 'whole_only' })
    await refundPayment(other.lived.services, { ...half, amount: 499n })
    assert.containsSubset(whole.asked, [{ amount: null }])
  })

  test('two wishes at once are one refund when they are the same, and one after the other else', async ({
    assert,
  }) => {
    const { gateway, asked } = paying()
    const { lived, paymentId } = await bought({}, gateway)
    const wish = { paymentId, amount: null, by: 'program', reason: 'test' }
    await Promise.all([1, 2, 3].map(() => refundPayment(lived.services, wish)))
    assert.lengthOf([...new Set(asked.map(({ key }) => key))], 1)
    assert.equal(await coinsOf(lived), 0n)
  })

  test('a gateway that does not answer is asked again under the same key, but not for ever', async ({
    assert,
  }) => {
    let away = true
    const keys: string[] = []
    const gateway = silentGateway({
      refund: ({ key }) => {
        keys.push(key)
        if (away) return Promise.reject(new Error('ETIMEDOUT'))
        return Promise.resolve({ outcome: 'refunded', refund: `re_${key}` })
      },
    })
    const { lived, paymentId } = await bought({}, gateway)
    const wish = { paymentId, amount: null, by: 'program', reason: 'test' }
    await assert.rejects(() => refundPayment(lived.services, wish), 'ETIMEDOUT')
    assert.containsSubset(await refundPayment(lived.services, { ...wish, amount: 1n }), {
      reason: 'under_way',
    })
    away = false
    await settleLeft(lived.services, -1)
    assert.equal(await coinsOf(lived), 0n)
    assert.lengthOf([...new Set(keys)], 1)

    const old = await bought({}, gateway)
    away = true
    await assert.rejects(
      () => refundPayment(old.lived.services, { ...wish, paymentId: old.paymentId }),
      'ETIMEDOUT'
    )
    await sql(
      `update payments_refunds set created_at = now() - make_interval(secs => :age) where payment_id = :id`,
      { age: REFUND_RETRY_SECONDS + 1, id: old.paymentId }
    )
    away = false
    await settleLeft(old.lived.services, -1)
    assert.equal(await coinsOf(old.lived), 550_000n, 'nobody knows whether it went back')
    const [unclear] = await sql<{ state: string }>(
      'select state from payments_refunds where payment_id = :id',
      { id: old.paymentId }
    )
    assert.equal(unclear?.state, 'unclear')
  })

  test('a refusal of the gateway’s changes nothing', async ({ assert }) => {
    const refusing = silentGateway({
      refund: () => Promise.resolve({ outcome: 'refused', reason: 'charge_too_old' }),
    })
    const { lived, paymentId } = await bought({}, refusing)
    const wish = { paymentId, amount: null, by: 'program', reason: 'test' }
    assert.deepEqual(await refundPayment(lived.services, wish), {
      outcome: 'refused',
      reason: 'gateway',
      detail: 'charge_too_old',
    })
    assert.equal(await coinsOf(lived), 550_000n)
  })
})

test.group('Payments | what a gateway does once the coins are there', () => {
  test('is done after the credit, again until it worked, and keeps no refund waiting', async ({
    assert,
  }) => {
    let away = true
    const consumed: string[] = []
    const gateway = silentGateway({
      afterCredit: (payment) => {
        if (away) return Promise.reject(new Error('ECONNRESET'))
        consumed.push(payment)
        return Promise.resolve()
      },
    })
    const lived = await begin({ ...quiet, refunds: [{ part: null, failed: false }] }, gateway)
    await assert.rejects(() => tell(lived, [lived.paid]), 'ECONNRESET')
    assert.equal(await coinsOf(lived), 550_000n, 'the coins are there all the same')
    await assert.rejects(() => tell(lived, lived.after), 'ECONNRESET')
    assert.equal(await coinsOf(lived), 0n)
    away = false
    await settleLeft(lived.services, -1)
    await settleLeft(lived.services, -1)
    assert.deepEqual(consumed, [lived.payment])
  })
})

test.group('Payments | a warning of fraud', () => {
  const warned = ({ payment }: Lived): Fact => ({
    kind: 'fraud_warned',
    payment,
    warning: `fw_${payment}`,
  })

  test('gives the money back before the dispute, once', async ({ assert }) => {
    const { gateway, asked } = paying()
    const { lived } = await bought({}, gateway)
    for (let again = 0; again < 3; again++) await tell(lived, [warned(lived)])
    assert.lengthOf(asked, 1)
    assert.equal(await coinsOf(lived), 0n)
  })

  test('also when it comes before the payment, and not when the dispute came first', async ({
    assert,
  }) => {
    const early = paying()
    const first = await begin(quiet, early.gateway)
    await tell(first, [warned(first)])
    assert.lengthOf(early.asked, 0)
    await tell(first, [first.paid])
    assert.lengthOf(early.asked, 1)
    assert.equal(await coinsOf(first), 0n)

    const late = paying()
    const { lived, disputed } = await bought({}, late.gateway)
    await tell(lived, [disputed('d', 499n), warned(lived)])
    assert.lengthOf(late.asked, 0)
  })

  test('is left to people where the settings say so', async ({ assert, cleanup }) => {
    cleanup(() => {
      Object.assign(paymentsConfig, { refundOnFraudWarning: true })
    })
    Object.assign(paymentsConfig, { refundOnFraudWarning: false })
    const { gateway, asked } = paying()
    const { lived } = await bought({}, gateway)
    await tell(lived, [warned(lived)])
    assert.lengthOf(asked, 0)
    assert.equal(await coinsOf(lived), 550_000n)
  })
})
