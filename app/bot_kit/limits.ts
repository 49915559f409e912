/**
 * Limits of a conversation, each with its name. Platform limits live beside the platform's renderer;
 * these hold everywhere.
 */
export const LIMITS = {
  /** Longest message that a person may send to a persona, characters. Telegram allows 4096. */
  messageLength: 4_000,
  /** Longest label of a button, characters (Discord allows 80; phones show about 40). */
  buttonLabel: 40,
  /** Most choices in a select (Discord allows 25). */
  selectOptions: 25,
  /** Title and text of a way to pay, characters (core.telegram.org/bots/api#sendinvoice: 32 and 255). */
  payTitle: 32,
  payText: 255,
  /** Items on one page of a list. */
  pageSize: 6,
  /** How long a button stays alive, seconds. */
  buttonLifetime: 7 * 24 * 60 * 60,
  /** How long a half-filled form waits for its next answer, seconds. */
  formLifetime: 60 * 60,
  /** Messages that may wait behind the one being answered, for one conversation. */
  laneDepth: 5,
  /** How long a claimed update is left to the process that claimed it, seconds. */
  inboxClaim: 5 * 60,
} as const
