import type { ChatRequest } from '#tests/emulators/openai/validate'

/**
 * What the emulator can be told to do with a request, besides answering it.
 * `after` counts pieces of text that are sent first.
 */
export type Behaviour =
  | AnswerBehaviour
  /** Looks at what is asked first: a model that makes up its mind. */
  | { kind: 'respond'; to: (request: ChatRequest) => AnswerBehaviour | ErrorBehaviour }
  /** Calls tools, or writes the arguments of one call, until the client goes away. */
  | { kind: 'endless_calls'; of: 'calls' | 'arguments' }
  /** Sends nothing more, and leaves the connection open until the client or `close()` ends it. */
  | { kind: 'hang'; after: number | 'before_headers' }
  /** Destroys the socket, as a crashed server does. */
  | { kind: 'die'; after: number | 'before_headers' }
  /** Ends the response properly, but without a finish reason, usage or `[DONE]`. */
  | { kind: 'truncate'; after: number }
  /** Sends an event whose data is not JSON. */
  | { kind: 'malformed'; after: number }
  /** Sends an `error` event in the middle of the stream. */
  | { kind: 'error_event'; after: number }
  /** Refuses with a status, in the real service's shape. */
  | ErrorBehaviour

export interface AnswerBehaviour {
  kind: 'answer'
  /** The whole answer, cut into {@link chunks} pieces. Empty makes an answer without text. */
  text?: string
  /** Pieces, at most the text's length; or the exact pieces (then `text` is not looked at). */
  chunks?: number | readonly string[]
  /**
   * Milliseconds between pieces; 0 writes each in its own turn of the event loop. Without it the
   * whole stream is written at once, which is what a benchmark wants.
   */
  delayMs?: number
  /** Milliseconds before the first piece (headers are sent at once). */
  firstDelayMs?: number
  /** What it calls, after the text. Without `text` and `chunks` it then says nothing. */
  toolCalls?: readonly ScriptedCall[]
  /** Default `tool_calls` where it calls, else `stop`. */
  finishReason?: 'stop' | 'length' | 'content_filter' | 'tool_calls'
  /** The socket dies after the finish reason: usage and `[DONE]` never come. */
  diesAtEnd?: boolean
  /** False leaves the usage out even when it is asked for, as some compatible servers do. */
  usage?: boolean
}

export interface ScriptedCall {
  name: string
  /** What the arguments are: an object as JSON, or any text as it is. */
  arguments: Readonly<Record<string, unknown>> | string
  /** Default `call_` and something unique; empty as some servers leave it. */
  id?: string
}

export interface ErrorBehaviour {
  kind: 'error'
  status: number
  type?: string
  code?: string | null
  message?: string
  /** Seconds, or an HTTP date. */
  retryAfter?: number | string
  /** Milliseconds, in the `retry-after-ms` header that OpenAI's own service sends. */
  retryAfterMs?: number
}

export const DEFAULT_ANSWER: AnswerBehaviour = {
  kind: 'answer',
  text: 'The kettle is on, the rain is loud, and I have all evening. Tell me how your day went.',
  chunks: 12,
}

/** Cuts a text into at most so many pieces of about the same length. */
export function cut(text: string, pieces: number): string[] {
  if (text === '') {
    return []
  }
  const count = Math.max(1, Math.min(pieces, text.length))
  return Array.from({ length: count }, (_, index) =>
    text.slice(
      Math.floor((index * text.length) / count),
      Math.floor(((index + 1) * text.length) / count)
    )
  )
}

/** The pieces of text that a behaviour sends before it goes its way. */
export function piecesOf(
  behaviour: AnswerBehaviour | Extract<Behaviour, { after: unknown }>
): readonly string[] {
  if (behaviour.kind === 'answer') {
    const { chunks, toolCalls, text = toolCalls ? '' : (DEFAULT_ANSWER.text ?? '') } = behaviour
    return typeof chunks === 'object' ? chunks : cut(text, chunks ?? 12)
  }
  const count = behaviour.after === 'before_headers' ? 0 : behaviour.after
  return Array.from({ length: count }, (_, index) => `piece ${index + 1} `)
}
