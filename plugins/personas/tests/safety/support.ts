/** What the tests of safety and rooms ask of an emulated model server. */
import type { Seen } from '#app/bot_kit/testing/conversation'
import type { ModelServer } from '#plugins/personas/tests/support/model_server'

interface Asked {
  messages: readonly { role: string; content: string }[]
}

const isAsked = (body: unknown): body is Asked =>
  typeof body === 'object' && body !== null && 'messages' in body && Array.isArray(body.messages)

/** The prompts of the chat requests so far, oldest first, each as its messages. */
export function promptsOf({ emulator }: ModelServer): readonly Asked['messages'][] {
  return emulator.requests.flatMap(({ path, body }) =>
    path === '/v1/chat/completions' && isAsked(body) ? [body.messages] : []
  )
}

/** The words of a prompt, all of them. */
export const wordsOf = (prompt: Asked['messages'] | undefined): string =>
  (prompt ?? []).map(({ role, content }) => `[${role}] ${content}`).join('\n')

/** What was seen, in short. */
export const kindsOf = (seen: readonly Seen[]): readonly string[] =>
  seen.map(({ node }) => node.kind)
