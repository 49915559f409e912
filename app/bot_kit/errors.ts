/**
 * Everything that can go wrong for a person in a conversation, as an identifier. Frontends and plugins word
 * each through the i18n key `bot.errors.<code>`, or through a key of their own.
 */
export const BOT_ERROR_CODES = [
  'unknown_command',
  'bad_option',
  'message_empty',
  'message_too_long',
  'message_unsupported',
  'needs_account',
  'creator_only',
  'adult_only',
  'cooldown',
  'banned',
  'busy',
  'button_expired',
  'button_used',
  'button_not_yours',
  'insufficient_coins',
  'cap_reached',
  'guest_limit',
  'model_failed',
  'blocked_content',
  'not_found',
  'internal',
] as const

export type BotErrorCode = (typeof BOT_ERROR_CODES)[number]
