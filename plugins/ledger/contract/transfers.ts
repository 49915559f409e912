/** Movements between accounts, and how they stand in the books. */
import type { Bucket, Memo } from '#plugins/ledger/contract/coins'

/** A place that coins come from or go to. */
export type AccountRef =
  | { kind: 'wallet'; personId: string; bucket: Bucket }
  /** A creator's earnings not yet moved to the wallet's `earned` bucket, by the coins' kind. */
  | { kind: 'earnings'; personId: string; bucket: Bucket }
  /** What the platform earned, by the coins' kind. */
  | { kind: 'revenue'; bucket: Bucket }
  /** Where coins are made and end: the platform's promotion budget, sales, pay-outs. */
  | { kind: 'system'; name: SystemAccount; commodity?: string }

/**
 * Accounts of the operator's, in coins and in each kind of money. `gateway_…`: what a gateway owes us (money alone);
 * `fees`: what gateways kept; `tax`: what is owed to the state; `payouts_due`: coins of payouts under way;
 * `disputes`: what a dispute holds back.
 */
export type SystemAccount =
  | 'promotion'
  | 'sales'
  | 'payouts'
  | 'payouts_due'
  | 'adjustments'
  | 'fees'
  | 'tax'
  | 'disputes'
  | `gateway_${string}`

export interface TransferRequest {
  key: string
  memo: Memo
  /**
   * Legs sum to zero per commodity. Coins in millicoins; fiat in its minor unit.
   * `commodity` is COIN by default.
   */
  legs: readonly { account: AccountRef; amount: bigint; commodity?: string }[]
}
export type TransferOutcome =
  | { outcome: 'transferred'; transferId: string }
  | { outcome: 'insufficient_coins'; available: bigint; needed: bigint }

/** A leg in money: minor units of an ISO 4217 currency, or whole Stars (`XTR`). Legs sum to zero per commodity. */
export interface MoneyLeg {
  account: SystemAccount
  commodity: string
  amount: bigint
}

/** A leg of a transfer, as it stands in the books. */
export interface BookedLeg {
  account: 'wallet' | 'earnings' | 'revenue' | 'system' | 'receivable'
  /** Of a system account. */
  name: string | null
  /** Whose wallet, earnings or debt it is. */
  personId: string | null
  bucket: Bucket | null
  commodity: string
  /** Millicoins, or minor units of the commodity. */
  amount: bigint
}
export interface BookedTransfer {
  transferId: string
  /** The caller's. */
  key: string
  at: Date
  memo: Memo
  legs: readonly BookedLeg[]
}
