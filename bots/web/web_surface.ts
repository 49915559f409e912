import { randomUUID } from 'node:crypto'
import type { LoggerService } from '@adonisjs/core/types'
import type { Delivery, Drawn, FileNode, ReplyNode, StreamNode } from '#app/bot_kit/reply'
import type { Drawing, Surface } from '#app/bot_kit/surface'
import { draw } from '#bots/web/draw'
import { WEB_LIMITS } from '#bots/web/limits'
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
      const body = node.kind === 'file' ? await this.#keepFile(node) : draw(node, drawing.buttons)
      await this.#put(id, body)
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

  async #keepFile(node: FileNode): Promise<MessageBody> {
    if (node.content.byteLength > WEB_LIMITS.fileBytes) {
      throw new Error(
        `${node.name} has ${node.content.byteLength} bytes; ${WEB_LIMITS.fileBytes} fit`
      )
    }
    const id = randomUUID()
    await transcript.addFile(this.options.visitorId, { id, ...node })
    return {
      kind: 'file',
      url: `/chat/files/${id}`,
      name: node.name,
      size: sizeOf(node.content.byteLength),
      caption: node.caption,
    }
  }
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`
}
