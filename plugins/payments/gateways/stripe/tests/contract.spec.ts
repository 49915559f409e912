import { gatewayOn, tell } from '#plugins/payments/gateways/stripe/tests/support/counter'
import { gatewayContract } from '#plugins/payments/tests/support/gateway_contract'
import { startStripeEmulator } from '#tests/emulators/stripe/index'

/** Seconds. */
const DAY = 24 * 60 * 60

gatewayContract('Stripe', async () => {
  const stripe = await startStripeEmulator()
  const gateway = gatewayOn(stripe)
  const subscription = () => {
    const made = stripe.world.subscriptions.all().at(-1)
    if (!made) throw new Error('Nobody subscribed')
    return made
  }
  const lastIntent = (): string =>
    stripe.world.invoicePayments.all().findLast(({ status }) => status === 'paid')?.payment
      .payment_intent ?? ''
  return {
    gateway,
    frontend: 'web',
    currency: 'USD',
    pay: async (_order, checkout) => {
      if (checkout.outcome !== 'open') throw new Error(checkout.reason)
      const session = stripe.deeds.pay(checkout.providerOrder ?? '')
      await tell(stripe, gateway)
      return session.payment_intent ?? ''
    },
    subscription: {
      period: 'month',
      async begin(_order, checkout) {
        if (checkout.outcome !== 'open') throw new Error(checkout.reason)
        stripe.deeds.pay(checkout.providerOrder ?? '')
        await tell(stripe, gateway)
        return lastIntent()
      },
      async renew() {
        stripe.billing.moveOn(32 * DAY)
        await tell(stripe, gateway)
        return lastIntent()
      },
      async fail() {
        stripe.billing.changeCard(subscription().id, 'insufficient_funds')
        stripe.billing.moveOn(32 * DAY)
        await tell(stripe, gateway)
      },
      async end() {
        stripe.billing.endSubscription(subscription().id)
        await tell(stripe, gateway)
      },
    },
    refundThere: async (payment, amount) => {
      stripe.deeds.refund(payment, amount === null ? undefined : Number(amount))
      await tell(stripe, gateway)
    },
    close: () => stripe.close(),
  }
})
