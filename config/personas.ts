/** Settings of paid chat. */
const personasConfig = {
  /**
   * A short message has about so many tokens: no more than a model's context divided by it are read from the
   * database. How many are sent is decided by their real tokens.
   */
  usualMessageTokens: 80,
  /** Tokens left free in a model's context for what its server adds around messages. */
  contextReserve: 200,
  /**
   * The room for a prompt is what a model's context has beside its longest reply and the reserve. Where the persona
   * would take more than so many hundredths of it, the examples of its voice are left out.
   */
  personaShare: 60,
  /** Most that each part may take of what the persona and the message leave, in hundredths; the history has the rest. */
  shares: {
    /** Passages out of the persona's knowledge that fit the message. */
    knowledge: 25,
    /** Entries of its lorebook. */
    lore: 20,
    /** What the fan wants it to keep in mind; where there is more, the newest. */
    memory: 12,
    /** What was said long ago, in short. */
    summary: 13,
  },
  /** What one fan may have one persona keep in mind. */
  memory: {
    /** In one place. About as many as a share of the smallest context holds, were they all short. */
    most: 40,
    /** Characters of one. */
    longest: 500,
  },
  /** What messages become that no longer fit the prompt. The platform pays for it. */
  summary: {
    /** Longest one, tokens. */
    tokens: 400,
    /** Most that is read for one, tokens: it fits the smallest context beside the summary before. */
    read: 4_000,
    /** Of one conversation in a day (UTC). A model's smallest history is full again after some ten long replies. */
    perDay: 12,
    /** A new summary takes in what fell out and this part of what still fits, in hundredths: then there is peace. */
    ahead: 25,
  },
  /** Coins of a reply are held at most this long, seconds; longer than any reply takes. */
  holdLifetime: 600,
  /**
   * A reply whose outcome is known but whose coins are not settled after this many seconds lost its process:
   * the sweep settles it.
   */
  settleAfter: 60,
} as const

export default personasConfig
