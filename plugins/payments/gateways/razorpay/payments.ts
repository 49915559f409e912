/** Single questions to Razorpay's API. */
import type { Order } from '#plugins/payments/gateways/gateway'
import { RazorpayRefused, type RazorpayClient } from '#plugins/payments/gateways/razorpay/client'
import {
  itemsIn,
  ORDER_NOTE,
  orderIn,
  ourOrder,
  paymentIn,
  refundIn,
  type RazorpayOrder,
  type RazorpayPayment,
  type RazorpayRefund,
} from '#plugins/payments/gateways/razorpay/entities'

export async function createOrder(client: RazorpayClient, order: Order): Promise<RazorpayOrder> {
  const made = await client.ask((sdk) =>
    sdk.orders.create({
      amount: wireAmount(order.amount),
      currency: order.currency,
      receipt: order.id,
      notes: { [ORDER_NOTE]: order.id },
    })
  )
  return orderIn(made)
}

/** Null for a payment that Razorpay does not know. */
export async function fetchPayment(
  client: RazorpayClient,
  payment: string
): Promise<RazorpayPayment | null> {
  try {
    return paymentIn(await client.ask((sdk) => sdk.payments.fetch(payment)))
  } catch (error) {
    if (error instanceof RazorpayRefused) return null
    throw error
  }
}

/** Refunds of one payment that are looked at: the most that one page of the list holds. */
const MOST_REFUNDS = 100

export async function refundsOf(
  client: RazorpayClient,
  payment: string
): Promise<RazorpayRefund[]> {
  const list = await client.ask((sdk) =>
    sdk.payments.fetchMultipleRefund(payment, { count: MOST_REFUNDS })
  )
  return itemsIn(list).map(refundIn)
}

/**
 * The payment, captured. One that the bank allowed late stays authorised, and goes back by itself after some days,
 * unless somebody captures it. Those for our own orders are captured; of other shops on the same account nothing is
 * touched.
 */
export async function captured(
  client: RazorpayClient,
  payment: RazorpayPayment
): Promise<RazorpayPayment> {
  const { id, orderId, amount, currency } = payment
  if (payment.status !== 'authorized' || orderId === null) return payment
  const order = orderIn(await client.ask((sdk) => sdk.orders.fetch(orderId)))
  const due = order.amount === amount && order.currency === currency && order.status !== 'paid'
  if (ourOrder(order) === null || !due) return (await fetchPayment(client, id)) ?? payment
  try {
    return paymentIn(
      await client.ask((sdk) => sdk.payments.capture(id, wireAmount(amount), currency))
    )
  } catch (error) {
    // Somebody else was first: Razorpay itself, another job, an operator.
    if (!(error instanceof RazorpayRefused)) throw error
    return (await fetchPayment(client, id)) ?? payment
  }
}

/** JSON knows no bigint: the amount as Razorpay wants it, exactly or not at all. */
export function wireAmount(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('An amount is too large for JSON')
  return Number(amount)
}
