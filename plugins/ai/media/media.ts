/** Pictures, recordings, speech and moderation: which of them the server does, and doing them. */
import {
  ModelError,
  type Abilities,
  type AiService,
  type ImageModel,
  type MadeImage,
} from '#plugins/ai/api'
import { call, type CallParts } from '#plugins/ai/media/call'
import {
  DEFAULT_IMAGE_ID,
  IMAGE_CATALOGUE,
  PROMPT_TOKENS,
  type ImageEntry,
} from '#plugins/ai/media/image_catalogue'
import { Learned } from '#plugins/ai/media/learned'
import type { MediaServer } from '#plugins/ai/media/media_server'
import { cutToTokens } from '#plugins/ai/tokens'
import type { AiSettings } from '#plugins/ai/settings'

/** OpenAI's longest text for speech, characters (`audio/speech`, November 2026). */
const LONGEST_SAID = 4_096

type MediaService = Pick<
  AiService,
  'abilities' | 'imageModels' | 'makeImage' | 'transcribe' | 'speak' | 'voices' | 'moderate'
>

export interface MediaOptions extends Omit<CallParts, 'learned'> {
  settings: Pick<AiSettings, 'media' | 'timeouts'>
  /** Null when no server is connected. */
  server: MediaServer | null
}

export class Media implements MediaService {
  readonly #parts: CallParts
  readonly #learned = new Learned()

  constructor(private readonly options: MediaOptions) {
    this.#parts = { ...options, learned: this.#learned }
  }

  get abilities(): Abilities {
    const { transcription, speech, moderation } = this.options.settings.media
    return {
      images: this.imageModels().length > 0,
      transcription: this.#does('transcription', transcription),
      speech: this.#does('speech', speech),
      moderation: this.#does('moderation', moderation),
    }
  }

  imageModels(): readonly ImageModel[] {
    return IMAGE_CATALOGUE.filter((entry) => this.#does('images', this.#drawing(entry))).map(
      ({ id, label, goodFor, price }) => ({ id, label, goodFor, price })
    )
  }

  async makeImage({
    modelId,
    prompt,
    ...asker
  }: Parameters<AiService['makeImage']>[0]): Promise<MadeImage> {
    const entry = entryOf(modelId)
    const { server, model } = this.#able('images', this.#drawing(entry))
    const words = cutToTokens(prompt, PROMPT_TOKENS)
    const picture = await call(
      this.#parts,
      {
        asker,
        modelId: entry.id,
        circuit: `images:${model}`,
        limit: this.options.settings.timeouts.picture,
      },
      (signal) => server.draw(entry, model, words, signal)
    )
    return { modelId: entry.id, ...picture }
  }

  async transcribe({
    content,
    name,
    mediaType,
    locale,
    ...asker
  }: Parameters<AiService['transcribe']>[0]): Promise<string> {
    const { server, model } = this.#able('transcription', this.options.settings.media.transcription)
    const language = locale === null ? null : new Intl.Locale(locale).language
    return call(
      this.#parts,
      {
        asker,
        modelId: 'transcription',
        circuit: `transcription:${model}`,
        limit: this.options.settings.timeouts.speech,
      },
      (signal) => server.hear({ content, name, mediaType }, { model, language }, signal)
    )
  }

  async speak({
    text,
    voice,
    ...asker
  }: Parameters<AiService['speak']>[0]): ReturnType<AiService['speak']> {
    const { server, model } = this.#able('speech', this.options.settings.media.speech)
    const said = text.slice(0, LONGEST_SAID).toWellFormed()
    return call(
      this.#parts,
      {
        asker,
        modelId: 'speech',
        circuit: `speech:${model}`,
        limit: this.options.settings.timeouts.speech,
      },
      (signal) => server.say(said, { model, voice }, signal)
    )
  }

  voices(): readonly string[] {
    return this.abilities.speech ? this.options.settings.media.voices : []
  }

  async moderate({
    text,
    image,
    ...asker
  }: Parameters<AiService['moderate']>[0]): ReturnType<AiService['moderate']> {
    const { moderation, speech } = this.options.settings.timeouts
    try {
      const { server, model } = this.#able('moderation', this.options.settings.media.moderation)
      return await call(
        this.#parts,
        {
          asker,
          modelId: 'moderation',
          circuit: `moderation:${model}`,
          // A picture has to be sent there, and nobody waits for its first word.
          limit: image ? speech : moderation,
        },
        (signal) => server.look({ text: text.toWellFormed(), image }, model, signal)
      )
    } catch {
      // The row says why; the caller has rules of its own.
      return null
    }
  }

  /** The server's model for an entry; null when it draws nothing. */
  #drawing(entry: ImageEntry): string | null {
    const { images } = this.options.settings.media
    return images && (images.model ?? entry.serverModel)
  }

  #does(what: string, model: string | null): boolean {
    return (
      this.options.server !== null && model !== null && !this.#learned.lacks(`${what}:${model}`)
    )
  }

  #able(what: string, model: string | null): { server: MediaServer; model: string } {
    const { server } = this.options
    if (server === null || model === null || !this.#does(what, model)) {
      throw new ModelError('not_able')
    }
    return { server, model }
  }
}

function entryOf(id: string): ImageEntry {
  const found =
    IMAGE_CATALOGUE.find((entry) => entry.id === id) ??
    IMAGE_CATALOGUE.find((entry) => entry.id === DEFAULT_IMAGE_ID)
  if (!found) throw new Error(`The catalogue has no picture model ${DEFAULT_IMAGE_ID}`)
  return found
}
