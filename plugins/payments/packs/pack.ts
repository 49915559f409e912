/** Groups of packs; a mark of best value is true within one. */
export const SHELVES = ['everyday', 'heavy'] as const
export type Shelf = (typeof SHELVES)[number]

/** A pack as it is kept. */
export interface Pack {
  id: string
  /** Lower ones stand first. */
  position: number
  shelf: Shelf
  /** Millicoins that are paid for, and given on top. */
  coins: bigint
  bonus: bigint
  /** It is to be marked as the best value of its shelf. */
  best: boolean
  active: boolean
  discordSku: string | null
  /** What an admin calls it and says of it, by language. */
  names: Readonly<Record<string, string>>
  lines: Readonly<Record<string, string>>
  /** Minor units (whole Stars) by currency. */
  prices: Readonly<Record<string, bigint>>
}

/** A pack in one currency, in words of one language. */
export interface PackOffer {
  id: string
  shelf: Shelf
  name: string
  /** A sentence on whom it is for; empty for a pack that says nothing. */
  line: string
  /** Millicoins that are paid for, and given on top. */
  coins: bigint
  bonus: bigint
  currency: string
  /** Minor units; whole Stars. */
  amount: bigint
  /** In words: `$4.99`, `75 Stars`. */
  price: string
  /** What one of its coins (bonus and all) costs, in words. */
  coinPrice: string
  /** Whole percent that a coin costs less than in the smallest pack; rounded down, 0 in the smallest itself. */
  saved: number
  /** It is marked as the best value of its shelf, and it is. */
  best: boolean
  /** Replies of the standard model that its coins pay. */
  replies: number
  discordSku: string | null
}

/** Coins with bonus, millicoins. */
export const totalOf = (pack: { coins: bigint; bonus: bigint }): bigint => pack.coins + pack.bonus

interface Priced {
  coins: bigint
  bonus: bigint
  amount: bigint
}

/** Whole percent that a coin of `pack` costs less than one of `base`; rounded down, never below zero. */
export function savedPercent(pack: Priced, base: Priced): number {
  const now = pack.amount * totalOf(base)
  const then = base.amount * totalOf(pack)
  return now >= then ? 0 : Number(((then - now) * 100n) / then)
}

/** Whether no other pack gives more coins for the money. */
export function isBestOf(pack: Priced, others: readonly Priced[]): boolean {
  return others.every((other) => pack.amount * totalOf(other) <= other.amount * totalOf(pack))
}
