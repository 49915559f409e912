/** Limits of Discord's purchases, each with its unit and source. */
export const DISCORD_LIMITS = {
  /** Entitlements of one call: the most that Discord gives (docs.discord.com/developers/resources/entitlement). */
  page: 100,
  /** Pages that one listing reads at most: a hundred thousand entitlements. */
  pages: 1_000,
  /** What Discord sells is looked up again after this, milliseconds. */
  catalogueMs: 10 * 60_000,
  /** A SKU that was not there is looked for again after this, milliseconds: it may just have been made. */
  recheckMs: 10_000,
} as const
