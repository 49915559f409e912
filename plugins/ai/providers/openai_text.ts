import type { ChatCompletionChunk } from 'openai/resources/chat/completions'
import type { Tool, ToolCall } from '#plugins/ai/api'
import { AttemptError } from '#plugins/ai/failures'
import { CallParts } from '#plugins/ai/providers/openai_tools'
import { NO_CALLS, type TextSource } from '#plugins/ai/providers/text_source'

/**
 * Reads the client's stream. It runs once per token, so it makes nothing but the promise that it returns, and looks for
 * calls only where tools were named.
 */
export class OpenAiText implements TextSource {
  finished = false
  counted: { input: number; output: number } | null = null
  #refused = false
  readonly #calls: CallParts | null
  readonly #take = (next: IteratorResult<ChatCompletionChunk>) => this.#onEvent(next)

  constructor(
    private readonly chunks: AsyncIterator<ChatCompletionChunk>,
    tools: readonly Tool[] | null = null
  ) {
    this.#calls = tools && new CallParts()
  }

  get toolCalls(): readonly ToolCall[] {
    return this.#calls?.calls ?? NO_CALLS
  }

  read(): Promise<string | null> {
    return this.chunks.next().then(this.#take)
  }

  /** Text, or what comes after an event that has none. */
  #onEvent(next: IteratorResult<ChatCompletionChunk>): string | null | Promise<string | null> {
    if (next.done) {
      return this.#end()
    }
    const { choices, usage } = next.value
    if (usage) {
      this.counted = { input: usage.prompt_tokens, output: usage.completion_tokens }
    }
    const choice = choices?.[0]
    if (choice?.finish_reason) {
      this.finished = true
      this.#refused = choice.finish_reason === 'content_filter'
    }
    if (this.#calls && choice?.delta?.tool_calls)
      this.#onCalls(choice.delta.tool_calls, this.#calls)
    return choice?.delta?.content || this.read()
  }

  #onCalls(pieces: readonly ChatCompletionChunk.Choice.Delta.ToolCall[], calls: CallParts): void {
    for (const piece of pieces) {
      if (calls.add(piece)) continue
      // Without an end of its own it is ended here, and the connection with it.
      void this.chunks.return?.()
      throw new AttemptError('broken_off')
    }
  }

  #end(): null {
    if (!this.finished) {
      // The client takes a stream that merely stops for one that ended.
      throw new AttemptError('broken_off', { retriable: true, blamesModel: true })
    }
    if (this.#refused) {
      throw new AttemptError('refused_request')
    }
    return null
  }
}
