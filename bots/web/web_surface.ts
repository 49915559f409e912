import { randomUUID } from 'node:crypto'
import type { LoggerService } from '@adonisjs/core/types'
import type { Delivery, Drawn, ReplyNode, StreamNode } from '#app/bot_kit/reply'
import type { Drawing, Surface } from '#app/bot_kit/surface'
import type { MintedButtons } from '#app/bot_kit/buttons'
import { contentOf, draw, type StillNode } from '#bots/web/draw'
import { addressOf, keptFiles } from '#bots/web/kept_files'
import { live } from '#bots/web/live'
import type { MessageBody } from '#bots/web/protocol'
import { drawStream } from '#bots/web/stream'
import { transcript } from '#bots/web/transcript'

export interface SurfaceOptions {
  visitorId: string
  /** The message whose button was pressed. */
  pressed?: string
  logger: LoggerService
}

/**
 * The way back to a browser. What is kept in the transcript has reached the person: it is there whenever
 * they look, also when the page was closed meanwhile. Telling the open pages comes after.
 */
export class WebSurface implements Surface {
  /** The kit said that it failed; the pressed button may be tried again. */
  failed = false

  constructor(private readonly options: SurfaceOptions) {}

  async acknowledge(): Promise<void> {
    live.publish(this.options.visitorId, { kind: 'typing' })
  }

  async draw(node: Exclude<ReplyNode, StreamNode>, drawing: Drawing): Promise<Drawn> {
    if (node.kind === 'text' && node.code === 'internal') this.failed = true
    const id = (drawing.replaces ? this.options.pressed : undefined) ?? randomUUID()
    try {
      await this.#put(id, await this.#bodyOf(node, drawing.buttons))
      return { outcome: 'drawn', messageIds: [id] }
    } catch (error) {
      this.options.logger.error(
        { err: error, visitor: this.options.visitorId },
        'not drawn on the web'
      )
      return { outcome: 'undelivered', reason: 'outage' }
    }
  }

  async stream(node: StreamNode, signal: AbortSignal): Promise<Delivery> {
    return drawStream(node, signal, {
      id: randomUUID(),
      keep: (id, body) => this.#put(id, body),
      grow: (id, from, text) =>
        live.publish(this.options.visitorId, { kind: 'delta', id, from, text }),
      logger: this.options.logger,
    })
  }

  async #put(id: string, body: MessageBody): Promise<void> {
    const message = await transcript.put(this.options.visitorId, id, body)
    live.publish(this.options.visitorId, { kind: 'message', message })
  }

  async #bodyOf(node: StillNode, buttons: MintedButtons): Promise<MessageBody> {
    const content = contentOf(node)
    if (!content) return draw(node, buttons)
    return draw(node, buttons, addressOf(await keptFiles.add(this.options.visitorId, content)))
  }
}
