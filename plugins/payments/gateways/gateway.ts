/** The contract of the gateways: one way to take money each, all with the same life. */
import type { PayWay } from '#app/bot_kit/reply'
import type { JsonObject } from '#app/job_kit/types'
import type { GatewayName } from '#config/payments'

/** How often a subscription is paid. */
export const PERIODS = ['month', 'year'] as const
export type Period = (typeof PERIODS)[number]

/** What another plugin sells: see `SaleRequest` of the plugin's api. */
export interface Sale {
  seller: string
  reference: string
  creatorId: string
  /** A subscription; null for a single payment. */
  recurring: { period: Period; trialDays: number } | null
}

/** What somebody is about to buy. Its prices are those of the moment in which it was opened. */
export interface Order {
  /** uuid; also the gateway's idempotency key for opening it, and the payload of Telegram's invoices. */
  id: string
  personId: string
  /** The account that ordered; receipts and the conversation go on there. */
  accountId: string | null
  gateway: GatewayName
  /** Null where it is no pack: then it is a sale. */
  packId: string | null
  sale: Sale | null
  /** For the gateway's page and the receipt, in the fan's language. */
  title: string
  description: string
  /** Millicoins that are paid for, and given on top; of a sale: what the money is worth, and none. */
  coins: bigint
  bonus: bigint
  /** ISO 4217, or `XTR`. */
  currency: string
  /** Minor units of `currency`; whole Stars. */
  amount: bigint
  /** The fan's language. */
  locale: string
  /** Receipt address, where one is known. */
  email: string | null
}

/** Where an order is paid. */
export type Checkout =
  | {
      outcome: 'open'
      way: PayWay
      /** The gateway's own id of it: a session, an order. Null where it has none. */
      providerOrder: string | null
    }
  /** The gateway cannot be reached, or refuses: the fan is told to try again or to pay another way. */
  | { outcome: 'unavailable'; reason: string }

/**
 * Something that is true at the gateway, out of an event or a look-up. Facts come in any order and any number of
 * times; each says enough to be kept by itself. `payment` is the gateway's own id of the money taken.
 */
export type Fact =
  | {
      kind: 'paid'
      payment: string
      /** Our order's id, where the gateway gives it back; else the gateway's own id of the order. */
      order: { id: string } | { providerOrder: string } | null
      /** Who paid, where there may be no order (a platform's own shop). */
      buyer: { platform: 'telegram' | 'discord'; platformId: string } | null
      /** What was bought, where there may be no order. */
      packId: string | null
      /** As the gateway says; an order is credited only when it is the order's own amount. */
      amount: bigint
      currency: string
      at: Date
    }
  /** The order will not be paid any more. */
  | { kind: 'abandoned'; order: { id: string } | { providerOrder: string }; reason: string }
  | {
      kind: 'refunded'
      payment: string
      refund: string
      /** Of this refund; null for all that is left of the payment. */
      amount: bigint | null
      at: Date
    }
  /** A refund that was announced came to nothing. */
  | { kind: 'refund_failed'; payment: string; refund: string }
  | {
      kind: 'disputed'
      payment: string
      dispute: string
      amount: bigint
      /** What the gateway charges for it, minor units of the payment's currency. */
      fee: bigint
      at: Date
    }
  | { kind: 'dispute_won'; payment: string; dispute: string; at: Date }
  | { kind: 'dispute_lost'; payment: string; dispute: string; at: Date }
  /** The card's bank says that this is fraud; a dispute usually follows. */
  | { kind: 'fraud_warned'; payment: string; warning: string }
  /**
   * How a subscription is, at a moment. Of two such facts the later counts; one that ended stays so. Its payments are
   * facts of their own.
   */
  | {
      kind: 'subscription_changed'
      order: { id: string } | { providerOrder: string }
      /** The gateway's own id of it. */
      subscription: string
      /** past_due: it could not be charged, and the gateway tries again. */
      state: 'running' | 'past_due' | 'ended'
      /** Whether the gateway charges again by itself. */
      renews: boolean
      /** Until when it is paid, or free. */
      paidUntil: Date | null
      at: Date
    }
  /** A payout at the gateway went on. */
  | {
      kind: 'payout_changed'
      payout: string
      state: 'paid' | 'failed' | 'reversed'
      reason: string | null
    }
  /** A creator's account for payouts at the gateway changed. */
  | { kind: 'payee_changed'; payee: string; ready: boolean }

