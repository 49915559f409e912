/** Server-sent events as they arrive. */
import { isObject } from '#tests/emulators/openai/shapes'

export interface CameEvent {
  /** Empty for a comment: a sign of life. */
  event: string
  data: Readonly<Record<string, unknown>>
}

/** Everything that comes, bit by bit; leaving the loop closes the connection. */
export async function* comingFrom({ body }: Response): AsyncGenerator<CameEvent, void> {
  if (!body) throw new Error('Nothing comes')
  let read = ''
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    read += piece
    const blocks = read.split('\n\n')
    read = blocks.pop() ?? ''
    yield* blocks.map(eventOf)
  }
}

function eventOf(block: string): CameEvent {
  const [, event = '', text = '{}'] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? []
  const data: unknown = JSON.parse(text)
  return { event, data: isObject(data) ? data : {} }
}

/** Waits for the first event of a name; the stream goes on after it. */
export async function firstOf(
  coming: AsyncGenerator<CameEvent, void>,
  name: string
): Promise<CameEvent> {
  for (;;) {
    const { done, value } = await coming.next()
    if (done) throw new Error(`It ended without “${name}”`)
    if (value.event === name) return value
  }
}

/** What is left of a stream until its end, without the signs of life. */
export async function restOf(coming: AsyncGenerator<CameEvent, void>): Promise<CameEvent[]> {
  const all: CameEvent[] = []
  for await (const one of coming) if (one.event !== '') all.push(one)
  return all
}
