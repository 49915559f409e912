import type { PayWay } from '#app/bot_kit/reply'
import type { GatewayName } from '#config/payments'
import type { Checkout, Gateway, Order, ProviderRecord } from '#plugins/payments/gateways/gateway'

/** A gateway that opens orders, and keeps what it was asked. */
export class OpenGateway implements Gateway {
  readonly partialRefunds = false
  readonly orders: Order[] = []
  /** It does not answer from now on. */
  away = false

  constructor(
    readonly name: GatewayName,
    readonly currencies: string[]
  ) {}

  async open(order: Order): Promise<Checkout> {
    if (this.away) return { outcome: 'unavailable', reason: 'away' }
    this.orders.push(order)
    return { outcome: 'open', way: this.#way(order), providerOrder: `their-${order.id}` }
  }

  async read() {
    return []
  }

  async look() {
    return []
  }

  async refund() {
    return { outcome: 'refused', reason: 'nobody paid' } as const
  }

  async *list(): AsyncGenerator<ProviderRecord> {}

  #way(order: Order): PayWay {
    if (this.name === 'stars') {
      return { kind: 'stars', stars: Number(order.amount), payload: order.id }
    }
    if (this.name === 'discord') return { kind: 'sku', skuId: '123456789012345678' }
    return { kind: 'link', label: 'Pay', url: `https://pay.example/${order.id}` }
  }
}
