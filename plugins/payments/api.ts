/** The payments' door. Coins are bigint millicoins, money is in minor units of its currency (Stars are whole). */

import type { Frontend } from '#app/bot_kit/inbound'
import type { PayWay } from '#app/bot_kit/reply'

/** What happens to payments, as outbox topics; listeners get the payload beside each. */
export const PAYMENT_EVENTS = {
  /** `{ paymentId, personId }`: coins reached the wallet. */
  credited: 'payments.credited',
  /**
   * `{ returnId, paymentId, personId, kind, change }`: a refund or dispute took coins back (`taken`), or one that came to
   * nothing gave them again (`given`). Where no coins went, nothing is told.
   */
  returned: 'payments.returned',
  /**
   * `{ paymentId, orderId, seller, reference, personId, amount, currency, transferId }` (amount as digits, the ledger's id of
   * the sale): money for something that another plugin sells arrived and stands in the books. A subscription tells it for each of its payments.
   */
  sold: 'payments.sold',
  /**
   * `{ returnId, paymentId, orderId, seller, reference, personId, kind, change, amount, gone, whole, disputed, asOf }`: a
   * refund or dispute took such money back (`taken`), or came to nothing (`given`). `amount`: minor units that it took,
   * of those that no return before it took. How the payment stands by then: `gone`, minor units that all returns together
   * hold; `whole`, nothing is left; `disputed`, a dispute holds some of it. Amounts are digits. `asOf` grows with what is
   * known of the payment: what is told with a lower number than was heard before is out of date.
   */
  saleReturned: 'payments.sale_returned',
  /**
   * `{ orderId, seller, reference, personId, state, renews, paidUntil }`: a gateway's subscription went on, was cancelled
   * or resumed, could not be charged (`past_due`), or ended. `state` is running, past_due or ended; `paidUntil` is ISO 8601
   * or null. One that begins with free days tells so before anything is paid; after `ended` nothing more is told.
   */
  subscriptionChanged: 'payments.subscription_changed',
} as const

/** Something that another plugin sells for money: its coins go straight to the creator and the platform, by the split. */
export interface SaleRequest {
  /**
   * The caller's, at most 200 characters: the same key is the same order. It opens the same checkout again while nobody
   * has paid; one that was paid, or that closed unpaid, is `unavailable`; other content under it is an error.
   */
  key: string
  /** The plugin's name, and what it calls the thing (a uuid); both come back with the events. */
  seller: string
  reference: string
  personId: string
  accountId: string | null
  frontend: Frontend
  /** One of {@link PaymentsService.waysFor}. */
  gateway: string
  /** ISO 4217, or `XTR`. */
  currency: string
  /** Minor units; whole Stars. */
  amount: bigint
  /** Millicoins that the money is worth, for the split. */
  coins: bigint
  creatorId: string
  /** At most 32 and 255 characters, in the fan's language. */
  title: string
  description: string
  locale: string
  /** A subscription, which the gateway renews by itself until it is told otherwise; null for a single payment. */
  recurring: { period: 'month' | 'year'; trialDays: number } | null
}

export type SaleOutcome =
  | { outcome: 'open'; orderId: string; way: PayWay }
  | {
      outcome: 'refused'
      /** too_many: orders within an hour; capped: the person's own limit; unavailable: the gateway cannot be reached. */
      reason: 'too_many' | 'not_offered' | 'capped' | 'unavailable'
    }

/** A gateway that is offered somewhere. */
export interface WayToPay {
  gateway: string
  currencies: readonly string[]
  /** Periods of the subscriptions that it has; empty where it has none. */
  recurring: readonly ('month' | 'year')[]
  /** Whether its subscriptions may begin with free days. */
  trials: boolean
  /** The most that a payment of a subscription may be, minor units; null for as much as any payment. */
  mostRecurring: bigint | null
}

export interface PaymentsService {
  /** The gateways that are connected, by name; `test` is the development's own. */
  connected(): Promise<readonly string[]>
  /** The gateways that may be offered at a frontend, best first. */
  waysFor(frontend: Frontend): Promise<readonly WayToPay[]>
  /** Opens an order for something that another plugin sells. Its coins are split by the ledger's `sell` once it is paid. */
  sell(request: SaleRequest): Promise<SaleOutcome>
  /** Has a subscription end with what is paid, or go on. @throws when the gateway cannot be reached */
  setRenewing(orderId: string, renewing: boolean): Promise<'set' | 'refused'>
  /**
   * Gives money of a sale back. The same key again is the same refund. `refused` where it is no paid sale, less than that
   * is left, it is disputed, or the gateway refuses (Stars go back whole).
   * @param amount minor units; null for all that is left
   */
  refundSale(request: {
    key: string
    paymentId: string
    amount: bigint | null
    /** At most 200 characters, for the records. */
    reason: string
  }): Promise<'refunded' | 'refused'>
}

declare module '#app/plugin_kit/types' {
  interface Services {
    payments: PaymentsService
  }
}
