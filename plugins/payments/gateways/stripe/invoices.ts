/** What subscriptions are paid by: an invoice a period, each with a PaymentIntent of its own. */
import type Stripe from 'stripe'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { ask } from '#plugins/payments/gateways/stripe/client'
import { currencyOf, dateOf, idOf, orderIn } from '#plugins/payments/gateways/stripe/ids'

/** Payments of one invoice that are read: one is usual. */
const MOST = 10

/** Our order's id: Stripe copies a subscription's metadata to its invoices, and not to their intents. */
export const orderOfInvoice = (invoice: Stripe.Invoice): string | null =>
  orderIn(invoice.parent?.subscription_details?.metadata ?? null)

export const subscriptionOfInvoice = (invoice: Stripe.Invoice): string | null =>
  idOf(invoice.parent?.subscription_details?.subscription)

/** The order whose subscription an intent pays for; null for an intent of anything else. */
export async function invoicedOrder(stripe: Stripe, intent: string): Promise<string | null> {
  const { data } = await ask(
    stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent },
      limit: 1,
      expand: ['data.invoice'],
    })
  )
  const invoice = data[0]?.invoice
  if (!invoice || typeof invoice === 'string' || invoice.deleted) return null
  return orderOfInvoice(invoice)
}

/** That an invoice was paid; nothing for one of a free period, which takes no money. */
export async function factsOfInvoice(stripe: Stripe, invoice: Stripe.Invoice): Promise<Fact[]> {
  const order = orderOfInvoice(invoice)
  if (order === null || invoice.status !== 'paid' || invoice.amount_paid === 0) return []
  const request = { invoice: invoice.id, status: 'paid', limit: MOST } as const
  const { data } = await ask(stripe.invoicePayments.list(request))
  return data.flatMap(({ payment, amount_paid: amount, currency, created, status_transitions }) => {
    const intent = idOf(payment.payment_intent)
    if (intent === null || amount === null) return []
    return [
      {
        kind: 'paid' as const,
        payment: intent,
        order: { id: order },
        buyer: null,
        packId: null,
        amount: BigInt(amount),
        currency: currencyOf(currency),
        at: dateOf(status_transitions.paid_at ?? created),
      },
    ]
  })
}
