import type OpenAI from 'openai'
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions'
import type { CatalogueEntry } from '#plugins/ai/catalogue'
import { Learned } from '#plugins/ai/media/learned'
import { openAiClient } from '#plugins/ai/providers/openai_client'
import { OpenAiText } from '#plugins/ai/providers/openai_text'
import { saysNoTools, toolParams, wireMessages } from '#plugins/ai/providers/openai_tools'
import type { Connection } from '#plugins/ai/settings'
import type { Question, TextProvider, TextSource } from '#plugins/ai/providers/text_source'

/** Any server that speaks OpenAI's chat completions: OpenAI, OpenRouter, Ollama, vLLM, llama.cpp. */
export class OpenAiProvider implements TextProvider {
  readonly name = 'openai'
  readonly free = false
  readonly #connect: () => Promise<OpenAI>
  /** Models that refused tools. */
  readonly #toolless = new Learned()

  /** @param timeout milliseconds; the caller's own, shorter limits abort through the signal */
  constructor(
    private readonly connection: Connection,
    timeout: number
  ) {
    this.#connect = openAiClient(connection, timeout, async () => {
      const { streamingFetch } = await import('#plugins/ai/providers/streaming_fetch')
      return streamingFetch
    })
  }

  circuitOf(entry: CatalogueEntry): string {
    return this.connection.model ?? entry.serverModel
  }

  takesTools(entry: CatalogueEntry): boolean {
    return !this.#toolless.lacks(this.circuitOf(entry))
  }

  ready(): Promise<OpenAI> {
    return this.#connect()
  }

  async ask(entry: CatalogueEntry, question: Question, signal: AbortSignal): Promise<TextSource> {
    const { messages, tools } = question
    if (!tools || !this.takesTools(entry)) {
      return new OpenAiText(
        await this.#stream(entry, { messages: wireMessages(messages, false) }, signal)
      )
    }
    try {
      const asked = {
        messages: wireMessages(messages, true),
        ...toolParams(tools, question.toolChoice),
      }
      return new OpenAiText(await this.#stream(entry, asked, signal), tools)
    } catch (error) {
      if (!saysNoTools(error)) throw error
      const plain = await this.#stream(entry, { messages: wireMessages(messages, false) }, signal)
      // Only now: had it refused this too, the tools were not what it minded.
      this.#toolless.learn(this.circuitOf(entry))
      return new OpenAiText(plain)
    }
  }

  async #stream(
    entry: CatalogueEntry,
    asked: Pick<ChatCompletionCreateParamsStreaming, 'messages' | 'tools' | 'tool_choice'>,
    signal: AbortSignal
  ): Promise<AsyncIterator<ChatCompletionChunk>> {
    const client = await this.#connect()
    const limit = entry.maxReplyTokens
    const stream = await client.chat.completions.create(
      {
        model: this.circuitOf(entry),
        ...asked,
        stream: true,
        stream_options: { include_usage: true },
        // OpenAI calls it `max_completion_tokens` now; other servers know the old name.
        ...(this.connection.baseUrl ? { max_tokens: limit } : { max_completion_tokens: limit }),
      },
      { signal }
    )
    return stream[Symbol.asyncIterator]()
  }
}
