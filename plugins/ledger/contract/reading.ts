/** What the books say of a person. */
import type { Bucket, ByBucket, Memo } from '#plugins/ledger/contract/coins'

/** What a creator's earnings from bought coins (`purchased`) are: the only ones that become money. Millicoins. */
export interface PayableEarnings {
  /** Younger than `pendingSeconds`. */
  pending: bigint
  /** May be paid out. */
  available: bigint
}

export interface WalletBalance {
  /** Spendable now, by bucket: what is held is not in it. */
  buckets: ByBucket
  /** Sum of `buckets`. */
  available: bigint
  /** In holds that are open. */
  held: bigint
  /** Everything that ever came in, and everything that was ever paid. */
  lifetimeReceived: bigint
  lifetimeSpent: bigint
  /** A creator's earnings, by the kind of the coins. */
  earnings: ByBucket
  /** What the person owes after a refund: the next top-up settles it first. Millicoins. */
  owed: bigint
  /** `available` is under the low-balance limit (10 coins by default). */
  low: boolean
}

export interface StatementPage {
  lines: readonly StatementLine[]
  page: number
  pages: number
}
export interface StatementLine {
  transferId: string
  at: Date
  memo: Memo
  /** Millicoins; negative when paid. */
  amount: bigint
  bucket: Bucket
}

/** What captures and sales brought a creator on one day. */
export interface EarningsDay {
  /** `YYYY-MM-DD`, in UTC. */
  day: string
  /** Millicoins, by the kind of the coins. */
  buckets: ByBucket
}
