/** The webhooks through which personas speak: one to a channel, found, made and remembered. */
import type { LoggerService } from '@adonisjs/core/types'
import type { DiscordApi, WebhookRef } from '#bots/discord/api'
import { property } from '#bots/discord/drafts'
import { describe, undeliveredReason } from '#bots/discord/failures'
import { DISCORD } from '#bots/discord/limits'
import type { Speaker } from '#app/bot_kit/reply'
import { publicUrl } from '#bots/discord/addresses'
import { clip } from '#bots/discord/limits'

/** A channel as a place for webhooks. */
export interface ChannelRef {
  id: string
  /** The channel that has the webhooks: a thread's parent. */
  webhookChannelId: string
  /** Whether the bot may manage webhooks there; null when Discord has not told. */
  mayManageWebhooks: boolean | null
}

/** What the webhooks are called in a server's settings. */
const WEBHOOK_NAME = 'Greenroom'
/** After a refusal the channel is not asked again for this long, milliseconds. */
const REFUSED_FOR = 10 * 60_000
/** Most channels that are remembered; the longest unused go first. */
const MOST = 5_000

type Known = { webhook: Promise<{ id: string; token: string } | null>; until: number }

export class Voices {
  readonly #known = new Map<string, Known>()

  constructor(
    private readonly api: DiscordApi,
    private readonly options: { applicationId: () => string | null; logger: LoggerService }
  ) {}

  /** The channel's webhook, made when there is none; null when the bot may not have one. */
  async find(channel: ChannelRef): Promise<WebhookRef | null> {
    const key = channel.webhookChannelId
    let known = this.#known.get(key)
    if (known && known.until < Date.now()) known = undefined
    if (!known) {
      if (channel.mayManageWebhooks === false) return null
      known = { webhook: this.#fetch(key), until: Infinity }
    }
    this.#remember(key, known)
    const webhook = await known.webhook
    if (!webhook) return null
    return { ...webhook, ...(channel.id !== key && { threadId: channel.id }) }
  }

  /** Its webhook was deleted: the next {@link find} makes another. */
  forget(channel: ChannelRef): void {
    this.#known.delete(channel.webhookChannelId)
  }

  #remember(key: string, known: Known): void {
    this.#known.delete(key)
    this.#known.set(key, known)
    if (this.#known.size <= MOST) return
    const [oldest] = this.#known.keys()
    if (oldest !== undefined) this.#known.delete(oldest)
  }

  async #fetch(channelId: string): Promise<{ id: string; token: string } | null> {
    try {
      const there = await this.api.webhooks(channelId)
      const own = there.find((one) => this.#isOwn(one))
      return tokenOf(own) ?? tokenOf(await this.api.makeWebhook(channelId, WEBHOOK_NAME))
    } catch (error) {
      const passing = undeliveredReason(error) === 'outage'
      this.options.logger.info(
        { channelId, ...describe(error) },
        'no webhook for personas in this channel'
      )
      const known = this.#known.get(channelId)
      if (passing) this.#known.delete(channelId)
      else if (known) known.until = Date.now() + REFUSED_FOR
      return null
    }
  }

  #isOwn(webhook: unknown): boolean {
    const applicationId = this.options.applicationId()
    return applicationId !== null && property(webhook, 'application_id') === applicationId
  }
}

function tokenOf(webhook: unknown): { id: string; token: string } | null {
  const id = property(webhook, 'id')
  const token = property(webhook, 'token')
  return typeof id === 'string' && typeof token === 'string' ? { id, token } : null
}

/** A speaker as a webhook's name and picture; null where Discord would refuse the name. */
export function identityOf(
  speaker: Speaker,
  appUrl: string
): { username: string; avatarUrl?: string } | null {
  const username = clip(speaker.name.trim(), DISCORD.webhookName)
  // docs.discord.com/developers/resources/webhook#create-webhook names both substrings.
  if (username === '' || /clyde|discord/i.test(username)) return null
  const avatarUrl = speaker.avatarUrl === undefined ? null : publicUrl(speaker.avatarUrl, appUrl)
  return { username, ...(avatarUrl !== null && { avatarUrl }) }
}
