import type { Delivery, Drawn, ReplyNode, StreamNode, UndeliveredReason } from '#app/bot_kit/reply'
import type { Drawing, Surface } from '#app/bot_kit/surface'

/** A surface that remembers whether anything reached the person. */
export class WatchedSurface implements Surface {
  reached = false
  /** Why the newest node that was not taken was not. */
  undelivered: UndeliveredReason | null = null

  constructor(private readonly inner: Surface) {}

  acknowledge(options: { private: boolean }): Promise<void> {
    return this.inner.acknowledge(options)
  }

  async draw(node: Exclude<ReplyNode, StreamNode>, drawing: Drawing): Promise<Drawn> {
    const drawn = await this.inner.draw(node, drawing)
    if (drawn.outcome === 'drawn') this.reached = true
    else this.undelivered = drawn.reason
    return drawn
  }

  async stream(node: StreamNode, signal: AbortSignal): Promise<Delivery> {
    const delivery = await this.inner.stream(node, signal)
    if (delivery.outcome === 'undelivered') this.undelivered = delivery.reason
    else if (delivery.text !== '') this.reached = true
    return delivery
  }
}
