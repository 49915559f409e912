/** Money that goes back, is disputed, or is said to be stolen. */
import { invalid } from '#tests/emulators/stripe/errors'
import { amountOf, partOf, textOf, textsOf, type Form } from '#tests/emulators/stripe/form'
import type { Charge, Refund } from '#tests/emulators/stripe/objects'
import { pageOf } from '#tests/emulators/stripe/routes/list'
import { idOf, type Route } from '#tests/emulators/stripe/routes/route'
import { newId, type World } from '#tests/emulators/stripe/world'

export const refundRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/refunds',
    params: 'RefundCreateParams',
    handle: (world, { form }) => createRefund(world, form),
  },
  {
    method: 'GET',
    path: '/v1/refunds',
    params: 'RefundListParams',
    handle: (world, { form }) => pageOf(ofPayment(world.refunds.all(), form), form, '/v1/refunds'),
  },
  {
    method: 'GET',
    path: '/v1/refunds/:id',
    params: 'RefundRetrieveParams',
    handle: (world, request) => world.refunds.get(idOf(request)),
  },
  {
    method: 'GET',
    path: '/v1/disputes',
    params: 'DisputeListParams',
    handle: (world, { form }) =>
      pageOf(ofPayment(world.disputes.all(), form), form, '/v1/disputes'),
  },
  {
    method: 'GET',
    path: '/v1/radar/early_fraud_warnings',
    params: 'Radar.EarlyFraudWarningListParams',
    handle: (world, { form }) =>
      pageOf(ofPayment(world.warnings.all(), form), form, '/v1/radar/early_fraud_warnings'),
  },
]

function ofPayment<T extends { charge: string; payment_intent: string }>(
  objects: readonly T[],
  form: Form
): T[] {
  const [intent, chargeId] = [textOf(form, 'payment_intent'), textOf(form, 'charge')]
  return objects
    .filter((one) => intent === undefined || one.payment_intent === intent)
    .filter((one) => chargeId === undefined || one.charge === chargeId)
}

function createRefund(world: World, form: Form): Refund {
  const made = chargeOf(world, form)
  const left = made.amount - made.amount_refunded
  if (made.disputed) {
    throw invalid(`Charge ${made.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    })
  }
  if (left === 0) {
    throw invalid(`Charge ${made.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  }
  const amount = amountOf(form) ?? left
  if (amount > left) {
    throw invalid(
      `Refund amount ($${(amount / 100).toFixed(2)}) is greater than unrefunded amount on charge ($${(left / 100).toFixed(2)})`,
      { param: 'amount' }
    )
  }
  return refundCharge(world, made, {
    amount,
    reason: textOf(form, 'reason') ?? null,
    metadata: textsOf(partOf(form, 'metadata')),
  })
}

function chargeOf(world: World, form: Form): Charge {
  const chargeId = textOf(form, 'charge')
  if (chargeId !== undefined) return world.charges.get(chargeId, 'charge')
  const intentId = textOf(form, 'payment_intent')
  if (intentId === undefined) {
    throw invalid(
      'One of the following params should be provided for this request: payment_intent or charge.'
    )
  }
  const intent = world.intents.get(intentId, 'payment_intent')
  if (intent.status !== 'succeeded' || intent.latest_charge === null) {
    throw invalid('This PaymentIntent does not have a successful charge to refund.')
  }
  return world.charges.get(intent.latest_charge)
}

/** Gives money back: by the program, or by somebody at Stripe's dashboard. */
export function refundCharge(
  world: World,
  made: Charge,
  { amount, reason, metadata }: Pick<Refund, 'amount' | 'reason' | 'metadata'>
): Refund {
  const id = newId('re')
  const line = world.book({
    amount: -amount,
    currency: made.currency,
    type: 'refund',
    category: 'refund',
    source: id,
  })
  const refund = world.refunds.add({
    id,
    object: 'refund',
    created: world.now(),
    amount,
    currency: made.currency,
    charge: made.id,
    payment_intent: made.payment_intent,
    status: 'succeeded',
    balance_transaction: line.id,
    reason,
    metadata,
  })
  made.amount_refunded += amount
  made.refunded = made.amount_refunded === made.amount
  world.tell('refund.created', refund)
  world.tell('charge.refunded', made)
  return refund
}
