/** Limits of the storefront. */
export const SHOP_LIMITS = {
  /** Tiers that are shown at once in a chat, each as a card. */
  cards: 5,
  /** Communities on one page of the list, and pages that anyone may turn; to go on, one searches. */
  page: 6,
  pages: 50,
  /** Members of a community that are counted for its place in the list: beyond, who is larger does not matter. */
  counted: 1_000,
  /** Characters of what communities are searched by. */
  search: 60,
  /** Seconds between two codes that one account tries: they are not to be guessed. */
  codeEvery: 2,
} as const
