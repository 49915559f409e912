/** What Discord says about purchases of the application's SKUs, brought to the till. */
import { Events, type Client, type Entitlement, type Interaction } from 'discord.js'
import type { LoggerService } from '@adonisjs/core/types'
import { setTimeout as wait } from 'node:timers/promises'
import type { PlatformEvent, Till } from '#app/bot_kit/payments'
import { describe } from '#bots/discord/failures'

/** Entitlements of interactions that are remembered as told; each interaction repeats the active ones. */
const MOST_TOLD = 5_000

export interface EntitlementServices {
  /** Null when the program sells nothing. */
  till: Till | null
  logger: LoggerService
  /** Waits before the till is tried again while the database is away, milliseconds. */
  pausesMs: readonly number[]
}

/**
 * Entitlements are told by the gateway, again after a reconnection, and with every interaction of who has one. What is
 * told twice has the same id, so that it is one event. No privileged intent is needed
 * (docs.discord.com/developers/events/gateway-events#entitlements).
 */
export class Entitlements {
  readonly #told = new Set<string>()

  constructor(private readonly services: EntitlementServices) {}

  listen(client: Client): void {
    const { till } = this.services
    if (!till) return
    const take = (type: string, entitlement: Entitlement) =>
      void this.#take(till, eventOf(type, entitlement))
    client.on(Events.EntitlementCreate, (one) => take('ENTITLEMENT_CREATE', one))
    client.on(Events.EntitlementUpdate, (_before, one) => take('ENTITLEMENT_UPDATE', one))
    client.on(Events.EntitlementDelete, (one) => take('ENTITLEMENT_DELETE', one))
    client.on(Events.InteractionCreate, (interaction: Interaction) => {
      for (const one of interaction.entitlements.values()) take('INTERACTION_CREATE', one)
    })
  }

  /** Keeps an event; what is lost in a long outage is found again in Discord's own list. */
  async #take(till: Till, event: PlatformEvent): Promise<void> {
    if (this.#told.has(event.id)) return
    this.#remember(event.id)
    for (const pause of [...this.services.pausesMs, null]) {
      try {
        return await till.take(event)
      } catch (error) {
        if (pause !== null) {
          await wait(pause)
          continue
        }
        this.#told.delete(event.id)
        this.services.logger.error(
          { event: event.id, ...describe(error) },
          'what Discord says of a purchase was not kept; reconciliation finds it again'
        )
      }
    }
  }

  #remember(id: string): void {
    this.#told.add(id)
    const [oldest] = this.#told
    if (this.#told.size > MOST_TOLD && oldest !== undefined) this.#told.delete(oldest)
  }
}

/**
 * The event of what became of an entitlement: it is granted, then used up, or taken back. However often and by
 * whatever way Discord tells one of these, it is one event.
 */
function eventOf(type: string, entitlement: Entitlement): PlatformEvent {
  const { id, skuId, applicationId, userId, guildId, consumed } = entitlement
  const deleted = entitlement.deleted || type === 'ENTITLEMENT_DELETE'
  const state = deleted ? 'deleted' : consumed ? 'consumed' : 'granted'
  return {
    provider: 'discord',
    id: `entitlement:${id}:${state}`,
    type,
    body: {
      id,
      sku_id: skuId,
      application_id: applicationId,
      user_id: userId,
      guild_id: guildId,
      type: entitlement.type,
      deleted,
      consumed,
      starts_at: entitlement.startsAt?.toISOString() ?? null,
      ends_at: entitlement.endsAt?.toISOString() ?? null,
    },
  }
}
