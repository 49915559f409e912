import type { Sent } from '#bots/web/protocol'

export type SendOutcome =
  | { outcome: 'taken' }
  /** It is not sent as it is; `detail` says what to change. */
  | { outcome: 'refused'; code: string; detail: string }
  /** Sending it again may work. */
  | { outcome: 'failed'; detail: string | null }

/** Answers that say that what was sent is wrong, not that the time is. */
const REFUSALS = new Set([413, 422])

const tokenElement = () => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')

export const token = () => tokenElement()?.content ?? ''

/** Sends to the server. An expired token is renewed and the message sent once more, unseen. */
export async function send(sent: Sent): Promise<SendOutcome> {
  try {
    let response = await post(sent)
    if (response.status === 403) {
      await renewToken()
      response = await post(sent)
    }
    return outcomeOf(response.status, await response.json())
  } catch {
    return { outcome: 'failed', detail: null }
  }
}

/** What the server made of it. */
export function outcomeOf(status: number, body: unknown): SendOutcome {
  if (status >= 200 && status < 300) return { outcome: 'taken' }
  const { code = '', detail = '' } = (body ?? {}) as Partial<Record<string, string>>
  return REFUSALS.has(status) ? { outcome: 'refused', code, detail } : { outcome: 'failed', detail }
}

function post(sent: Sent): Promise<Response> {
  return fetch('/chat/messages', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Accept': 'application/json',
      'X-CSRF-Token': token(),
    },
    body: JSON.stringify(sent),
  })
}

export async function renewToken(): Promise<void> {
  const response = await fetch('/chat/session', { headers: { Accept: 'application/json' } })
  const { csrfToken } = (await response.json()) as { csrfToken?: string }
  const meta = tokenElement()
  if (meta && csrfToken) meta.content = csrfToken
}
