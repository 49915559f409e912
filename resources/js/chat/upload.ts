import { outcomeOf, renewToken, token, type SendOutcome } from './sender'

export interface Uploaded {
  id: string
  file: File
  text: string
  /** Set for a voice message. */
  seconds?: number
}

/** Sends a file. An expired token is renewed and the file sent once more, unseen. */
export async function upload(
  sent: Uploaded,
  progress: (percent: number) => void
): Promise<SendOutcome> {
  try {
    let answer = await post(sent, progress)
    if (answer.status === 403) {
      await renewToken()
      answer = await post(sent, progress)
    }
    return outcomeOf(answer.status, answer.body)
  } catch {
    return { outcome: 'failed', detail: null }
  }
}

/** `fetch` does not tell how much of a file is on its way. */
function post(
  { id, file, text, seconds }: Uploaded,
  progress: (percent: number) => void
): Promise<{ status: number; body: unknown }> {
  const form = new FormData()
  form.set('id', id)
  form.set('text', text)
  if (seconds !== undefined) {
    form.set('voice', 'true')
    form.set('seconds', String(seconds))
  }
  form.set('file', file, file.name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/chat/files')
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-CSRF-Token', token())
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) progress(Math.floor((loaded / total) * 100))
    })
    request.addEventListener('load', () => {
      const body: unknown = request.response
      resolve({ status: request.status, body })
    })
    for (const what of ['error', 'abort', 'timeout']) {
      request.addEventListener(what, () => reject(new Error(what)))
    }
    request.send(form)
  })
}
