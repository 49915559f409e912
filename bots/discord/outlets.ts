/** Ways for messages to reach people: a channel, or a persona's voice in it. */
import type { DiscordApi } from '#bots/discord/api'
import type { Draft } from '#bots/discord/drafts'
import { codeOf, INVALID_WEBHOOK_TOKEN, UNKNOWN_WEBHOOK } from '#bots/discord/failures'
import { clip, DISCORD } from '#bots/discord/limits'
import type { ChannelRef, Voices } from '#bots/discord/voices'
import type { WebhookRef } from '#bots/discord/api'

/** Methods throw Discord's errors; who calls tries again or gives up. */
export interface Outlet {
  /** Room that the outlet may need in front of the first text, UTF-16 units. */
  readonly reserve: number
  /** Gives the message's id. */
  send(draft: Draft): Promise<string>
  edit(messageId: string, draft: Draft): Promise<void>
}

/** The bot's own messages in one channel, for one turn. */
export class ChannelOutlet implements Outlet {
  readonly reserve = 0
  #sent = 0

  /**
   * @param options.nonce begins the messages' nonces: the same for the same turn, at most 20 characters
   * @param options.replyTo the first message replies to this one
   */
  constructor(
    private readonly api: DiscordApi,
    private readonly channelId: string,
    private readonly options: { nonce: string; replyTo?: string }
  ) {}

  async send(draft: Draft): Promise<string> {
    const nonce = `${this.options.nonce}-${this.#sent}`
    const replyTo = this.#sent === 0 ? this.options.replyTo : undefined
    const id = await this.api.send(this.channelId, draft, {
      nonce: clip(nonce, DISCORD.nonce),
      ...(replyTo !== undefined && { replyTo }),
    })
    this.#sent += 1
    return id
  }

  async edit(messageId: string, draft: Draft): Promise<void> {
    await this.api.edit(this.channelId, messageId, draft)
  }
}

/** Says who speaks in front of the first message, where a persona has no voice of its own. */
export class NamedOutlet implements Outlet {
  readonly reserve: number
  readonly #lead: string
  #first: string | null = null

  constructor(
    private readonly inner: Outlet,
    name: string
  ) {
    this.#lead = `**${clip(name.replaceAll(/[*_`~|\\\n]/g, ''), DISCORD.webhookName)}**\n`
    this.reserve = this.#lead.length + inner.reserve
  }

  async send(draft: Draft): Promise<string> {
    if (this.#first !== null) return this.inner.send(draft)
    const id = await this.inner.send(this.#led(draft))
    this.#first = id
    return id
  }

  async edit(messageId: string, draft: Draft): Promise<void> {
    await this.inner.edit(messageId, messageId === this.#first ? this.#led(draft) : draft)
  }

  #led(draft: Draft): Draft {
    return draft.content === undefined ? draft : { ...draft, content: this.#lead + draft.content }
  }
}

export interface VoiceOptions {
  channel: ChannelRef
  as: { username: string; avatarUrl?: string }
  /** Used when the channel's webhook cannot be had. */
  otherwise: Outlet
  /** Called after a message went out by the voice. */
  onSpoken?: () => Promise<void>
}

/** A persona under its own name and picture, through the channel's webhook. */
export class VoiceOutlet implements Outlet {
  readonly reserve: number
  readonly #spoken = new Map<string, WebhookRef>()
  #silent = false

  constructor(
    private readonly api: DiscordApi,
    private readonly voices: Voices,
    private readonly options: VoiceOptions
  ) {
    this.reserve = options.otherwise.reserve
  }

  async send(draft: Draft): Promise<string> {
    const id = (await this.#speak(draft)) ?? (await this.#speak(draft))
    if (id === null) return this.options.otherwise.send(draft)
    await this.options.onSpoken?.()
    return id
  }

  /** Null when there is no webhook, or the one that was known has been deleted: then a new one may be made. */
  async #speak(draft: Draft): Promise<string | null> {
    if (this.#silent) return null
    const webhook = await this.voices.find(this.options.channel)
    if (!webhook) {
      this.#silent = true
      return null
    }
    try {
      const id = await this.api.speak(webhook, draft, this.options.as)
      this.#spoken.set(id, webhook)
      return id
    } catch (error) {
      const code = codeOf(error)
      if (code !== UNKNOWN_WEBHOOK && code !== INVALID_WEBHOOK_TOKEN) throw error
      this.voices.forget(this.options.channel)
      return null
    }
  }

  async edit(messageId: string, draft: Draft): Promise<void> {
    const webhook = this.#spoken.get(messageId)
    if (webhook) await this.api.editSpoken(webhook, messageId, draft)
    else await this.options.otherwise.edit(messageId, draft)
  }
}
