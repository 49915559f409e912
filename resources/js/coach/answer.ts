import { renewToken, token } from '../chat/sender'
import { eventsOf } from './events'

/** How an answer ended, for this page. */
export type Outcome =
  | { kind: 'end'; answer: string }
  /** The message is kept, without an answer. */
  | { kind: 'failed'; detail: string }
  /** It was not taken; `detail` says why and what to do. */
  | { kind: 'refused'; detail: string; code: string; nextAt: Date | null }
  /** The server was not reached; whether it took the message is not known. */
  | { kind: 'lost' }

export interface Telling {
  /** The server has it: it will not be lost any more. */
  taken(): void
  /** All that was said so far. */
  words(text: string): void
  /** Another answer comes first. */
  waiting(): void
  /** The connection dropped; it is tried again. */
  lost(): void
}

/** Connections that are tried for one answer, and pauses between them, milliseconds. */
const TRIES = 8
const PAUSE_MS = 400
const LONGEST_PAUSE_MS = 8_000

/**
 * Follows an answer to its end. A connection that drops is opened again with the same words and the same key: the
 * answer goes on meanwhile, and comes again from its first word.
 */
export async function followAnswer(
  path: string,
  body: Readonly<Record<string, string>>,
  telling: Telling
): Promise<Outcome> {
  let renewed = false
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await pause(tries)
    try {
      const response = await post(path, body)
      if (response.ok) {
        telling.taken()
        const outcome = await listen(response, telling)
        if (outcome) return outcome
      } else if (response.status === 403 && !renewed) {
        // A token that grew old is renewed, unseen.
        renewed = true
        await renewToken()
        tries--
        continue
      } else if (response.status < 500) return await refusal(response)
    } catch {
      // The network, or a stream that broke off: tried again below.
    }
    telling.lost()
  }
  return { kind: 'lost' }
}

/** Null when the stream broke off before its end. */
async function listen(response: Response, telling: Telling): Promise<Outcome | null> {
  let words = ''
  for await (const { event, data } of eventsOf(response)) {
    switch (event) {
      case 'piece':
        words += String(data.text)
        telling.words(words)
        break
      case 'elsewhere':
        telling.waiting()
        break
      case 'end':
        return { kind: 'end', answer: String(data.answer) }
      case 'failed':
        return { kind: 'failed', detail: String(data.detail) }
      case 'limit': {
        const nextAt = new Date(String(data.next_at))
        return { kind: 'refused', code: 'messages_used_up', detail: '', nextAt }
      }
    }
  }
  return null
}

async function refusal(response: Response): Promise<Outcome> {
  const told = (await response.json().catch(() => ({}))) as Partial<Record<string, string>>
  const { code = '', detail = '' } = told
  const seconds = Number(response.headers.get('Retry-After') ?? '0')
  const nextAt = code === 'messages_used_up' ? new Date(Date.now() + seconds * 1_000) : null
  return { kind: 'refused', code, detail, nextAt }
}

export function post(path: string, body: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Accept': 'text/event-stream, application/problem+json, application/json',
      'X-CSRF-Token': token(),
    },
    body: JSON.stringify(body),
  })
}

const pause = (tries: number) =>
  new Promise((resolve) =>
    setTimeout(
      resolve,
      Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** tries) * (0.75 + Math.random() / 2)
    )
  )
