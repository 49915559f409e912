/** Subscriptions, their invoices and what paid those. */
import { invalid } from '#tests/emulators/stripe/errors'
import { partOf, textOf, textsOf, type Form } from '#tests/emulators/stripe/form'
import type { Subscription } from '#tests/emulators/stripe/objects'
import { pageOf } from '#tests/emulators/stripe/routes/list'
import { idOf, type Route } from '#tests/emulators/stripe/routes/route'
import type { World } from '#tests/emulators/stripe/world'

export const subscriptionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/subscriptions/:id',
    params: 'SubscriptionRetrieveParams',
    handle(world, request) {
      const subscription = world.subscriptions.get(idOf(request))
      const { latest_invoice: invoice } = subscription
      if (!expands(request.form, 'latest_invoice') || invoice === null) return subscription
      return { ...subscription, latest_invoice: world.invoices.get(invoice) }
    },
  },
  {
    method: 'POST',
    path: '/v1/subscriptions/:id',
    params: 'SubscriptionUpdateParams',
    handle: (world, request) => update(world, world.subscriptions.get(idOf(request)), request.form),
  },
  {
    method: 'GET',
    path: '/v1/invoice_payments',
    params: 'InvoicePaymentListParams',
    handle(world, { form }) {
      const [invoice, status] = [textOf(form, 'invoice'), textOf(form, 'status')]
      const payment = partOf(form, 'payment')
      const intent = textOf(payment, 'payment_intent')
      if ('payment' in form && textOf(payment, 'type') !== 'payment_intent') {
        throw invalid('Invalid payment[type]', { param: 'payment[type]' })
      }
      const found = world.invoicePayments
        .all()
        .filter(
          (one) =>
            (invoice === undefined || one.invoice === invoice) &&
            (status === undefined || one.status === status) &&
            (intent === undefined || one.payment.payment_intent === intent)
        )
      const page = pageOf(found, form, '/v1/invoice_payments')
      if (!expands(form, 'data.invoice')) return page
      return {
        ...page,
        data: page.data.map((one) => ({ ...one, invoice: world.invoices.get(one.invoice) })),
      }
    },
  },
]

const expands = (form: Form, name: string): boolean =>
  Object.values(partOf(form, 'expand')).includes(name)

function update(world: World, subscription: Subscription, form: Form): Subscription {
  if (subscription.status === 'canceled') {
    throw invalid(
      'A canceled subscription can only update its cancellation_details and metadata.',
      { code: 'resource_missing' }
    )
  }
  const [atEnd, day] = [textOf(form, 'cancel_at_period_end'), form.cancel_at]
  if (atEnd !== undefined && day !== undefined) {
    throw invalid('You may only specify one of these parameters: cancel_at, cancel_at_period_end.')
  }
  if (atEnd !== undefined) {
    subscription.cancel_at_period_end = atEnd === 'true'
    const end = subscription.items.data[0]?.current_period_end ?? null
    subscription.cancel_at = atEnd === 'true' ? end : null
    subscription.canceled_at = atEnd === 'true' ? world.now() : null
  }
  if (day === '') {
    subscription.cancel_at = null
    subscription.canceled_at = null
  }
  Object.assign(subscription.metadata, textsOf(partOf(form, 'metadata')))
  world.tell('customer.subscription.updated', subscription)
  return subscription
}
