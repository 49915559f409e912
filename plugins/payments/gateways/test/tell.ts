import { randomUUID } from 'node:crypto'
import {
  charge,
  chargeOf,
  disputeCharge,
  endDispute,
  refundCharge,
  warnOfFraud,
} from '#plugins/payments/gateways/test/records'
import { changeState, renew, subscribe } from '#plugins/payments/gateways/test/subscriptions'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import type { StoredOrder } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'

/** What the page of the test gateway can do. */
export const TEST_ACTS = [
  'pay',
  'decline',
  'refund_half',
  'refund_all',
  'dispute',
  'win_dispute',
  'lose_dispute',
  'warn',
  'renew',
  'fail_renewal',
  'end_subscription',
] as const
export type TestAct = (typeof TEST_ACTS)[number]

/** What came of it; `refused` as a real gateway would refuse it. */
export type TestActOutcome = 'paid' | 'declined' | 'done' | 'refused'

/** Does at the test gateway what a button says, and tells the program of it by an event, as any gateway does. */
export async function actAtTestGateway(
  services: Pick<PaymentsServices, 'outbox'>,
  order: StoredOrder,
  act: TestAct
): Promise<TestActOutcome> {
  const tell = async (type: string, payment: string, id: string): Promise<void> => {
    await takeEvent(services, {
      provider: 'test',
      eventId: `evt_${type}_${id}`,
      type,
      body: { payment, id },
    })
  }
  if (order.sale?.recurring) {
    const changed = await ofSubscription(order, act)
    if (changed !== 'none') {
      if (!changed) return 'refused'
      const body = { payment: changed.payment, subscription: changed.subscription }
      const id = randomUUID()
      const type = 'subscription.changed'
      await takeEvent(services, { provider: 'test', eventId: `evt_${type}_${id}`, type, body })
      return act === 'pay' ? 'paid' : 'done'
    }
  }
  const paid = await chargeOf(order.id)
  if (act === 'decline') {
    await tell('payment.declined', '', randomUUID())
    return 'declined'
  }
  if (act === 'pay') {
    // A real checkout takes the money once.
    const taken = paid ?? (await charge(order))
    await tell('payment.succeeded', taken.id, taken.id)
    return 'paid'
  }
  if (!paid) return 'refused'
  const happened = await after(paid.id, act, paid.amount)
  if (!happened) return 'refused'
  await tell(happened.type, paid.id, happened.id)
  return 'done'
}

/** What a subscription's own buttons do; `none` for those that are about its last payment. */
async function ofSubscription(
  order: StoredOrder,
  act: TestAct
): Promise<{ subscription: string; payment: string | null } | null | 'none'> {
  switch (act) {
    case 'pay':
      return subscribe(order)
    case 'renew':
      return renew(order)
    case 'fail_renewal':
      return changeState(order.id, 'past_due')
    case 'end_subscription':
      return changeState(order.id, 'ended')
    default:
      return 'none'
  }
}

type AfterPaying = Exclude<TestAct, 'pay' | 'decline'>

async function after(
  payment: string,
  act: AfterPaying,
  amount: bigint
): Promise<{ type: string; id: string } | null> {
  switch (act) {
    case 'refund_half':
    case 'refund_all': {
      const half = amount > 1n ? amount / 2n : amount
      const wanted = act === 'refund_half' ? half : null
      const refund = await refundCharge(payment, wanted, randomUUID())
      return refund.outcome === 'refunded' ? { type: 'refund.succeeded', id: refund.refund } : null
    }
    case 'dispute':
      return named('dispute.opened', await disputeCharge(payment))
    case 'win_dispute':
      return named('dispute.won', await endDispute(payment, 'won'))
    case 'lose_dispute':
      return named('dispute.lost', await endDispute(payment, 'lost'))
    case 'warn':
      return named('fraud.warned', await warnOfFraud(payment))
    case 'renew':
    case 'fail_renewal':
    case 'end_subscription':
      // Of an order that is paid once.
      return null
  }
}

const named = (type: string, id: string | null): { type: string; id: string } | null =>
  id === null ? null : { type, id }
