import logger from '@adonisjs/core/services/logger'
import { sql } from '#app/support/sql'
import type {
  Checkout,
  Fact,
  Gateway,
  Order,
  ProviderRecord,
  StoredEvent,
} from '#plugins/payments/gateways/gateway'
import { StarsRefused, type StarsClient } from '#plugins/payments/gateways/stars/client'
import { factsIn } from '#plugins/payments/gateways/stars/event'
import { STARS_LIMITS } from '#plugins/payments/gateways/stars/limits'
import { starsSubscriptions } from '#plugins/payments/gateways/stars/subscriptions'
import { recordOf, transactionsSince } from '#plugins/payments/gateways/stars/transactions'
import { STARS } from '#app/support/money'

/** Telegram Stars: invoices in the chat, paid inside Telegram, and the bot's own list of transactions. */
export class StarsGateway implements Gateway {
  readonly name = 'stars'
  readonly currencies = [STARS]
  readonly partialRefunds = false
  readonly subscriptions = starsSubscriptions(this)

  constructor(
    private readonly client: StarsClient,
    /** What is on the button that opens a subscription, in a language. */
    private readonly subscribeLabel: (order: Order) => string
  ) {}

  /** Nothing is asked of Telegram: the invoice is sent when the answer is drawn. */
  async open(order: Order): Promise<Checkout> {
    const stars = starsOf(order)
    return {
      outcome: 'open',
      way: { kind: 'stars', stars, payload: order.id },
      providerOrder: null,
    }
  }

  /** Opens an order as a monthly subscription: a link, since subscriptions are sold by link alone. */
  async openMonthly(order: Order): Promise<Checkout> {
    const stars = starsOf(order)
    if (stars > STARS_LIMITS.subscriptionStars) {
      return { outcome: 'unavailable', reason: 'A subscription costs 10,000 Stars at most' }
    }
    try {
      const { title, description } = order
      const price = { label: title, amount: stars }
      const url = await this.client.ask((api) =>
        api.createInvoiceLink(title, description, order.id, '', STARS, [price], {
          subscription_period: STARS_LIMITS.subscriptionSeconds,
        })
      )
      const way = { kind: 'link', label: this.subscribeLabel(order), url } as const
      return { outcome: 'open', way, providerOrder: null }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { outcome: 'unavailable', reason }
    }
  }

  /**
   * Ends a subscription after the month that is paid, or lets it go on.
   * @param payment the charge of its first month
   * @throws StarsUnavailable
   */
  async setRenewing(
    payment: string,
    payerPlatformId: string,
    renewing: boolean
  ): Promise<'set' | 'refused'> {
    try {
      await this.client.ask((api) =>
        api.editUserStarSubscription(Number(payerPlatformId), payment, !renewing)
      )
      return 'set'
    } catch (error) {
      if (!(error instanceof StarsRefused)) throw error
      logger.warn({ reason: error.description }, 'Telegram did not change a Star subscription')
      return 'refused'
    }
  }

  async read(event: StoredEvent): Promise<readonly Fact[]> {
    return factsIn(event)
  }

  /**
   * Telegram has no look-up by id, so its list is read from when the payment was made. A refund that is further away
   * than a look goes is told by Telegram's message, or found by reconciliation.
   */
  async look(payment: string): Promise<readonly Fact[]> {
    const facts: Fact[] = []
    let left: number = STARS_LIMITS.lookTransactions
    for await (const transaction of transactionsSince(this.client, await paidAt(payment))) {
      const record = transaction.id === payment ? recordOf(transaction) : null
      if (record) {
        const { gatewayFee: _fee, ...fact } = record
        facts.push(fact)
      }
      left -= 1
      if (record?.kind === 'refunded' || left === 0) break
    }
    return facts
  }

  /** A second refund of a payment is refused by Telegram, which is as good as done. */
  async refund(request: {
    payment: string
    amount: bigint | null
    payerPlatformId: string | null
  }): Promise<{ outcome: 'refunded'; refund: string } | { outcome: 'refused'; reason: string }> {
    const { payment } = request
    if (request.amount !== null && !(await this.#isWhole(payment, request.amount))) {
      return { outcome: 'refused', reason: 'Telegram gives back whole payments only' }
    }
    const payer = request.payerPlatformId ?? (await this.#payerOf(payment))
    if (payer === null) return { outcome: 'refused', reason: 'It is not known who paid' }
    try {
      await this.client.ask((api) => api.refundStarPayment(Number(payer), payment))
    } catch (error) {
      if (!(error instanceof StarsRefused)) throw error
      if (!/CHARGE_ALREADY_REFUNDED/.test(error.description)) {
        return { outcome: 'refused', reason: error.description }
      }
    }
    return { outcome: 'refunded', refund: payment }
  }

  async *list(since: Date): AsyncGenerator<ProviderRecord, void, undefined> {
    for await (const transaction of transactionsSince(this.client, since)) {
      const record = recordOf(transaction)
      if (record) yield record
    }
  }

  async #isWhole(payment: string, amount: bigint): Promise<boolean> {
    const facts = await this.look(payment)
    return facts.some((fact) => fact.kind === 'paid' && fact.amount === amount)
  }

  async #payerOf(payment: string): Promise<string | null> {
    const facts = await this.look(payment)
    const paid = facts.find((fact) => fact.kind === 'paid')
    return paid?.buyer?.platformId ?? null
  }
}

/** Telegram takes a number; a pack's price is far below where numbers stop being exact. */
function starsOf({ id, amount, currency }: Order): number {
  const stars = Number(amount)
  if (currency !== STARS || !Number.isSafeInteger(stars)) {
    throw new Error(`The order ${id} cannot be paid in Stars`)
  }
  return stars
}

/** From when on a payment is looked for: when it was made, as far as that is known. */
async function paidAt(payment: string): Promise<Date> {
  const [row] = await sql<{ paid_at: Date | null }>(
    `select paid_at from payments_payments where gateway = 'stars' and provider_payment = :payment`,
    { payment }
  )
  return row?.paid_at ?? new Date(Date.now() - STARS_LIMITS.lookBackDays * 24 * 60 * 60 * 1000)
}
