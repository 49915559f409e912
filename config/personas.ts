/** Settings of paid chat. */
const personasConfig = {
  /**
   * A short message has about so many tokens: no more than a model's context divided by it are read from the
   * database. How many are sent is decided by their real tokens.
   */
  usualMessageTokens: 80,
  /** Tokens left free in a model's context for what its server adds around messages. */
  contextReserve: 200,
  /** Coins of a reply are held at most this long, seconds; longer than any reply takes. */
  holdLifetime: 600,
  /**
   * A reply whose outcome is known but whose coins are not settled after this many seconds lost its process:
   * the sweep settles it.
   */
  settleAfter: 60,
} as const

export default personasConfig
