/** The wire format of an answer: server-sent events, or one JSON object. */
import type { AnswerBehaviour } from '#tests/emulators/openai/behaviours'
import type { ChatRequest } from '#tests/emulators/openai/validate'

interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
}

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

  /** Why the model stopped. */
  finish(behaviour: AnswerBehaviour): string {
    return this.#event([this.#choice({}, behaviour.finishReason ?? 'stop')])
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
          message: { role: 'assistant', content: pieces.join(''), refusal: null },
          logprobs: null,
          finish_reason: behaviour.finishReason ?? 'stop',
        },
      ],
      ...(behaviour.usage === false ? {} : { usage: usageOf(this.request, pieces) }),
    })
  }
}
