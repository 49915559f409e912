import { LORE_LIMITS } from '#plugins/personas/lorebook/limits'

/** Limits of what a creator makes. Lengths are in UTF-16 units, as people's keyboards and platforms count them. */
export const PERSONA_LIMITS = {
  name: 60,
  tagline: 160,
  /** One message of the bots' forms holds 4,000 (Discord's inputs); the web page and cards may bring more. */
  description: 8_000,
  scenario: 4_000,
  /** A greeting is one message, and Telegram's hold 4,096. */
  greeting: 4_000,
  systemPrompt: 4_000,
  postHistory: 2_000,
  /** Other first words. */
  greetings: 20,
  examples: 40,
  /** One side of an example. */
  exampleSide: 2_000,
  tags: 10,
  tag: 30,
  topics: 20,
  topic: 80,
  rules: 20,
  rule: 300,
  /** Facts that are always in the prompt; more goes into the lorebook or the knowledge files. */
  knowledge: 60,
  fact: 500,
  loreEntries: LORE_LIMITS.entries,
  loreContent: LORE_LIMITS.contentLength,
  loreKeys: LORE_LIMITS.keys,
  loreKey: LORE_LIMITS.patternLength,
  loreName: 100,
  slug: 40,
  voice: 60,
  model: 60,
  /**
   * Everything that every reply carries, together: about 4,000 tokens of English, so that the catalogue's smallest
   * context (6,144) has room for the talk.
   */
  together: 16_000,
  personasPerCreator: 100,
} as const

/** What a persona's picture may be. */
export const PICTURE_LIMITS = {
  /** Bytes. Telegram takes pictures of 5 MB by their address (core.telegram.org/bots/api#sending-files). */
  bytes: 5 * 1024 * 1024,
  /** The longer side, pixels. Telegram refuses pictures whose sides sum to more than 10,000. */
  side: 4_096,
  /** The shorter side, pixels. */
  least: 16,
} as const
