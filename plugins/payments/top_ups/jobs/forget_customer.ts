import type { JobModule } from '#app/plugin_kit/types'
import { ask, StripeRefused } from '#plugins/payments/gateways/stripe/client'
import { StripeGateway } from '#plugins/payments/gateways/stripe/stripe_gateway'
import { servicesOf } from '#plugins/payments/services'

/** Somebody was deleted here: Stripe forgets their cards and name as well. What was paid stays in its books. */
const forgetCustomerJob: JobModule = (context) => {
  const services = servicesOf(context)
  return async ({ payload, topic }) => {
    const { customer } = payload
    if (typeof customer !== 'string') throw new Error(`${topic} names no customer`)
    const stripe = (await services.gateways()).get('stripe')
    if (!(stripe instanceof StripeGateway)) throw new Error('Stripe is not connected any more')
    try {
      await ask(stripe.client.customers.del(customer))
    } catch (error) {
      // It is gone already.
      if (!(error instanceof StripeRefused)) throw error
    }
  }
}

export default forgetCustomerJob
