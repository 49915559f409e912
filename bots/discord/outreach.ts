import { createHash } from 'node:crypto'
import type { Account } from '#app/identity/types'
import type { FrontendContext } from '#app/bot_kit/frontend'
import type { Place } from '#app/bot_kit/inbound'
import type { Outreach, OutreachFactory, OutreachSurface } from '#app/bot_kit/messenger'
import type { DiscordApi } from '#bots/discord/api'
import { property } from '#bots/discord/drafts'
import { Forms } from '#bots/discord/forms'
import type { ChannelRef, Voices } from '#bots/discord/voices'
import discordConfig, { type DiscordSettings } from '#config/discord'

type Connected = DiscordSettings & { token: string }

/** Parts of Discord that writing needs; discord.js is loaded with the first message. */
interface Tools {
  api: DiscordApi
  voices: Voices
}

/** Writes to people by Discord's HTTP API alone, so that any process can. */
class DiscordOutreach implements Outreach {
  #tools: Promise<Tools> | null = null

  constructor(
    private readonly settings: Connected,
    private readonly context: FrontendContext
  ) {}

  async directPlace(account: Account): Promise<Place | null> {
    if (account.platform !== 'discord') return null
    const { api } = await this.#connect()
    const { codeOf, INVALID_RECIPIENT, undeliveredReason } = await import('#bots/discord/failures')
    try {
      return { kind: 'direct', id: await api.directChannel(account.platformId) }
    } catch (error) {
      const reason = undeliveredReason(error)
      if (reason === 'outage') throw error
      if (reason === null && codeOf(error) !== INVALID_RECIPIENT) throw error
      return null
    }
  }

  async surfaceFor(to: {
    account: Account
    place: Place
    key: string
  }): Promise<OutreachSurface | null> {
    const { account, place, key } = to
    if (account.platform !== 'discord') return null
    const { MessageSurface } = await import('#bots/discord/surfaces')
    const { api, voices } = await this.#connect()
    const { runtime, logger } = this.context
    const locale = account.locale ?? undefined
    return new MessageSurface(
      {
        api,
        voices,
        logger,
        settings: this.settings,
        forms: new Forms(),
        t: (word, data) => runtime.t(locale, word, data),
        channel: place.kind === 'direct' ? null : await this.#channelRef(api, place.id),
        userId: account.platformId,
      },
      { channelId: place.id, nonce: createHash('sha256').update(key).digest('hex').slice(0, 20) }
    )
  }

  /** Where personas have their voices. A channel that cannot be looked at may still be written to. */
  async #channelRef(api: DiscordApi, id: string): Promise<ChannelRef> {
    try {
      const channel = await api.channel(id)
      const parent = property(channel, 'thread_metadata') && property(channel, 'parent_id')
      const webhookChannelId = typeof parent === 'string' ? parent : id
      return { id, webhookChannelId, mayManageWebhooks: null }
    } catch {
      return { id, webhookChannelId: id, mayManageWebhooks: false }
    }
  }

  #connect(): Promise<Tools> {
    this.#tools ??= this.#makeTools().catch((error: unknown) => {
      this.#tools = null
      throw error
    })
    return this.#tools
  }

  async #makeTools(): Promise<Tools> {
    const { DiscordApi: Api } = await import('#bots/discord/api')
    const { Voices: VoicesOf } = await import('#bots/discord/voices')
    const api = new Api(this.settings)
    const applicationId = this.settings.applicationId ?? (await api.applicationId())
    const { logger } = this.context
    return { api, voices: new VoicesOf(api, { applicationId: () => applicationId, logger }) }
  }
}

/** Outreach with settings of one's own; the default export takes those of the environment. */
export function discordOutreach(settings: DiscordSettings): OutreachFactory {
  return (context) => {
    const { token } = settings
    if (token !== undefined) return new DiscordOutreach({ ...settings, token }, context)
    return { directPlace: async () => null, surfaceFor: async () => null }
  }
}

export default discordOutreach(discordConfig)
