import type { Frontend } from '#app/bot_kit/inbound'

/** Why it stopped by itself; the fan turns it on again. */
export const PAUSES = ['declined', 'authentication', 'card', 'price', 'pack'] as const
export type Pause = (typeof PAUSES)[number]

/** What the fan is told besides: a declined card is asked again; a cap was reached; their own limit stands against it. */
export const NOTICES = [...PAUSES, 'declined_once', 'capped', 'limited'] as const
export type Notice = (typeof NOTICES)[number]

/** A fan's agreement that a pack is bought whenever coins run low. */
export interface TopUp {
  personId: string
  /** Where it was agreed to, and where the fan is told. */
  accountId: string
  frontend: Frontend
  locale: string
  packId: string
  currency: string
  /** The price that was agreed to, minor units. */
  amount: bigint
  /** Millicoins below which it buys. */
  threshold: bigint
  /** Minor units in a month of UTC. */
  monthlyCap: bigint
  cardId: string
  /** `visa 4242` */
  cardName: string
  state: 'on' | 'paused' | 'off'
  pausedFor: Pause | null
  declines: number
}

/** One purchase without the fan. */
export interface Attempt {
  id: string
  personId: string
  orderId: string
  customerId: string
  cardId: string
  amount: bigint
  currency: string
  /** open: charged, or about to be; authentication: the fan has to finish it; the rest is over. */
  state: 'open' | 'authentication' | 'paid' | 'declined' | 'refused' | 'abandoned'
  /** Stripe's PaymentIntent, while nothing is known of its end. */
  intent: string | null
  createdAt: Date
}
