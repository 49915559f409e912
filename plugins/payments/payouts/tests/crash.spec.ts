import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import type { LedgerService } from '#plugins/ledger/api'
import { payByHand } from '#plugins/payments/payouts/actions/choose_payee'
import { markPaid, markReturned, refusePayout } from '#plugins/payments/payouts/actions/mark_payout'
import { requestPayout } from '#plugins/payments/payouts/actions/request_payout'
import { settlePayout } from '#plugins/payments/payouts/actions/settle_payout'
import { earningsOf } from '#plugins/payments/payouts/queries/earnings_of'
import { payoutsOf } from '#plugins/payments/payouts/queries/payouts'
import { fansPay, joined, withoutWaiting } from '#plugins/payments/payouts/tests/support/creators'
import { paymentsServices, type PaymentsServices } from '#plugins/payments/services'
import { verifyBooks } from '#tests/support/books'

class Crash extends Error {}

/** A ledger whose process dies right before or right after its transfer, as often as `crashes` says. */
function dying(ledger: LedgerService, crashes: ('before' | 'after' | null)[]): LedgerService {
  return {
    ...ledger,
    transfer: async (request) => {
      const crash = crashes.shift() ?? null
      if (crash === 'before') throw new Crash()
      const outcome = await ledger.transfer(request)
      if (crash === 'after') throw new Crash()
      return outcome
    },
  }
}

const survived = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work
  } catch (error) {
    if (!(error instanceof Crash)) throw error
  }
}

test.group('Payouts | crashes and histories', (group) => {
  let services: PaymentsServices
  group.setup(async () => {
    services = await paymentsServices()
  })
  group.each.setup(() => withoutWaiting())

  test('a crash {$self} any step changes nothing of what comes out')
    .with(['before', 'after'] as const)
    .run(async ({ assert }, when) => {
      const admin = await joined('admin')
      for (let step = 0; step < 3; step++) {
        const creator = await joined()
        await payByHand(creator.id, 'Ada Byron, DE02 1203')
        await fansPay(services.ledger, creator.id, 10_000_000n)
        const crashes = Array.from({ length: step + 1 }, (_, at) => (at === step ? when : null))
        const shaky = { ...services, ledger: dying(services.ledger, crashes) }
        const note = { adminId: admin.id, note: 'SEPA 1' }

        await survived(requestPayout(shaky, { personId: creator.id }))
        const [{ id: payoutId } = { id: '' }] = await payoutsOf(creator.id, 1)
        await settlePayout(shaky, payoutId)
        await survived(markPaid(shaky, { ...note, payoutId }))
        await settlePayout(shaky, payoutId)
        await survived(markReturned(shaky, { ...note, payoutId }))
        await settlePayout(shaky, payoutId)

        assert.isEmpty(crashes, 'it did crash')
        const [payout] = await payoutsOf(creator.id, 1)
        assert.equal(payout?.state, 'reversed')
        const { earnings } = await services.ledger.balance(creator.id)
        assert.equal(earnings.purchased, 7_000_000n)
      }
      await verifyBooks()
    })

  test('whatever is asked, paid, refused and returned: earned is available, on its way or paid', async ({
    assert,
  }) => {
    const admin = await joined('admin')
    const deed = fc.constantFrom('earn', 'ask', 'pay', 'refuse', 'return', 'settle')
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 14 }), async (deeds) => {
        const creator = await joined()
        await payByHand(creator.id, 'Ada Byron, DE02 1203')
        let earned = 0n
        for (const one of deeds) {
          const [newest] = await payoutsOf(creator.id, 1)
          const mark = { payoutId: newest?.id ?? randomUUID(), adminId: admin.id, note: 'note' }
          if (one === 'earn') {
            await fansPay(services.ledger, creator.id, 5_000_000n)
            earned += 3_500_000n
          } else if (one === 'ask') await requestPayout(services, { personId: creator.id })
          else if (one === 'pay') await markPaid(services, mark)
          else if (one === 'refuse') await refusePayout(services, mark)
          else if (one === 'return') await markReturned(services, mark)
          else await settlePayout(services, mark.payoutId)
        }
        const { earnings } = await services.ledger.balance(creator.id)
        const payouts = await payoutsOf(creator.id, 100)
        const gone = payouts
          .filter(({ state }) => ['reserved', 'paid'].includes(state))
          .reduce((sum, { coins }) => sum + coins, 0n)
        assert.equal(earnings.purchased + gone, earned)
        const { paid, available } = await earningsOf(services, creator.id)
        assert.equal(available.coins, earnings.purchased)
        const sent = payouts.filter(({ state }) => state === 'paid')
        assert.equal(
          paid,
          sent.reduce((sum, { amount }) => sum + amount, 0n)
        )
      }),
      { numRuns: 25 }
    )
    await verifyBooks()
  }).timeout(60_000)
})
