/** Which gateway events are worth unpacking. */
import { GatewayDispatchEvents } from 'discord.js'
import type { LoggerService } from '@adonisjs/core/types'
import { isRecord } from '#app/support/json'
import { property } from '#bots/discord/drafts'

/**
 * A busy server sends every line that anyone writes. Most are not for the bot: they are dropped before discord.js
 * makes objects of them, and so is what is malformed.
 */
export class Sieve {
  #self: unknown = null
  #application: unknown = null

  constructor(private readonly logger: LoggerService) {}

  /** @param packet a dispatch, as the gateway sent it */
  lets(packet: unknown): boolean {
    const data = property(packet, 'd')
    switch (property(packet, 't')) {
      case GatewayDispatchEvents.Ready:
        this.#self = property(property(data, 'user'), 'id')
        this.#application = property(property(data, 'application'), 'id')
        return true
      case GatewayDispatchEvents.MessageCreate:
        return this.#wellFormed(isMessage(data)) && this.#isForUs(data)
      case GatewayDispatchEvents.MessageUpdate:
      case GatewayDispatchEvents.MessageDelete:
        return false
      case GatewayDispatchEvents.InteractionCreate:
        return this.#wellFormed(isInteraction(data))
      case GatewayDispatchEvents.EntitlementCreate:
      case GatewayDispatchEvents.EntitlementUpdate:
      case GatewayDispatchEvents.EntitlementDelete:
        return this.#wellFormed(isEntitlement(data))
      default:
        return this.#wellFormed(typeof property(packet, 't') === 'string' && isRecord(data))
    }
  }

  #wellFormed(good: boolean): boolean {
    if (!good) this.logger.warn('a malformed gateway event was dropped')
    return good
  }

  /** Nobody's automatic message; and direct, or mentioning the bot, or in reply to it or to its webhooks. */
  #isForUs(message: unknown): boolean {
    if (property(property(message, 'author'), 'bot') === true) return false
    if (property(message, 'guild_id') === undefined) return true
    const mentions: readonly unknown[] = asList(property(message, 'mentions'))
    if (mentions.some((user) => property(user, 'id') === this.#self)) return true
    const replied = property(message, 'referenced_message')
    if (!isRecord(replied)) return false
    return (
      property(property(replied, 'author'), 'id') === this.#self ||
      property(replied, 'application_id') === this.#application
    )
  }
}

function isMessage(data: unknown): boolean {
  return (
    typeof property(data, 'id') === 'string' &&
    typeof property(data, 'channel_id') === 'string' &&
    typeof property(property(data, 'author'), 'id') === 'string' &&
    typeof property(data, 'content') === 'string'
  )
}

function isInteraction(data: unknown): boolean {
  const user = property(data, 'user') ?? property(property(data, 'member'), 'user')
  return (
    typeof property(data, 'id') === 'string' &&
    typeof property(data, 'token') === 'string' &&
    typeof property(user, 'id') === 'string'
  )
}

function isEntitlement(data: unknown): boolean {
  return typeof property(data, 'id') === 'string' && typeof property(data, 'sku_id') === 'string'
}

function asList(value: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  return list
}
