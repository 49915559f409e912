/** Customers, their cards, and the page where they see to both. */
import { endSubscription } from '#tests/emulators/stripe/billing'
import { invalid } from '#tests/emulators/stripe/errors'
import { partOf, required, textOf, textsOf } from '#tests/emulators/stripe/form'
import { pageOf } from '#tests/emulators/stripe/routes/list'
import { idOf, type Route } from '#tests/emulators/stripe/routes/route'
import type { Customer } from '#tests/emulators/stripe/objects'
import { newId, type World } from '#tests/emulators/stripe/world'

export const customerRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/customers',
    params: 'CustomerCreateParams',
    handle(world, { form }) {
      const email = textOf(form, 'email')
      if (email !== undefined && !/^\S+@\S+\.\S+$/.test(email)) {
        throw invalid(`Invalid email address: ${email}`, { code: 'email_invalid', param: 'email' })
      }
      return world.customers.add({
        id: newId('cus', 14),
        object: 'customer',
        created: world.now(),
        email: email ?? null,
        name: textOf(form, 'name') ?? null,
        metadata: textsOf(partOf(form, 'metadata')),
        livemode: false,
      })
    },
  },
  {
    method: 'DELETE',
    path: '/v1/customers/:id',
    params: 'CustomerDeleteParams',
    handle(world, request) {
      const customer = customerOf(world, idOf(request))
      customer.deleted = true
      for (const method of cardsOf(world, customer.id)) method.customer = null
      for (const one of world.subscriptions.all()) {
        if (one.customer === customer.id) endSubscription(world, one)
      }
      return { id: customer.id, object: 'customer', deleted: true }
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods',
    params: 'CustomerListPaymentMethodsParams',
    handle(world, request) {
      const customer = customerOf(world, idOf(request))
      const url = `/v1/customers/${customer.id}/payment_methods`
      return pageOf(cardsOf(world, customer.id), request.form, url)
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_methods/:id',
    params: 'PaymentMethodRetrieveParams',
    handle: (world, request) => world.paymentMethods.get(idOf(request)),
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id/detach',
    params: 'PaymentMethodDetachParams',
    handle(world, request) {
      const method = world.paymentMethods.get(idOf(request))
      if (method.customer === null) {
        throw invalid('The payment method you provided is not attached to a customer.')
      }
      method.customer = null
      world.tell('payment_method.detached', method)
      return method
    },
  },
  {
    method: 'POST',
    path: '/v1/billing_portal/sessions',
    params: 'BillingPortal.SessionCreateParams',
    handle(world, { form }) {
      const customer = customerOf(world, required(textOf(form, 'customer'), 'customer'), 'customer')
      const returnUrl = textOf(form, 'return_url')
      const id = newId('bps')
      return {
        id,
        object: 'billing_portal.session',
        created: world.now(),
        customer: customer.id,
        configuration: newId('bpc'),
        livemode: false,
        locale: textOf(form, 'locale') ?? null,
        on_behalf_of: null,
        return_url: returnUrl ?? null,
        flow: null,
        url: `${world.base}/p/session/${id}`,
      }
    },
  },
]

/** @throws the refusal, also when the customer was deleted */
export function customerOf(world: World, id: string, param?: string): Customer {
  const customer = world.customers.get(id, param)
  if (!customer.deleted) return customer
  // As for an id that never was.
  return world.customers.get(`${id} (deleted)`, param)
}

const cardsOf = (world: World, customer: string) =>
  world.paymentMethods.all().filter((one) => one.customer === customer)
