/**
 * The conversation test client: a fake platform whose people really talk to the program.
 *
 * ```ts
 * const fan = await conversation.fan()
 * await fan.says('/talk luna')
 * fan.lastText()
 * await fan.presses('Join for free')
 * ```
 */
import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import type { Identified } from '#app/identity/types'
import { buttonsOf } from '#app/bot_kit/buttons'
import type { BotRuntime } from '#app/bot_kit/frontend'
import type { Frontend, InboundEvent, Place } from '#app/bot_kit/inbound'
import type { Delivery, Drawn, ReplyNode, StreamNode, UndeliveredReason } from '#app/bot_kit/reply'
import type { Drawing, Surface } from '#app/bot_kit/surface'

export interface FanOptions {
  frontend?: Frontend
  place?: Partial<Place>
  locale?: string
  displayName?: string
  platformId?: string
  /** The kit that is spoken to; by default the program's own. */
  runtime?: BotRuntime
}

/** What a fan sees: a node that was drawn, or a stream with the text that arrived. */
export type Seen =
  | { node: Exclude<ReplyNode, StreamNode>; drawing: Drawing }
  | { node: StreamNode; text: string; delivery: Delivery }

/** How the fake platform treats streams and messages from now on. */
export interface Platform {
  /** Nothing is taken any more, for this reason. */
  undeliverable?: UndeliveredReason
  /** Called with the text shown so far after each chunk (to stop a reply half-way, for instance). */
  onChunk?: (shown: string) => Promise<void> | void
  /** Called before the first chunk is asked for. */
  onStreamStart?: () => Promise<void> | void
}

/** One person on a fake platform; every message goes through the real runtime. */
export class Fan implements Surface {
  readonly seen: Seen[] = []
  readonly platform: Platform = {}
  readonly #buttons = new Map<string, string>()

  constructor(
    readonly platformId: string,
    private readonly options: FanOptions
  ) {}

  /** Says something: a command when it starts with a slash. Resolves when the answer is complete. */
  async says(text: string, id = `message:${randomUUID()}`): Promise<readonly Seen[]> {
    const command = /^\/(\S+)\s*([\s\S]*)$/.exec(text)
    return this.sends(
      command
        ? { kind: 'command', name: command[1] ?? '', rest: command[2] ?? '' }
        : { kind: 'text', text },
      id
    )
  }

  /** Presses the newest button with this label. */
  async presses(label: string, id?: string): Promise<readonly Seen[]> {
    const button = this.#buttons.get(label)
    if (!button) {
      throw new Error(`No button "${label}"; there are: ${[...this.#buttons.keys()].join(', ')}`)
    }
    return this.sends({ kind: 'press', button }, id)
  }

  /** The short id of the newest button with a label, for instance to have someone else press it. */
  buttonId(label: string): string | undefined {
    return this.#buttons.get(label)
  }

  async sends(event: InboundEvent, id = `event:${randomUUID()}`): Promise<readonly Seen[]> {
    const before = this.seen.length
    const runtime = this.options.runtime ?? (await app.container.make('bots')).context.runtime
    await runtime.handle(
      {
        frontend: this.options.frontend ?? 'telegram',
        id,
        sender: {
          platformId: this.platformId,
          displayName: this.options.displayName ?? 'Test Fan',
          locale: this.options.locale ?? 'en',
        },
        place: { kind: 'direct', id: `chat-${this.platformId}`, ...this.options.place },
        event,
      },
      this
    )
    return this.seen.slice(before)
  }

  /** All words seen since the start, oldest first. */
  texts(): string[] {
    return this.seen.map((seen) => ('text' in seen ? seen.text : wordsOf(seen.node)))
  }

  /** The words of the newest thing seen. */
  lastText(): string {
    return this.texts().at(-1) ?? ''
  }

  /** Who the program thinks that this is. */
  async identified(): Promise<Identified> {
    const identity = await app.container.make('identity')
    return identity.identify({
      platform: this.options.frontend ?? 'telegram',
      platformId: this.platformId,
      displayName: this.options.displayName ?? 'Test Fan',
      locale: this.options.locale ?? 'en',
    })
  }

  async acknowledge(): Promise<void> {}

  async draw(node: Exclude<ReplyNode, StreamNode>, drawing: Drawing): Promise<Drawn> {
    if (this.platform.undeliverable) {
      return { outcome: 'undelivered', reason: this.platform.undeliverable }
    }
    for (const button of buttonsOf(node)) {
      const id = drawing.buttons.get(button)
      if (!id) throw new Error(`The button "${button.label}" has no id`)
      this.#buttons.set(button.label, id)
    }
    this.seen.push({ node, drawing })
    return { outcome: 'drawn', messageIds: [randomUUID()] }
  }

  async stream(node: StreamNode, signal: AbortSignal): Promise<Delivery> {
    const delivery = await this.#receive(node, signal)
    if (delivery.outcome !== 'undelivered') {
      this.seen.push({ node, text: delivery.text, delivery })
    }
    return delivery
  }

  async #receive(node: StreamNode, signal: AbortSignal): Promise<Delivery> {
    let text = ''
    try {
      await this.platform.onStreamStart?.()
      for await (const chunk of node.chunks) {
        if (signal.aborted) break
        text += chunk
        await this.platform.onChunk?.(text)
      }
    } catch (error) {
      return { outcome: 'failed', text, error }
    }
    if (this.platform.undeliverable) {
      return { outcome: 'undelivered', reason: this.platform.undeliverable }
    }
    const messageIds = text === '' ? [] : [randomUUID()]
    return { outcome: signal.aborted ? 'stopped' : 'delivered', text, messageIds }
  }
}

/** Every word of a node that a person would read. */
function wordsOf(node: Exclude<ReplyNode, StreamNode>): string {
  switch (node.kind) {
    case 'text':
    case 'choice':
    case 'quote':
      return node.text
    case 'card':
      return [
        node.title,
        node.text,
        ...(node.fields ?? []).map((f) => `${f.name}: ${f.value}`),
        node.footer,
      ]
        .filter(Boolean)
        .join('\n')
    case 'list':
      return [
        node.title,
        ...node.items.map((i) => `${i.title} ${i.text ?? ''}`),
        node.items.length ? '' : node.empty,
        node.footer,
      ]
        .filter(Boolean)
        .join('\n')
    case 'form':
      return node.title
    case 'pay':
      return `${node.title}\n${node.text}`
    case 'image':
      return node.caption ?? node.alt
    case 'audio':
      return node.transcript
    case 'file':
      return node.caption ?? node.name
  }
}

export const conversation = {
  /** Someone whom the program has never seen. */
  async fan(options: FanOptions = {}): Promise<Fan> {
    return new Fan(options.platformId ?? randomUUID(), options)
  },
}
