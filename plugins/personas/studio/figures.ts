/** What a creator is shown about personas. Amounts are millicoins. */
import type { ByBucket } from '#plugins/ledger/api'
import type { PeriodDays } from '#plugins/personas/studio/period'

export interface Counts {
  /** What fans said. */
  messages: number
  /** Replies by what became of them. */
  delivered: number
  stopped: number
  /** The model failed, or the platform took nothing. */
  failed: number
  blocked: number
  /** Of the replies. */
  tokens: number
  /** What fans were charged. */
  paid: bigint
}

export interface Fans {
  /** People (and guests) who said something. */
  distinct: number
  /** Of these, who met the personas in the period. */
  fresh: number
}

export interface StudioDay extends Counts {
  /** `YYYY-MM-DD`, in UTC. */
  day: string
  /** The creator's share by the kind of the coins; null where one persona is looked at, which the books do not know. */
  earned: ByBucket | null
}

export interface PersonaFigures extends Counts, Fans {
  id: string
  slug: string
  name: string
}

export interface Figures {
  period: PeriodDays
  /** The one that is looked at; null for all. */
  persona: PersonaFigures | null
  /** All of the creator's, the most spoken to first. */
  personas: readonly PersonaFigures[]
  /** Each day of the period, oldest first. */
  days: readonly StudioDay[]
  totals: Counts & Fans & { earned: ByBucket | null }
}

export const NO_COUNTS: Counts = {
  messages: 0,
  delivered: 0,
  stopped: 0,
  failed: 0,
  blocked: 0,
  tokens: 0,
  paid: 0n,
}

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    messages: a.messages + b.messages,
    delivered: a.delivered + b.delivered,
    stopped: a.stopped + b.stopped,
    failed: a.failed + b.failed,
    blocked: a.blocked + b.blocked,
    tokens: a.tokens + b.tokens,
    paid: a.paid + b.paid,
  }
}

export const NO_COINS: ByBucket = { promo: 0n, purchased: 0n, earned: 0n }

export function addCoins(a: ByBucket, b: ByBucket): ByBucket {
  return {
    promo: a.promo + b.promo,
    purchased: a.purchased + b.purchased,
    earned: a.earned + b.earned,
  }
}

/** Millicoins of every kind together. */
export function sumOf(coins: ByBucket): bigint {
  return coins.promo + coins.purchased + coins.earned
}
