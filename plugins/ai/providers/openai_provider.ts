import type OpenAI from 'openai'
import type { ChatCompletionChunk } from 'openai/resources/chat/completions'
import { AttemptError } from '#plugins/ai/failures'
import type { CatalogueEntry } from '#plugins/ai/catalogue'
import { openAiClient } from '#plugins/ai/providers/openai_client'
import type { Connection } from '#plugins/ai/settings'
import type { Question, TextProvider, TextSource } from '#plugins/ai/providers/text_source'

/** Any server that speaks OpenAI's chat completions: OpenAI, OpenRouter, Ollama, vLLM, llama.cpp. */
export class OpenAiProvider implements TextProvider {
  readonly name = 'openai'
  readonly free = false
  readonly #connect: () => Promise<OpenAI>

  /** @param timeout milliseconds; the caller's own, shorter limits abort through the signal */
  constructor(
    private readonly connection: Connection,
    timeout: number
  ) {
    this.#connect = openAiClient(connection, timeout)
  }

  circuitOf(entry: CatalogueEntry): string {
    return this.connection.model ?? entry.serverModel
  }

  ready(): Promise<OpenAI> {
    return this.#connect()
  }

  async ask(entry: CatalogueEntry, question: Question, signal: AbortSignal): Promise<TextSource> {
    const client = await this.#connect()
    const limit = entry.maxReplyTokens
    const stream = await client.chat.completions.create(
      {
        model: this.circuitOf(entry),
        messages: question.messages.map(({ role, content }) => ({ role, content })),
        stream: true,
        stream_options: { include_usage: true },
        // OpenAI calls it `max_completion_tokens` now; other servers know the old name.
        ...(this.connection.baseUrl ? { max_tokens: limit } : { max_completion_tokens: limit }),
      },
      { signal }
    )
    return new OpenAiText(stream[Symbol.asyncIterator]())
  }
}

/** Reads the client's stream. It runs once per token, so it makes nothing but the promise that it returns. */
class OpenAiText implements TextSource {
  finished = false
  counted: { input: number; output: number } | null = null
  #refused = false
  readonly #take = (next: IteratorResult<ChatCompletionChunk>) => this.#onEvent(next)

  constructor(private readonly chunks: AsyncIterator<ChatCompletionChunk>) {}

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
    return choice?.delta?.content || this.read()
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
