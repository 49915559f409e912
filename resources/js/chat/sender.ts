import type { Sent } from '#bots/web/protocol'

export type SendOutcome =
  | { outcome: 'taken' }
  /** It is not sent as it is; `detail` says what to change. */
  | { outcome: 'refused'; code: string; detail: string }
  /** Sending it again may work. */
  | { outcome: 'failed'; detail: string | null }

const tokenElement = () => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')

/** Sends to the server. An expired token is renewed and the message sent once more, unseen. */
export async function send(sent: Sent): Promise<SendOutcome> {
  try {
    let response = await post(sent)
    if (response.status === 403) {
      await renewToken()
      response = await post(sent)
    }
    if (response.ok) return { outcome: 'taken' }
    const { code = '', detail = '' } = (await response.json()) as Partial<Record<string, string>>
    if (response.status === 422) return { outcome: 'refused', code, detail }
    return { outcome: 'failed', detail }
  } catch {
    return { outcome: 'failed', detail: null }
  }
}

function post(sent: Sent): Promise<Response> {
  return fetch('/chat/messages', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Accept': 'application/json',
      'X-CSRF-Token': tokenElement()?.content ?? '',
    },
    body: JSON.stringify(sent),
  })
}

async function renewToken(): Promise<void> {
  const response = await fetch('/chat/session', { headers: { Accept: 'application/json' } })
  const { csrfToken } = (await response.json()) as { csrfToken?: string }
  const meta = tokenElement()
  if (meta && csrfToken) meta.content = csrfToken
}
