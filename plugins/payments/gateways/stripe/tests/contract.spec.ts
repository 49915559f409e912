import { gatewayOn, tell } from '#plugins/payments/gateways/stripe/tests/support/counter'
import { gatewayContract } from '#plugins/payments/tests/support/gateway_contract'
import { startStripeEmulator } from '#tests/emulators/stripe/index'

gatewayContract('Stripe', async () => {
  const stripe = await startStripeEmulator()
  const gateway = gatewayOn(stripe)
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
    refundThere: async (payment, amount) => {
      stripe.deeds.refund(payment, amount === null ? undefined : Number(amount))
      await tell(stripe, gateway)
    },
    close: () => stripe.close(),
  }
})
