import vine from '@vinejs/vine'
import type { TestCharge, TestReturn } from '#plugins/payments/gateways/test/records'
import {
  chargesSince,
  findCharge,
  refundCharge,
  returnsOfCharge,
} from '#plugins/payments/gateways/test/records'
import {
  factOf,
  findTestSubscription,
  testSubscriptions,
} from '#plugins/payments/gateways/test/subscriptions'
import type {
  Checkout,
  Fact,
  Gateway,
  Order,
  ProviderRecord,
  StoredEvent,
} from '#plugins/payments/gateways/gateway'

/** What an event of the test gateway carries. */
const eventBody = vine.create({
  payment: vine.string().maxLength(64).nullable(),
  subscription: vine.string().maxLength(64).optional(),
})

/**
 * A gateway that takes no money: its page has a button for everything that a real one may do. In development alone, so
 * that the whole journey can be walked before any service is connected.
 */
export class TestGateway implements Gateway {
  readonly name = 'test'
  readonly currencies = ['USD', 'EUR', 'INR', 'XTR']
  readonly partialRefunds = true
  readonly subscriptions = testSubscriptions((order) => this.open(order))

  constructor(
    private readonly appUrl: string,
    /** What is on the button that opens its page, in a language. */
    private readonly label: (locale: string) => string
  ) {}

  async open(order: Order): Promise<Checkout> {
    const url = `${this.appUrl}/pay/test/${order.id}`
    return {
      outcome: 'open',
      way: { kind: 'link', label: this.label(order.locale), url },
      providerOrder: `test_${order.id}`,
    }
  }

  /** Like gateways whose events are short, it is asked for all that is true now. */
  async read(event: StoredEvent): Promise<readonly Fact[]> {
    if (event.type === 'payment.declined') return []
    const { payment, subscription } = await eventBody.validate(event.body)
    const running = subscription === undefined ? null : await findTestSubscription(subscription)
    return [
      ...(payment === null ? [] : await this.look(payment)),
      ...(running ? [factOf(running)] : []),
    ]
  }

  async look(payment: string): Promise<readonly Fact[]> {
    const charge = await findCharge(payment)
    if (!charge) return []
    const returns = await returnsOfCharge(payment)
    return [
      paidFact(charge),
      ...returns.flatMap((one) => returnFacts(payment, one)),
      ...(charge.fraudWarning === null
        ? []
        : [{ kind: 'fraud_warned' as const, payment, warning: charge.fraudWarning }]),
    ]
  }

  async refund(request: Parameters<Gateway['refund']>[0]): ReturnType<Gateway['refund']> {
    return refundCharge(request.payment, request.amount, request.key)
  }

  async *list(since: Date): AsyncIterable<ProviderRecord> {
    for (const charge of await chargesSince(since)) {
      if (charge.at >= since) yield { ...paidFact(charge), gatewayFee: 0n }
      for (const one of await returnsOfCharge(charge.id)) {
        if (one.at >= since) yield { ...returnFact(charge.id, one), gatewayFee: 0n }
      }
    }
  }
}

function paidFact({ id, orderId, amount, currency, at }: TestCharge): PaidFact {
  return {
    kind: 'paid',
    payment: id,
    order: { id: orderId },
    buyer: null,
    packId: null,
    amount,
    currency,
    at,
  }
}
type PaidFact = Extract<Fact, { kind: 'paid' }>

function returnFact(
  payment: string,
  { id, kind, amount, fee, at }: TestReturn
): Extract<Fact, { kind: 'refunded' | 'disputed' }> {
  return kind === 'refund'
    ? { kind: 'refunded', payment, refund: id, amount, at }
    : { kind: 'disputed', payment, dispute: id, amount, fee, at }
}

function returnFacts(payment: string, one: TestReturn): Fact[] {
  const facts: Fact[] = [returnFact(payment, one)]
  if (one.outcome !== null && one.outcomeAt !== null) {
    const kind = one.outcome === 'won' ? 'dispute_won' : 'dispute_lost'
    facts.push({ kind, payment, dispute: one.id, at: one.outcomeAt })
  }
  return facts
}
