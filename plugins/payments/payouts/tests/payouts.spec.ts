import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import type { Person } from '#app/identity/types'
import { approvePayout } from '#plugins/payments/payouts/actions/approve_payout'
import { payByHand } from '#plugins/payments/payouts/actions/choose_payee'
import { markPaid, markReturned, refusePayout } from '#plugins/payments/payouts/actions/mark_payout'
import { requestPayout } from '#plugins/payments/payouts/actions/request_payout'
import { worth } from '#plugins/payments/payouts/payout'
import { earningsOf } from '#plugins/payments/payouts/queries/earnings_of'
import { findPayee, findPayout } from '#plugins/payments/payouts/queries/payouts'
import { detailsOf } from '#plugins/payments/payouts/people'
import { fansPay, joined, withoutWaiting } from '#plugins/payments/payouts/tests/support/creators'
import { paymentsServices, type PaymentsServices } from '#plugins/payments/services'
import { verifyBooks } from '#tests/support/books'

/** The same services, and the ids of what they transfer. */
function watching(services: PaymentsServices) {
  const transfers: string[] = []
  const ledger: PaymentsServices['ledger'] = {
    ...services.ledger,
    transfer: async (request) => {
      const outcome = await services.ledger.transfer(request)
      if (outcome.outcome === 'transferred') transfers.push(outcome.transferId)
      return outcome
    },
  }
  return { transfers, watched: { ...services, ledger } }
}

