import { actAtTestGateway, type TestAct } from '#plugins/payments/gateways/test/tell'
import { chargeOf, refundCharge } from '#plugins/payments/gateways/test/records'
import { TestGateway } from '#plugins/payments/gateways/test/test_gateway'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import { findOrder } from '#plugins/payments/queries/find_order'
import { servicesWith } from '#plugins/payments/tests/support/counter'
import { gatewayContract } from '#plugins/payments/tests/support/gateway_contract'

gatewayContract('the test gateway', async () => {
  const gateway = new TestGateway('http://localhost:3333', () => 'Pay')
  const services = await servicesWith(gateway)
  const press = async (id: string, act: TestAct): Promise<void> => {
    const order = await findOrder(id)
    if (order) await actAtTestGateway(services, order, act)
  }
  const paidFor = async (id: string): Promise<string> => {
    const paid = await chargeOf(id)
    if (!paid) throw new Error('Nothing was taken')
    return paid.id
  }
  return {
    gateway,
    frontend: 'web',
    currency: 'USD',
    pay: async ({ id }) => {
      await press(id, 'pay')
      return paidFor(id)
    },
    subscription: {
      period: 'month',
      async begin({ id }) {
        await press(id, 'pay')
        return paidFor(id)
      },
      async renew({ id }) {
        await press(id, 'renew')
        return paidFor(id)
      },
      fail: ({ id }) => press(id, 'fail_renewal'),
      end: ({ id }) => press(id, 'end_subscription'),
    },
    refundThere: async (payment, amount) => {
      const refund = await refundCharge(payment, amount, `dashboard:${payment}`)
      if (refund.outcome === 'refused') throw new Error(refund.reason)
      await takeEvent(services, {
        provider: 'test',
        eventId: `evt_refund_${refund.refund}`,
        type: 'refund.succeeded',
        body: { payment, id: refund.refund },
      })
    },
  }
})
