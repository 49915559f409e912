/** The wire: what is asked of an OpenAI-compatible server besides text, and how its answers are read. */
import type OpenAI from 'openai'
import type { ImageGenerateParamsNonStreaming } from 'openai/resources/images'
import type { ModerationVerdict, Picture, Recording } from '#plugins/ai/api'
import { AttemptError } from '#plugins/ai/failures'
import type { Answered } from '#plugins/ai/media/call'
import {
  HEARD_SECOND_COST,
  imageCost,
  SAID_CHARACTER_COST,
  type ImageEntry,
} from '#plugins/ai/media/image_catalogue'
import { pictureOf, type PictureBytes } from '#plugins/ai/media/picture_answer'
import { OPENAI_URL, openAiClient } from '#plugins/ai/providers/openai_client'
import type { Connection } from '#plugins/ai/settings'

/** Bytes of a spoken text, 10 MB: an hour of Opus at 24 kbit/s. */
const LONGEST_SPEECH = 10 * 1024 * 1024
interface SpokenText {
  content: Uint8Array
  mediaType: 'audio/ogg' | 'audio/mpeg'
}
/** Models that always answer with base64 and refuse to be told so. */
const GPT_IMAGE = /^(?:gpt-image|chatgpt-image)/

export class MediaServer {
  readonly #connect: () => Promise<OpenAI>
  readonly #baseUrl: string
  /** Models that refused `response_format`. */
  readonly #plain = new Set<string>()

  constructor(
    connection: Connection,
    /** It is OpenAI's own service, whose bill is known. */
    private readonly openAi: boolean,
    /** Milliseconds; shorter limits abort through the signal. */
    timeout: number
  ) {
    this.#connect = openAiClient(connection, timeout)
    this.#baseUrl = connection.baseUrl ?? OPENAI_URL
  }

  async draw(
    entry: ImageEntry,
    model: string,
    prompt: string,
    signal: AbortSignal
  ): Promise<Answered<PictureBytes>> {
    const client = await this.#connect()
    const answer = await this.#generate(client, paramsOf(entry, model, prompt), signal)
    const usage = answer.usage
      ? { input: answer.usage.input_tokens, output: answer.usage.output_tokens }
      : null
    return {
      value: await pictureOf(answer, this.#baseUrl, signal),
      units: { unit: 'images', count: 1 },
      tokens: usage,
      costMicroUsd: this.openAi
        ? imageCost(entry, usage ?? { input: 0, output: entry.outputTokens })
        : 0n,
    }
  }

  /** Other servers' models answer with an address unless they are asked for base64; some know no such choice. */
  async #generate(client: OpenAI, params: ImageGenerateParamsNonStreaming, signal: AbortSignal) {
    const model = String(params.model)
    const asks = !GPT_IMAGE.test(model) && !this.#plain.has(model)
    try {
      return await client.images.generate(
        asks ? { ...params, response_format: 'b64_json' } : params,
        { signal }
      )
    } catch (error) {
      if (!asks || !(error instanceof Error) || !/response_format/.test(error.message)) throw error
      this.#plain.add(model)
      return client.images.generate(params, { signal })
    }
  }

  async hear(
    recording: Recording,
    { model, language }: { model: string; language: string | null },
    signal: AbortSignal
  ): Promise<Answered<string>> {
    const client = await this.#connect()
    const { toFile } = await import('openai')
    const { name, content, mediaType } = recording
    const answer = await client.audio.transcriptions.create(
      {
        model,
        file: await toFile(content, name, { type: mediaType }),
        ...(language === null ? {} : { language }),
      },
      { signal }
    )
    // Servers of whisper.cpp's family answer silence with blanks.
    if (typeof answer.text !== 'string') throw new AttemptError('broken_off', { blamesModel: true })
    const seconds = answer.usage?.type === 'duration' ? answer.usage.seconds : 0
    return {
      value: answer.text.trim(),
      units: { unit: 'seconds', count: Math.ceil(seconds) },
      tokens:
        answer.usage?.type === 'tokens'
          ? { input: answer.usage.input_tokens, output: answer.usage.output_tokens }
          : null,
      costMicroUsd: this.openAi ? BigInt(Math.ceil(seconds)) * HEARD_SECOND_COST : 0n,
    }
  }

  async say(
    text: string,
    { model, voice }: { model: string; voice: string },
    signal: AbortSignal
  ): Promise<Answered<SpokenText>> {
    const client = await this.#connect()
    const response = await client.audio.speech.create(
      { model, voice, input: text, response_format: 'opus' },
      { signal }
    )
    const content = new Uint8Array(await response.arrayBuffer())
    if (content.length === 0) throw new AttemptError('empty_answer')
    if (content.length > LONGEST_SPEECH) throw new AttemptError('broken_off', { blamesModel: true })
    const mediaType = soundTypeOf(content)
    if (!mediaType) throw new AttemptError('broken_off', { blamesModel: true })
    return {
      value: { content, mediaType },
      units: { unit: 'characters', count: text.length },
      costMicroUsd: this.openAi ? BigInt(text.length) * SAID_CHARACTER_COST : 0n,
    }
  }

  /** OpenAI bills nothing for it. */
  async look(
    { text, image }: { text: string; image?: Picture | undefined },
    model: string,
    signal: AbortSignal
  ): Promise<Answered<ModerationVerdict>> {
    const client = await this.#connect()
    const input = image ? [asText(text), asImage(image)] : text
    const answer = await client.moderations.create({ model, input }, { signal })
    const result = answer.results?.[0]
    if (typeof result?.flagged !== 'boolean') {
      throw new AttemptError('broken_off', { blamesModel: true })
    }
    const scores: Record<string, number> = {}
    for (const [category, score] of Object.entries(result.category_scores ?? {})) {
      if (typeof score === 'number') scores[category] = score
    }
    return {
      value: { flagged: result.flagged, scores },
      units: { unit: 'characters', count: text.length },
      costMicroUsd: 0n,
    }
  }
}

const asText = (text: string) => ({ type: 'text' as const, text })

const asImage = ({ content, mediaType }: Picture) => ({
  type: 'image_url' as const,
  image_url: { url: `data:${mediaType};base64,${Buffer.from(content).toString('base64')}` },
})

/** What it is, by its first bytes: some servers answer with MP3 whatever they are asked for. */
function soundTypeOf(content: Uint8Array): SpokenText['mediaType'] | null {
  const head = Buffer.from(content.subarray(0, 4)).toString('latin1')
  if (head === 'OggS') return 'audio/ogg'
  return head.startsWith('ID3') || /^\xff[\xe2-\xff]/.test(head) ? 'audio/mpeg' : null
}

/** Sizes and qualities are OpenAI's words: other models have their own, and draw as they are set up to. */
function paramsOf(
  entry: ImageEntry,
  model: string,
  prompt: string
): ImageGenerateParamsNonStreaming {
  const asked = { model, prompt, n: 1 }
  return GPT_IMAGE.test(model) ? { ...asked, size: entry.size, quality: entry.quality } : asked
}
