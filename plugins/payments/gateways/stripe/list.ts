import type Stripe from 'stripe'
import type { ProviderRecord } from '#plugins/payments/gateways/gateway'
import { failureOf } from '#plugins/payments/gateways/stripe/client'
import { factsOfDispute, factsOfRefund } from '#plugins/payments/gateways/stripe/facts'
import { currencyOf, dateOf, idOf, orderIn } from '#plugins/payments/gateways/stripe/ids'
import { paymentOf, type OurPayment } from '#plugins/payments/gateways/stripe/look'

/** Lines that one request gives: Stripe's most. */
const PAGE = 100

/** The lines of our balance that are payments, refunds and disputes of ours, newest first. */
export async function* listBalance(stripe: Stripe, since: Date): AsyncIterable<ProviderRecord> {
  const lines = stripe.balanceTransactions.list({
    created: { gte: Math.floor(since.getTime() / 1000) },
    limit: PAGE,
    expand: ['data.source'],
  })
  const known: Known = new Map()
  try {
    for await (const line of lines) yield* await recordsOf(stripe, line, known)
  } catch (error) {
    throw failureOf(error)
  }
}

/** Payments that were asked for already: what went back in parts is asked for once. */
type Known = Map<string, Promise<OurPayment | null>>

async function recordsOf(
  stripe: Stripe,
  line: Stripe.BalanceTransaction,
  known: Known
): Promise<readonly ProviderRecord[]> {
  const { source } = line
  if (source === null || typeof source === 'string') return []
  // What failed was refunded, and what was won disputed, for a while: other lines say that the money came back.
  const wentBack = line.amount < 0
  switch (source.object) {
    case 'charge':
      return orderIn(source.metadata) === null
        ? ofInvoiced(stripe, source, line, known)
        : ofCharge(source, line)
    case 'refund': {
      const paid = wentBack ? await ours(stripe, source, known) : null
      return paid ? records(factsOfRefund(source, paid.id), feeIn(line, source.currency)) : []
    }
    case 'dispute': {
      const paid = wentBack ? await ours(stripe, source, known) : null
      const at = dateOf(line.created)
      // Its fee is in the fact: it is no fee of the payment's.
      return paid ? records(factsOfDispute(source, paid.id, at), null) : []
    }
    default:
      return []
  }
}

async function ours(
  stripe: Stripe,
  of: { payment_intent: string | Stripe.PaymentIntent | null },
  known: Known
): Promise<OurPayment | null> {
  const id = idOf(of.payment_intent)
  if (id === null) return null
  const asked = known.get(id) ?? paymentOf(stripe, { payment_intent: id })
  known.set(id, asked)
  return asked
}

/** A charge that names no order may be a subscription's. */
async function ofInvoiced(
  stripe: Stripe,
  charge: Stripe.Charge,
  line: Stripe.BalanceTransaction,
  known: Known
): Promise<ProviderRecord[]> {
  const paid = await ours(stripe, charge, known)
  const gatewayFee = feeIn(line, charge.currency)
  return (paid?.facts ?? []).flatMap((fact) =>
    fact.kind === 'paid' ? [{ ...fact, gatewayFee }] : []
  )
}

/** A charge has its intent's metadata, so nothing has to be asked. */
function ofCharge(charge: Stripe.Charge, line: Stripe.BalanceTransaction): ProviderRecord[] {
  const [payment, order] = [idOf(charge.payment_intent), orderIn(charge.metadata)]
  if (payment === null || order === null) return []
  return [
    {
      kind: 'paid',
      payment,
      order: { id: order },
      buyer: null,
      packId: null,
      amount: BigInt(charge.amount),
      currency: currencyOf(charge.currency),
      at: dateOf(charge.created),
      gatewayFee: feeIn(line, charge.currency),
    },
  ]
}

/** Null where Stripe books the money in another currency than it was paid in. */
const feeIn = (line: Stripe.BalanceTransaction, currency: string): bigint | null =>
  line.currency === currency ? BigInt(line.fee) : null

function records(
  facts: ReturnType<typeof factsOfRefund>,
  gatewayFee: bigint | null
): ProviderRecord[] {
  return facts.flatMap((fact) =>
    fact.kind === 'refunded' || fact.kind === 'disputed' ? [{ ...fact, gatewayFee }] : []
  )
}
