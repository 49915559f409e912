/** One event of a stream (html.spec.whatwg.org, server-sent events). */
export interface ServerEvent {
  event: string
  data: Readonly<Record<string, unknown>>
}

/** Reads a response as events, as they come. An event that was cut off is none. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent, void> {
  if (!response.body) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = eventIn(block)
        if (event) yield event
      }
    }
  } finally {
    // Who stops reading lets the connection go.
    void reader.cancel().catch(() => undefined)
  }
}

function eventIn(block: string): ServerEvent | null {
  const lines = block.split('\n')
  const valueOf = (name: string) =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
  const [event, data] = [valueOf('event'), valueOf('data')]
  if (event === undefined || data === undefined) return null
  return { event, data: JSON.parse(data) as ServerEvent['data'] }
}
