/** Limits of what an admin may set. */
export const PACK_LIMITS = {
  /** Characters: it stands in the titles of Telegram's invoices, which have 32 at most. */
  name: 30,
  line: 90,
  /** Coins of one pack, bonus and all. */
  coins: 1_000_000n,
  /** Major units of any currency, and Stars (Telegram itself takes fewer, and says so). */
  price: 100_000n,
  /** Orders of magnitude more than there are packs. */
  position: 999,
  /** Changes on the page, newest first. */
  changes: 20,
} as const
