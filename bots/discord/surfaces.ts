/** The ways back to a person: under a message, or in answer to an interaction. */
import type { LoggerService } from '@adonisjs/core/types'
import type { Delivery, Drawn, ReplyNode, Speaker, StreamNode } from '#app/bot_kit/reply'
import type { Drawing, Surface } from '#app/bot_kit/surface'
import type { DiscordApi } from '#bots/discord/api'
import { tryWhile } from '#bots/discord/attempts'
import type { Draft } from '#bots/discord/drafts'
import { describe, undeliveredReason } from '#bots/discord/failures'
import type { Forms } from '#bots/discord/forms'
import type { InteractionAnswer } from '#bots/discord/interaction_answer'
import { DISCORD } from '#bots/discord/limits'
import { LiveReply } from '#bots/discord/live_reply'
import { ChannelOutlet, NamedOutlet, VoiceOutlet, type Outlet } from '#bots/discord/outlets'
import { render } from '#bots/discord/renderer'
import { Typing } from '#bots/discord/typing'
import { identityOf, type ChannelRef, type Voices } from '#bots/discord/voices'
import type { DiscordSettings } from '#config/discord'

export interface SurfaceContext {
  api: DiscordApi
  settings: DiscordSettings
  logger: LoggerService
  forms: Forms
  voices: Voices
  /** Words of the frontend's own, in the person's language. */
  t(key: string, data?: Record<string, unknown>): string
  /** Whom it leads to. */
  userId: string
  /** The server's channel, where personas may have voices; null in direct messages. */
  channel: ChannelRef | null
}

/** How messages go out. */
interface How {
  private: boolean
  replaces: boolean
  /** The messages' real ids are wanted: people reply to what a persona says and mean that persona. */
  identify: boolean
}

abstract class DiscordSurface implements Surface {
  constructor(protected readonly context: SurfaceContext) {}

  abstract acknowledge(options: { private: boolean }): Promise<void>
  /** Nothing more will be drawn. */
  abstract close(): Promise<void>
  protected abstract plain(how: How): Outlet
  /** Whether a stream is to be private. */
  protected abstract readonly streamsPrivately: boolean
  protected abstract spokenElsewhere(): Promise<void>
  protected abstract streaming(): void

  async draw(node: Exclude<ReplyNode, StreamNode>, drawing: Drawing): Promise<Drawn> {
    const { settings, forms, t, userId } = this.context
    if (node.kind === 'form') {
      const id = drawing.buttons.get(node.submit)
      if (id !== undefined) await forms.keep({ userId, button: id }, node)
    }
    const spoken = speakerOf(node)
    const outlet = this.#outlet({ ...drawing, identify: spoken !== undefined }, spoken)
    const reserve = outlet.reserve
    const drafts = await render(node, {
      buttons: drawing.buttons,
      appUrl: settings.appUrl,
      t,
      reserve,
    })
    const large = largest(drafts)
    if (large > DISCORD.uploadBytes) {
      const drawn = await this.#tooLarge(large, drawing)
      return drawn.outcome === 'drawn' ? { outcome: 'undelivered', reason: 'forbidden' } : drawn
    }
    const messageIds: string[] = []
    try {
      for (const draft of drafts) {
        messageIds.push(await tryWhile(settings.outageRetryMs, () => outlet.send(draft)))
      }
    } catch (error) {
      const reason = undeliveredReason(error)
      if (reason === null) throw error
      this.context.logger.info({ reason, ...describe(error) }, 'Discord did not take an answer')
      return { outcome: 'undelivered', reason }
    }
    return { outcome: 'drawn', messageIds }
  }

