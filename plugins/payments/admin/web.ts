/** A number of the database's, as an address names it; null for anything else. */
export const idOf = (text: unknown): bigint | null =>
  typeof text === 'string' && /^\d{1,18}$/.test(text) ? BigInt(text) : null
