import { randomUUID } from 'node:crypto'
import transmit from '@adonisjs/transmit/services/main'
import type { HttpContext } from '@adonisjs/core/http'
import type { LiveEvent } from '#bots/web/protocol'
import { transcript } from '#bots/web/transcript'
import { WEB_LIMITS } from '#bots/web/limits'

const channelOf = (visitorId: string) => `web/${visitorId}`

/**
 * Events to the pages that are open, in this process and, through transmit's transport, in the others. It
 * may lose an event; the transcript does not, and each page asks it for what it missed.
 */
class Live {
  #closing = false

  /** Tells a visitor's open pages; at most once. */
  publish(visitorId: string, event: LiveEvent): void {
    transmit.broadcast(channelOf(visitorId), JSON.stringify(event))
  }

  /**
   * Answers a page's request for events: first what it missed, then what happens. Listening begins before
   * the transcript is read, so nothing falls in between; what comes twice has its revision to tell.
   */
  async open(ctx: HttpContext, visitorId: string, since: number): Promise<void> {
    const uid = randomUUID()
    const channel = channelOf(visitorId)
    const stream = transmit.createStream({
      uid,
      context: ctx,
      request: ctx.request.request,
      response: ctx.response.response,
      injectResponseHeaders: ctx.response.getHeaders(),
    })
    ctx.response.stream(stream)
    await transmit.getManager().subscribe({ uid, channel, context: ctx, skipAuthorization: true })

    const send = (event: LiveEvent) =>
      stream.writeMessage({ data: { channel, payload: JSON.stringify(event) } })
    const missed = await transcript.since(visitorId, since)
    for (const message of missed) send({ kind: 'message', message })
    const revision = missed.reduce((newest, message) => Math.max(newest, message.revision), since)
    send({ kind: 'replayed', revision })
  }

  /** The process is about to stop: it takes nothing new. */
  get isClosing(): boolean {
    return this.#closing
  }

  /** Whether the visitor may open one more page: browsers allow few connections, and so do we. */
  hasRoom(visitorId: string): boolean {
    return transmit.getSubscribersFor(channelOf(visitorId)).length < WEB_LIMITS.pages
  }

  /** Ends every open connection, so that the server can stop; pages come back to the next process. */
  close(): void {
    this.#closing = true
    for (const [stream] of transmit.getManager().getAllSubscribers()) stream.end()
  }

  /** Takes connections again, after {@link close}. */
  reopen(): void {
    this.#closing = false
  }
}

export const live = new Live()