  /** Says that Discord takes no such file; whoever made it learns that it did not arrive. */
  #tooLarge(bytes: number, drawing: Drawing): Promise<Drawn> {
    const megabytes = (count: number) => Math.ceil(count / 1024 / 1024)
    const sizes = { size: megabytes(bytes), limit: megabytes(DISCORD.uploadBytes) }
    const text = this.context.t('discord.file.too_large', sizes)
    return this.draw({ kind: 'text', text, tone: 'error' }, drawing)
  }

  async stream(node: StreamNode, signal: AbortSignal): Promise<Delivery> {
    this.streaming()
    const { settings, t } = this.context
    const outlet = this.#outlet(
      { private: this.streamsPrivately, replaces: false, identify: true },
      node.speaker
    )
    const reply = new LiveReply({ ...settings, outlet, brokenNote: t('discord.stream.broken') })
    return reply.run(node.chunks, signal)
  }

  /** A persona's own voice in a server's channel; its name in front where it can have none. */
  #outlet(how: How, speaker?: Speaker): Outlet {
    const plain = this.plain(how)
    const { channel, api, voices, settings } = this.context
    if (!speaker || !channel) return plain
    const named = new NamedOutlet(plain, speaker.name)
    const identity = identityOf(speaker, settings.appUrl)
    if (how.private || !identity) return named
    return new VoiceOutlet(api, voices, {
      channel,
      as: identity,
      otherwise: named,
      onSpoken: () => this.spokenElsewhere(),
    })
  }
}

/** Whose voice says a node, where it has one. */
function speakerOf(node: ReplyNode): Speaker | undefined {
  switch (node.kind) {
    case 'text':
      return (node.tone ?? 'plain') === 'plain' ? node.speaker : undefined
    case 'stream':
    case 'image':
    case 'audio':
      return node.speaker
    default:
      return undefined
  }
}

/** Bytes of the largest file. */
function largest(drafts: readonly Draft[]): number {
  const files = drafts.flatMap((draft) => draft.files ?? [])
  return Math.max(0, ...files.map(({ data }) => (Buffer.isBuffer(data) ? data.length : 0)))
}

/** Where a {@link MessageSurface} writes. */
export interface Target {
  channelId: string
  /** Names the turn, so that an attempt that is repeated says nothing twice; at most 20 characters. */
  nonce: string
  /** The first message replies to this one. */
  replyTo?: string
}

/** Writes messages, in answer to one or by itself. What is meant to be private cannot be, in a server's channel. */
export class MessageSurface extends DiscordSurface {
  readonly #outlet: ChannelOutlet
  readonly #typing: Typing
  protected readonly streamsPrivately = false

  constructor(context: SurfaceContext, { channelId, ...how }: Target) {
    super(context)
    const { api, settings } = context
    this.#outlet = new ChannelOutlet(api, channelId, how)
    this.#typing = new Typing(() => api.typing(channelId), settings.typingDelayMs)
  }

  async acknowledge(): Promise<void> {
    this.#typing.start()
  }

  async close(): Promise<void> {
    this.#typing.stop()
  }

  protected plain(): Outlet {
    const { reserve } = this.#outlet
    return {
      reserve,
      send: async (draft) => {
        const id = await this.#outlet.send(draft)
        this.#typing.stop()
        return id
      },
      edit: (messageId, draft) => this.#outlet.edit(messageId, draft),
    }
  }

  protected async spokenElsewhere(): Promise<void> {
    this.#typing.stop()
  }

  protected streaming(): void {
    this.#typing.start()
  }
}

/** Answers a slash command, a press or a filled form. */
export class InteractionSurface extends DiscordSurface {
  #dismissed = false
  #acknowledged = false

  constructor(
    context: SurfaceContext,
    private readonly answer: InteractionAnswer
  ) {
    super(context)
  }

  protected get streamsPrivately(): boolean {
    return this.answer.private
  }

  async acknowledge(options: { private: boolean }): Promise<void> {
    this.#acknowledged = true
    this.answer.expect(options)
  }

  async close(): Promise<void> {
    try {
      await this.answer.close({ ours: this.#acknowledged })
    } catch (error) {
      this.context.logger.info(describe(error), 'an interaction could not be closed')
    }
  }

  protected plain(how: How): Outlet {
    return this.answer.outlet(how)
  }

  /** The persona spoke through its webhook: the interaction itself needs no words. */
  protected async spokenElsewhere(): Promise<void> {
    if (this.#dismissed) return
    this.#dismissed = true
    try {
      await this.answer.dismiss()
    } catch (error) {
      this.context.logger.info(describe(error), 'an interaction could not be closed')
    }
  }

  protected streaming(): void {
    this.answer.showThinking()
  }
}
