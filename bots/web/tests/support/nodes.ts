import type { Delivery, StreamNode } from '#app/bot_kit/reply'

/** A stream of the given chunks; `then` is what the source does at its end. */
export function streamOf(
  chunks: readonly string[],
  then: () => Promise<void> = async () => {}
): StreamNode {
  async function* source() {
    yield* chunks
    await then()
  }
  return {
    kind: 'stream',
    speaker: { name: 'Luna', avatarUrl: '/personas/luna.png' },
    chunks: source(),
    settle: async (_delivery: Delivery) => [],
  }
}

/** A source that says nothing more and never ends. */
export const hangs = () => new Promise<void>(() => {})
