/** Sends requests as fast as the other side takes them. */
import { Agent, request } from 'node:http'

export interface Post {
  body: string
  headers: Readonly<Record<string, string>>
}

export interface Load {
  perSecond: number
  /** Milliseconds that 99 of 100 are answered within. */
  p99: number
  /** Answers that were not 200. */
  refused: number
}

/** @param connections requests under way at once */
export async function send(
  url: string,
  posts: readonly Post[],
  connections: number
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  let next = 0
  let refused = 0
  const worker = async () => {
    for (let post = posts[next++]; post !== undefined; post = posts[next++]) {
      const begun = performance.now()
      if ((await statusOf(agent, url, post)) !== 200) refused++
      times.push(performance.now() - begun)
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - begun) / 1_000
  agent.destroy()
  const sorted = times.toSorted((a, b) => a - b)
  return {
    perSecond: posts.length / seconds,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    refused,
  }
}

function statusOf(agent: Agent, url: string, { body, headers }: Post): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const length = String(Buffer.byteLength(body))
  const sent = request(
    url,
    {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
    },
    (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    }
  )
  sent.once('error', reject)
  sent.end(body)
  return promise
}
