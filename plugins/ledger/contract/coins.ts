/** Coins: how they are counted, of what kinds they are, and what a movement of them is called. */

/** 1 coin = 1000 millicoins. */
export const COIN = 1000n

/** Where coins came from. Spent in this order; only `earned` can be paid out. */
export const BUCKETS = ['promo', 'purchased', 'earned'] as const
export type Bucket = (typeof BUCKETS)[number]
export type ByBucket = Readonly<Record<Bucket, bigint>>

/** What a movement is for, as a statement words it. */
export interface Memo {
  /** i18n key, for instance `personas.memo.reply`. */
  key: string
  data?: Readonly<Record<string, string>>
}
