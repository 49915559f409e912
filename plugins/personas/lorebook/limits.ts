/** Limits of a lorebook. What is beyond them is skipped in talk, and its creator is told. */
export const LORE_LIMITS = {
  /** Entries of a lorebook; the largest that circulate have a few hundred. */
  entries: 1_000,
  /** Keys of an entry, secondary ones counted on their own. */
  keys: 100,
  /** Characters of a key that is words. */
  keyLength: 200,
  /** Characters of a key that is a regular expression. */
  patternLength: 300,
  /**
   * Steps of a compiled regular expression. Matching takes them for each character at worst, about 50 ns each: 300
   * steps on 2,000 characters were measured at 30 ms. Keys that people write have fewer than 100.
   */
  patternSize: 300,
  /** Characters of an entry's content. */
  contentLength: 20_000,
  /** Characters of the talk that are searched for keys, the newest. */
  talkScanned: 20_000,
  /** Characters of the entries that were brought up that are searched for further keys. */
  contentScanned: 30_000,
  /** Characters of each text that a regular expression is tried on, the last ones. */
  patternText: 2_000,
  /** Characters of the talk that one regular expression is tried on, the newest first; as many of each recursion. */
  patternScanned: 4_000,
  /** How often entries that were brought up bring up others. */
  recursions: 5,
  /** Milliseconds of one message that may go into regular expressions; those that are left are skipped. */
  patternTime: 20,
  /** Milliseconds that may go into checking the regular expressions of a lorebook that is read in. */
  patternChecking: 500,
} as const
