/** The wire format of an answer: server-sent events, or one JSON object. */
import { randomUUID } from 'node:crypto'
import { cut, type AnswerBehaviour, type ScriptedCall } from '#tests/emulators/openai/behaviours'
import type { ChatRequest } from '#tests/emulators/openai/validate'

interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
}

/** Pieces in which the arguments of a call come. */
const ARGUMENT_PIECES = 4

interface WireCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

const wireCall = ({ name, arguments: said, id }: ScriptedCall): WireCall => ({
  id: id ?? `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
  type: 'function',
  function: { name, arguments: typeof said === 'string' ? said : JSON.stringify(said) },
})

const finishOf = ({ finishReason, toolCalls }: AnswerBehaviour): string =>
  finishReason ?? (toolCalls?.length ? 'tool_calls' : 'stop')

/** One completion token per piece, as a server that sends a token at a time. */
function usageOf(request: ChatRequest, pieces: readonly string[]): Usage {
  return {
    prompt_tokens: request.promptTokens,
    completion_tokens: pieces.length,
    total_tokens: request.promptTokens + pieces.length,
  }
}

export class Frames {
  readonly #head: Record<string, unknown>

  constructor(
    private readonly request: ChatRequest,
    id: string
  ) {
    this.#head = {
      id,
      object: 'chat.completion.chunk',
      created: Math.floor(Date.now() / 1000),
      model: request.model,
      service_tier: 'default',
      system_fingerprint: 'fp_emulator',
    }
  }

  #event(choices: readonly unknown[], usage: Usage | null = null): string {
    const usageField = this.request.includeUsage ? { usage } : {}
    return `data: ${JSON.stringify({ ...this.#head, choices, ...usageField })}\n\n`
  }

  #choice(delta: Record<string, unknown>, finishReason: string | null): unknown {
    return { index: 0, delta, logprobs: null, finish_reason: finishReason }
  }

  /** The first event names the role and has no text. */
  opening(): string {
    return this.#event([this.#choice({ role: 'assistant', content: '', refusal: null }, null)])
  }

  piece(text: string): string {
    return this.#event([this.#choice({ content: text }, null)])
  }

  /** Calls as the service streams them: each is opened with its id and name, then come pieces of its arguments. */
  calls(scripted: readonly ScriptedCall[]): string[] {
    return scripted
      .map(wireCall)
      .flatMap((call, index) => [
        this.call(index, { ...call, function: { ...call.function, arguments: '' } }),
        ...cut(call.function.arguments, ARGUMENT_PIECES).map((piece) =>
          this.call(index, { function: { arguments: piece } })
        ),
      ])
  }

  /** One piece of a call. */
  call(index: number, piece: Record<string, unknown>): string {
    return this.#event([this.#choice({ tool_calls: [{ index, ...piece }] }, null)])
  }

  /** Why the model stopped. */
  finish(behaviour: AnswerBehaviour): string {
    return this.#event([this.#choice({}, finishOf(behaviour))])
  }

  /** Finish reason, usage when it is asked for, and the end. */
  ending(pieces: readonly string[], behaviour: AnswerBehaviour): string {
    const wantsUsage = this.request.includeUsage && behaviour.usage !== false
    const usage = wantsUsage ? this.#event([], usageOf(this.request, pieces)) : ''
    return `${this.finish(behaviour)}${usage}data: [DONE]\n\n`
  }

  /** The answer of a request that does not stream. */
  completion(pieces: readonly string[], behaviour: AnswerBehaviour): string {
    return JSON.stringify({
      ...this.#head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: pieces.join('') || (behaviour.toolCalls ? null : ''),
            refusal: null,
            ...(behaviour.toolCalls && { tool_calls: behaviour.toolCalls.map(wireCall) }),
          },
          logprobs: null,
          finish_reason: finishOf(behaviour),
        },
      ],
      ...(behaviour.usage === false ? {} : { usage: usageOf(this.request, pieces) }),
    })
  }
}
