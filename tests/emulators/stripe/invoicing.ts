/** Invoices of subscriptions: made as drafts, finalized, charged (docs.stripe.com/billing/invoices/subscription). */
import { charge, newIntent } from '#tests/emulators/stripe/charging'
import { StripeFault } from '#tests/emulators/stripe/errors'
import type { Invoice, Subscription } from '#tests/emulators/stripe/objects'
import { newId, type World } from '#tests/emulators/stripe/world'

export function newInvoice(
  world: World,
  subscription: Subscription,
  reason: Invoice['billing_reason'],
  amount: number
): Invoice {
  const [item] = subscription.items.data
  const invoice = world.invoices.add({
    id: newId('in'),
    object: 'invoice',
    created: world.now(),
    status: 'draft',
    billing_reason: reason,
    currency: subscription.currency,
    customer: subscription.customer,
    amount_due: amount,
    amount_paid: 0,
    amount_remaining: amount,
    total: amount,
    attempt_count: 0,
    attempted: false,
    next_payment_attempt: null,
    period_start: item?.current_period_start ?? world.now(),
    period_end: item?.current_period_end ?? world.now(),
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: {
        subscription: subscription.id,
        metadata: { ...subscription.metadata },
      },
    },
    status_transitions: { finalized_at: null, paid_at: null },
    metadata: {},
    livemode: false,
  })
  subscription.latest_invoice = invoice.id
  world.tell('invoice.created', invoice)
  return invoice
}

/** One intent per invoice, which names no order: Stripe copies a subscription's metadata to its invoices alone. */
export function takeMoney(world: World, subscription: Subscription, invoice: Invoice): boolean {
  const method = world.paymentMethods.get(subscription.default_payment_method ?? '')
  if (invoice.status === 'draft') {
    invoice.status = 'open'
    invoice.status_transitions.finalized_at = world.now()
    world.tell('invoice.finalized', invoice)
  }
  const payment = world.invoicePayments.all().find((one) => one.invoice === invoice.id)
  const intent = payment
    ? world.intents.get(payment.payment.payment_intent)
    : newIntent(world, {
        amount: invoice.amount_due,
        currency: invoice.currency,
        customer: invoice.customer,
        description:
          invoice.billing_reason === 'subscription_create'
            ? 'Subscription creation'
            : 'Subscription update',
        metadata: {},
        setup_future_usage: 'off_session',
      })
  const kept =
    payment ??
    world.invoicePayments.add({
      id: newId('inpay'),
      object: 'invoice_payment',
      created: world.now(),
      amount_paid: null,
      amount_requested: invoice.amount_due,
      currency: invoice.currency,
      invoice: invoice.id,
      is_default: true,
      payment: { type: 'payment_intent', payment_intent: intent.id },
      status: 'open',
      status_transitions: { canceled_at: null, paid_at: null },
      livemode: false,
    })
  invoice.attempted = true
  invoice.attempt_count += 1
  try {
    charge(world, { intent, method, behaviour: world.behaviours.get(method.id) ?? 'succeeds' })
  } catch (error) {
    if (error instanceof StripeFault) return false
    throw error
  }
  Object.assign(kept, { status: 'paid', amount_paid: invoice.amount_due })
  kept.status_transitions.paid_at = world.now()
  return true
}

export function markPaid(world: World, invoice: Invoice): void {
  Object.assign(invoice, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    next_payment_attempt: null,
  })
  invoice.status_transitions.finalized_at ??= world.now()
  invoice.status_transitions.paid_at = world.now()
  world.tell('invoice.paid', invoice)
  if (invoice.amount_paid > 0) world.tell('invoice.payment_succeeded', invoice)
}