test.group('Payouts', (group) => {
  let services: PaymentsServices
  group.setup(async () => {
    services = await paymentsServices()
  })
  group.each.setup(() => withoutWaiting())

  /** A creator who is paid by hand and earned so many millicoins. */
  async function creatorWith(earned: bigint): Promise<Person> {
    const creator = await joined()
    await payByHand(creator.id, 'Ada Byron, DE02 1203 0000 0000 2020 51')
    await fansPay(services.ledger, creator.id, (earned * 10n) / 7n)
    return creator
  }

  async function asked(personId: string): Promise<string> {
    const request = await requestPayout(services, { personId })
    if (request.outcome !== 'asked') throw new Error(request.outcome)
    return request.payoutId
  }

  const earnings = (personId: string) => earningsOf(services, personId)

  test('a creator is paid what was earned, by hand, and both legs are in the books', async ({
    assert,
  }) => {
    const creator = await creatorWith(7_000_000n)
    const admin = await joined('admin')
    assert.deepInclude(await earnings(creator.id), {
      currency: 'USD',
      available: { coins: 7_000_000n, amount: 4_550n },
      paid: 0n,
    })

    const id = await asked(creator.id)
    assert.deepInclude(await earnings(creator.id), {
      available: { coins: 0n, amount: 0n },
      underWay: 4_550n,
    })
    const mark = { payoutId: id, adminId: admin.id, note: 'SEPA 4711' }
    const { transfers, watched } = watching(services)
    assert.deepEqual(await markPaid(watched, mark), { outcome: 'marked' })
    assert.deepEqual(await markPaid(watched, mark), { outcome: 'not_now' })
    assert.deepInclude(await findPayout(id), { state: 'paid', reference: 'SEPA 4711' })
    assert.deepInclude(await earnings(creator.id), { underWay: 0n, paid: 4_550n })

    const [booked] = await services.ledger.transfers(transfers)
    assert.lengthOf(transfers, 1)
    assert.equal(booked?.key, `payout:${id}:paid`)
    assert.sameDeepMembers(
      booked?.legs.map(({ name, commodity, amount }) => ({ name, commodity, amount })) ?? [],
      [
        { name: 'payouts_due', commodity: 'COIN', amount: -7_000_000n },
        { name: 'payouts', commodity: 'COIN', amount: 7_000_000n },
        { name: 'payouts', commodity: 'USD', amount: 4_550n },
        { name: 'gateway_bank', commodity: 'USD', amount: -4_550n },
      ]
    )
    await verifyBooks()
  })

  test('free coins are no money, and young earnings wait', async ({ assert }) => {
    const creator = await joined()
    await payByHand(creator.id, 'Ada Byron, DE02 1203')
    const fan = await joined('fan')
    await services.ledger.grantWelcome(fan.id)
    const key = randomUUID()
    const hold = await services.ledger.hold({
      key,
      personId: fan.id,
      amount: 50_000n,
      creatorId: creator.id,
      memo: { key: 'test' },
    })
    assert.equal(hold.outcome, 'held')
    if (hold.outcome === 'held') await services.ledger.capture({ key, holdId: hold.holdId })
    assert.deepInclude(await earnings(creator.id), { available: { coins: 0n, amount: 0n } })
    assert.deepInclude(await requestPayout(services, { personId: creator.id }), {
      outcome: 'too_little',
      available: 0n,
      minimum: 2_000n,
    })
  })

  test('whoever asks twice at once is paid once', async ({ assert }) => {
    const creator = await creatorWith(7_000_000n)
    const requests = await Promise.all(
      Array.from({ length: 8 }, () => requestPayout(services, { personId: creator.id }))
    )
    const outcomes = requests.map(({ outcome }) => outcome)
    assert.lengthOf(
      outcomes.filter((outcome) => outcome === 'asked'),
      1
    )
    const { earnings: left } = await services.ledger.balance(creator.id)
    assert.equal(left.purchased, 0n)
  })

  test('what cannot be paid, or comes back, is available again at once', async ({ assert }) => {
    const creator = await creatorWith(7_000_000n)
    const admin = await joined('admin')
    const first = await asked(creator.id)
    const refusal = { payoutId: first, adminId: admin.id, note: 'The IBAN does not exist' }
    assert.deepEqual(await refusePayout(services, refusal), { outcome: 'marked' })
    assert.deepInclude(await findPayout(first), {
      state: 'failed',
      reason: 'The IBAN does not exist',
    })
    assert.deepInclude(await earnings(creator.id), {
      available: { coins: 7_000_000n, amount: 4_550n },
    })

    const second = await asked(creator.id)
    await markPaid(services, { payoutId: second, adminId: admin.id, note: 'SEPA 1' })
    await markReturned(services, { payoutId: second, adminId: admin.id, note: 'Account closed' })
    assert.deepInclude(await earnings(creator.id), {
      available: { coins: 7_000_000n, amount: 4_550n },
      paid: 0n,
      reversed: 4_550n,
    })
    await verifyBooks()
  })

  test('a large payout needs two admins, neither of whom is the creator', async ({ assert }) => {
    const creator = await creatorWith(700_000_000n)
    const [one, two] = [await joined('admin'), await joined('admin')]
    const payoutId = await asked(creator.id)
    const approve = (adminId: string) => approvePayout(services, { payoutId, adminId })

    assert.deepEqual(await approve(creator.id), { outcome: 'own' })
    assert.deepEqual(await approve(one.id), { outcome: 'approved', missing: 1 })
    assert.deepEqual(await approve(one.id), { outcome: 'approved', missing: 1 })
    const mark = { payoutId, adminId: one.id, note: 'SEPA 9' }
    assert.deepEqual(await markPaid(services, mark), { outcome: 'needs_approval', missing: 1 })
    assert.deepEqual(await approve(two.id), { outcome: 'approved', missing: 0 })
    assert.deepEqual(await markPaid(services, { ...mark, adminId: creator.id }), {
      outcome: 'own',
    })
    assert.deepEqual(await markPaid(services, mark), { outcome: 'marked' })
    assert.deepEqual(await approve(two.id), { outcome: 'not_waiting' })
  })

  test('where the money goes is kept sealed', async ({ assert }) => {
    const creator = await creatorWith(0n + 7_000n)
    const payee = await findPayee(creator.id)
    assert.isTrue(payee?.ready)
    assert.notInclude(payee?.detailsSealed?.toString('utf8') ?? '', '1203')
    if (!payee?.detailsSealed) throw new Error('Nothing was sealed')
    assert.equal(detailsOf(payee.id, payee.detailsSealed), 'Ada Byron, DE02 1203 0000 0000 2020 51')
  })

  test('a rest below a cent stays with the creator', ({ assert }) => {
    assert.deepEqual(worth(1_000n, 6_500n), { amount: 0n, coins: 0n })
    assert.deepEqual(worth(3_500n, 6_500n), { amount: 2n, coins: 3_077n })
    assert.deepEqual(worth(7_000_000n, 6_500n), { amount: 4_550n, coins: 7_000_000n })
  })
})
