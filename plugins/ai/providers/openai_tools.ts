/** Tool calls as they are on OpenAI's wire, and where other servers differ from it. */
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { ChatMessage, Tool, ToolCall } from '#plugins/ai/api'

/** What one answer may call. Real ones call a few things with a few hundred characters; more is a model astray. */
export const TOOL_LIMITS = {
  /** Calls of one answer. */
  calls: 16,
  /** Characters of one call's arguments. */
  arguments: 8_000,
  /** Characters of a name or an id. */
  name: 200,
} as const

/** Tools and the choice among them. `auto` is what a server does without being told, and some know nothing else. */
export function toolParams(
  tools: readonly Tool[],
  choice: 'auto' | 'none' = 'auto'
): Pick<ChatCompletionCreateParamsStreaming, 'tools' | 'tool_choice'> {
  return {
    tools: tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters: { ...parameters } },
    })),
    ...(choice === 'none' && { tool_choice: choice }),
  }
}

/** @param withTools false for a model that has none: what was called and answered before is left out */
export function wireMessages(
  messages: readonly ChatMessage[],
  withTools: boolean
): ChatCompletionMessageParam[] {
  return messages.flatMap(({ role, content, toolCalls, callId }): ChatCompletionMessageParam[] => {
    switch (role) {
      case 'tool':
        return withTools ? [{ role, content, tool_call_id: callId ?? '' }] : []
      case 'assistant':
        if (!toolCalls) return [{ role, content }]
        if (withTools)
          return [{ role, content: content || null, tool_calls: toolCalls.map(wireCall) }]
        return content === '' ? [] : [{ role, content }]
      default:
        return [{ role, content }]
    }
  })
}

const wireCall = ({ id, name, arguments: said }: ToolCall) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: said },
})

/** Statuses with which servers refuse a request for its tools: Ollama and vLLM 400, OpenRouter 404, llama.cpp 500. */
const REFUSALS: ReadonlySet<unknown> = new Set([400, 404, 422, 500, 501])

/** A refusal that speaks of tools ("does not support tools"), told by shape: the client is loaded late. */
export function saysNoTools(error: unknown): boolean {
  return (
    error instanceof Error &&
    'status' in error &&
    REFUSALS.has(error.status) &&
    /\b(?:tools?|tool[ _-](?:use|choice|calls?|calling)|functions?[ _-]call\w*)\b/i.test(
      error.message
    )
  )
}

/** Puts together the pieces in which calls come: each names its call by an index, the first one its id and name too. */
export class CallParts {
  readonly #calls: { id: string; name: string; arguments: string; index: number }[] = []

  /** @returns false when it is more than an answer may call */
  add({ index, id, function: called }: ChatCompletionChunk.Choice.Delta.ToolCall): boolean {
    const known = this.#find(index, id)
    const call = known ?? { id: '', name: '', arguments: '', index }
    if (!known) this.#calls.push(call)
    call.id ||= id ?? ''
    // The name comes whole; some servers repeat it with every piece.
    call.name ||= called?.name ?? ''
    call.arguments += called?.arguments ?? ''
    return (
      this.#calls.length <= TOOL_LIMITS.calls &&
      call.arguments.length <= TOOL_LIMITS.arguments &&
      call.name.length <= TOOL_LIMITS.name &&
      call.id.length <= TOOL_LIMITS.name
    )
  }

  /** Some servers give every call the same index, and some none: then a new id is a new call. */
  #find(index: number | undefined, id: string | undefined) {
    const known =
      index === undefined
        ? this.#calls.at(-1)
        : this.#calls.findLast((call) => call.index === index)
    return known && id && known.id !== '' && known.id !== id ? undefined : known
  }

  /** Every call with an id of its own, also from servers that give none. */
  get calls(): readonly ToolCall[] {
    const taken = new Set<string>()
    return this.#calls.map(({ id, name, arguments: said }, at) => {
      const own = id === '' || taken.has(id) ? `call_${at + 1}` : id
      taken.add(own)
      return { id: own, name, arguments: said }
    })
  }
}
