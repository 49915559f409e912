/** Coins that are set aside, taken and given back, and the limits that people set themselves. */
import type { Memo } from '#plugins/ledger/contract/coins'

export interface HoldRequest {
  key: string
  /** Who pays. */
  personId: string
  /** Millicoins, above zero. */
  amount: bigint
  /** Whom a capture credits with the creator's share; null when the whole of it is the platform's. */
  creatorId: string | null
  /** What for, shown in the statement: an i18n key and its data. */
  memo: Memo
  /** Seconds until the sweeper releases it. Default 600, at most 3600. */
  lifetime?: number
}

export type HoldOutcome =
  | {
      outcome: 'held'
      holdId: string
      /** Millicoins that can still be spent. */ available: bigint
    }
  | { outcome: 'insufficient_coins'; available: bigint; needed: bigint }
  /** The payer's own limit stands against it. */
  | ({ outcome: 'cap_reached' } & CapState)
  /** The same key was used before, and that hold has ended: nothing is held now. */
  | { outcome: 'already_captured' | 'already_released'; holdId: string }

/** How much a person lets themselves spend, millicoins; null is no limit. Days and months are of UTC. */
export interface SpendCaps {
  daily: bigint | null
  monthly: bigint | null
}
/** The limit that is nearest, or was reached. */
export interface CapState {
  period: 'day' | 'month'
  /** Millicoins. What is held counts as spent. */
  cap: bigint
  spent: bigint
  resetsAt: Date
}

export interface CaptureRequest {
  key: string
  holdId: string
  /** Millicoins to take, above zero and at most the hold; the rest is released. Default: all of it. */
  amount?: bigint
}

export type CaptureOutcome =
  | {
      outcome: 'captured'
      transferId: string
      amount: bigint
      /** Millicoins for the creator and for the platform; they sum to `amount`. */
      creatorShare: bigint
      platformShare: bigint
      /** What the payer can spend now. */
      available: bigint
    }
  /** Released by the caller or by the sweeper before: nothing was taken. */
  | { outcome: 'already_released' }

export interface ReleaseRequest {
  key: string
  holdId: string
}
export type ReleaseOutcome =
  { outcome: 'released'; amount: bigint; available: bigint } | { outcome: 'already_captured' }
