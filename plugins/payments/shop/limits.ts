/** Limits of the shop's pages and its API. */
export const SHOP_LIMITS = {
  /** Orders that one person may ask for on the page; `config.ordersPerHour` bounds them over the hour. */
  orders: { requests: 10, duration: '1 minute' },
  /** Looks at what became of an order: the page asks every {@link SHOP_LIMITS.pollMs}. */
  looks: { requests: 120, duration: '1 minute' },
  /** Milliseconds between two looks of the page that waits for a payment. */
  pollMs: 1_500,
  /** Looks until the page says that it takes longer: about a minute and a half. */
  polls: 60,
  /** How long a link to the shop remembers what waited for coins, as long as a button does. */
  thenLifetime: '7 days',
} as const
