/** What Discord's refusals mean for an answer. */
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import type { UndeliveredReason } from '#app/bot_kit/reply'

/**
 * JSON error codes by what they mean for the person who waits
 * (docs.discord.com/developers/topics/opcodes-and-status-codes#json).
 */
const REASONS: Readonly<Record<number, UndeliveredReason>> = {
  /** Unknown channel, guild, message, webhook, interaction. */
  10003: 'gone',
  10004: 'gone',
  10008: 'gone',
  10015: 'gone',
  10062: 'gone',
  /** The interaction's token has run out. */
  50027: 'gone',
  /** Thread archived and locked. */
  50083: 'gone',
  /** The person takes no messages from the bot, or shares no server with it. */
  50007: 'blocked',
  50278: 'blocked',
  50001: 'forbidden',
  50013: 'forbidden',
  /** The server's own filter stopped the message. */
  200000: 'forbidden',
  240000: 'forbidden',
}

/** The account is a bot, or nobody's any more. */
export const INVALID_RECIPIENT = 50033
export const UNKNOWN_WEBHOOK = 10015
export const INVALID_WEBHOOK_TOKEN = 50027
export const ALREADY_ACKNOWLEDGED = 40060

/** Discord's JSON error code, where the error is one of Discord's. */
export function codeOf(error: unknown): number | null {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null
}

/** Why nothing was delivered; null for what is no matter of delivery: a bug of ours, which is to be thrown. */
export function undeliveredReason(error: unknown): UndeliveredReason | null {
  if (error instanceof DiscordAPIError) {
    const known = REASONS[Number(error.code)]
    if (known) return known
    if (error.status === 401) return 'outage'
    if (error.status === 403) return 'forbidden'
    if (error.status === 404) return 'gone'
    return error.status === 429 ? 'outage' : null
  }
  return isOutage(error) ? 'outage' : null
}

/** Discord cannot be reached, or fails: worth another attempt later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof HTTPError || error instanceof RateLimitError) return true
  if (!(error instanceof Error) || error instanceof DiscordAPIError) return false
  if (error.name === 'AbortError') return true
  return networkCode(error) !== null || networkCode(error.cause) !== null
}

function networkCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  return /^(E[A-Z_]+|UND_ERR_[A-Z_]+)$/.test(error.code) ? error.code : null
}

/** An error as it may be logged: without bodies and addresses, which hold people's words and tokens. */
export function describe(error: unknown): Record<string, unknown> {
  if (error instanceof DiscordAPIError) {
    return { error: error.message, code: error.code, status: error.status, method: error.method }
  }
  if (error instanceof HTTPError) return { error: error.message, status: error.status }
  if (error instanceof RateLimitError) return { error: 'rate limited', wait: error.timeToReset }
  if (error instanceof Error)
    return { error: error.message, code: networkCode(error) ?? undefined, stack: error.stack }
  return { error: String(error) }
}