/** An event out of the inbox. */
export interface StoredEvent {
  id: bigint
  provider: GatewayName
  eventId: string
  type: string
  body: JsonObject
  receivedAt: Date
}

/** A webhook whose signature is right. */
export interface VerifiedEvent {
  eventId: string
  type: string
  body: JsonObject
}

/** One line of the gateway's own list, for reconciliation. */
export type ProviderRecord = Extract<Fact, { kind: 'paid' | 'refunded' | 'disputed' }> & {
  /** What the gateway kept of it, minor units; null where it does not say. */
  gatewayFee: bigint | null
}

/** A subscription, as both sides know it. */
export interface SubscriptionRef {
  order: Order
  /** What the gateway calls the order; null where it has no name of its own. */
  checkout: string | null
  /** What the gateway calls the subscription; null until it told. */
  name: string | null
}

/** What a gateway can do with orders that it charges again by itself. */
export interface Subscriptions {
  readonly periods: readonly Period[]
  /** Whether they may begin with free days. */
  readonly trials: boolean
  /** Minor units that one may cost a period; null where there is no such limit. */
  readonly mostAmount: bigint | null
  /** Opens an order as a subscription. The same order again gives the same checkout. */
  open(order: Order): Promise<Checkout>
  /**
   * Has it end with what is paid, or go on.
   * @throws when the gateway cannot be reached
   */
  setRenewing(subscription: SubscriptionRef, renewing: boolean): Promise<'set' | 'refused'>
  /** Everything that is true of it at the gateway now, and its last payment; empty when it knows none. */
  look(subscription: SubscriptionRef): Promise<readonly Fact[]>
}

export interface Gateway {
  readonly name: GatewayName
  /** Currencies that it takes, the usual one first. */
  readonly currencies: readonly string[]
  /** Opens an order for paying. The same order again gives the same checkout. */
  open(order: Order): Promise<Checkout>
  /** @returns null when the signature is wrong. Gateways without webhooks of their own have no such part. */
  verify?(raw: string, header: (name: string) => string | undefined): VerifiedEvent | null
  /**
   * What an event says; empty for one that is of no use here. It may ask the gateway for what the event leaves out.
   * Throwing means "try again later".
   */
  read(event: StoredEvent): Promise<readonly Fact[]>
  /** Everything that is true of a payment at the gateway now; empty when it knows no such payment. */
  look(payment: string): Promise<readonly Fact[]>
  /**
   * Gives money back. The same key again is the same refund.
   * @param amount minor units; null for all that is left, the only way where the platform knows no partial refunds
   */
  refund(request: {
    payment: string
    amount: bigint | null
    key: string
    /** Who paid, where the platform wants it. */
    payerPlatformId: string | null
  }): Promise<{ outcome: 'refunded'; refund: string } | { outcome: 'refused'; reason: string }>
  readonly partialRefunds: boolean
  /** It sells what its own shop lists, and that is packs alone. */
  readonly packsAlone?: boolean
  /** Absent where it charges once. */
  readonly subscriptions?: Subscriptions
  /** After the coins reached the wallet: Discord's entitlement is consumed here. Idempotent. */
  afterCredit?(payment: string): Promise<void>
  /** The gateway's own list, oldest first or not, from `since` on. */
  list(since: Date): AsyncIterable<ProviderRecord>
}

/** Gateways that are connected, by name. In the container as `gateways`. */
export type Gateways = ReadonlyMap<GatewayName, Gateway>

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    gateways: Gateways
  }
}
