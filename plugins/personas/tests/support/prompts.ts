/** What an emulated model server was asked. */
import type { OpenAiEmulator } from '#tests/emulators/openai/index'

export interface AskedPrompt {
  messages: readonly { role: string; content: string }[]
  /** Everything that the model was told, in one text. */
  text: string
}

/** Every prompt so far, oldest first. */
export function promptsAsked(emulator: OpenAiEmulator): readonly AskedPrompt[] {
  return emulator.requests.flatMap(({ body }) => {
    const messages = messagesIn(body)
    return messages.length === 0
      ? []
      : [{ messages, text: messages.map(({ content }) => content).join('\n') }]
  })
}

export function lastPrompt(emulator: OpenAiEmulator): AskedPrompt {
  const prompt = promptsAsked(emulator).at(-1)
  if (!prompt) throw new Error('The model was never asked')
  return prompt
}

function messagesIn(body: unknown): AskedPrompt['messages'] {
  if (typeof body !== 'object' || body === null || !('messages' in body)) return []
  const { messages } = body
  if (!Array.isArray(messages)) return []
  return messages.map((message: unknown) => {
    if (typeof message !== 'object' || message === null) throw new Error('No message')
    const { role, content } = { role: '', content: '', ...message }
    return { role: String(role), content: String(content) }
  })
}
