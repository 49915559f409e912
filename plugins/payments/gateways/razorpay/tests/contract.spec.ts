import { RazorpayGateway } from '#plugins/payments/gateways/razorpay/razorpay_gateway'
import type { Checkout } from '#plugins/payments/gateways/gateway'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import { paymentsContext } from '#plugins/payments/tests/support/counter'
import { gatewayContract } from '#plugins/payments/tests/support/gateway_contract'
import { RazorpayEmulator } from '#tests/emulators/razorpay/index'

const KEYS = { keyId: 'rzp_test_1', keySecret: 'key secret', webhookSecret: 'webhook secret' }

gatewayContract('Razorpay', async () => {
  const razorpay = await RazorpayEmulator.start(KEYS)
  const gateway = new RazorpayGateway({
    settings: { ...KEYS, apiBase: razorpay.base, timeout: 5_000 },
    payPage: ({ id }) => ({ label: 'Pay', url: `https://example.com/pay/razorpay/${id}` }),
  })
  const { outbox } = await paymentsContext()
  let taken = 0

  /** Every event since the last time goes in by the webhook's own check. */
  const tellAll = async (): Promise<void> => {
    const events = razorpay.events.slice(taken)
    taken = razorpay.events.length
    for (const { raw, headers } of events) {
      const event = gateway.verify(raw, (name) => headers[name.toLowerCase()])
      if (!event) throw new Error('The signature is wrong')
      await takeEvent({ outbox }, { provider: 'razorpay', ...event })
    }
  }

  /** What Razorpay calls the subscription that is paid on a page of its own. */
  const nameOf = (checkout: Checkout): string => {
    const way = checkout.outcome === 'open' ? checkout.way : null
    if (way?.kind !== 'link') throw new Error('There is no page')
    return way.url.slice(way.url.lastIndexOf('/') + 1)
  }
  const lastName = (): string => [...razorpay.world.billing.subscriptions.keys()].at(-1) ?? ''

  return {
    gateway,
    frontend: 'web',
    currency: 'INR',
    pay: async (_order, checkout) => {
      const orderId = checkout.outcome === 'open' ? checkout.providerOrder : null
      const { id } = razorpay.world.pay(orderId ?? '')
      await tellAll()
      return id
    },
    subscription: {
      period: 'month',
      final: true,
      async begin(_order, checkout) {
        const { id } = razorpay.world.billing.charge(nameOf(checkout))
        await tellAll()
        return id
      },
      async renew() {
        const { id } = razorpay.world.billing.charge(lastName())
        await tellAll()
        return id
      },
      async fail() {
        razorpay.world.billing.fail(lastName())
        await tellAll()
      },
      async end() {
        razorpay.world.billing.endPeriod(lastName())
        await tellAll()
      },
    },
    refundThere: async (payment, amount) => {
      const { id } = razorpay.world.refund(
        payment,
        { ...(amount !== null && { amount: Number(amount) }), receipt: null, speed: 'normal' },
        null
      )
      razorpay.world.settleRefund(id, 'processed')
      await tellAll()
    },
    close: () => razorpay.close(),
  }
})
