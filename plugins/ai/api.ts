/**
 * The door of the model plugin: a catalogue with prices in coins, and text from whichever server is connected.
 */
import type { Asker } from '#plugins/ai/contract/asker'
import type {
  Abilities,
  ImageModel,
  ImageRequest,
  MadeImage,
  ModerationVerdict,
  Picture,
  Recording,
} from '#plugins/ai/contract/media'
import type { ModelPrice, SpendingQuery, SpentBy, SpentOn } from '#plugins/ai/contract/spending'
import type { Model, ModelRun, StreamRequest } from '#plugins/ai/contract/text'

export * from '#plugins/ai/contract/asker'
export * from '#plugins/ai/contract/errors'
export * from '#plugins/ai/contract/media'
export * from '#plugins/ai/contract/spending'
export * from '#plugins/ai/contract/text'

export interface AiService {
  /** The catalogue, cheapest first. */
  models(): readonly Model[]
  /** A model by its id, or the default one when it is unknown or null. */
  model(id: string | null): Model
  /** The model that suits a wallet: the best that it affords at least 10 replies of, else the cheapest. */
  recommend(available: bigint): Model
  /** True when no server is connected and the demo model answers. */
  readonly demo: boolean
  /** Whether a model takes tools: false for the demo model, and for one whose server refused them a while ago. */
  takesTools(modelId: string): boolean
  /** Starts a reply. Retries and fallbacks happen before the first chunk, never after it. */
  stream(request: StreamRequest): ModelRun
  /** A whole answer at once, for the program's own use (a summary). @throws ModelError */
  complete(request: Omit<StreamRequest, 'accountId'> & Asker): Promise<string>
  readonly abilities: Abilities
  /**
   * Pictures and voices come from a server whose bill is the operator's own business. On OpenAI's own service
   * (false) the bill takes so much of their price that nothing is left for a creator's share.
   */
  readonly ownMedia: boolean
  /** Models for pictures, cheapest first; empty when the server makes none. */
  imageModels(): readonly ImageModel[]
  /** @throws ModelError */
  makeImage(request: ImageRequest): Promise<MadeImage>
  /** What is said in a recording. @throws ModelError */
  transcribe(request: Recording & Asker & { locale: string | null }): Promise<string>
  /** A text said aloud. @throws ModelError */
  speak(request: { text: string; voice: string } & Asker): Promise<Omit<Recording, 'name'>>
  /** The names of the voices that the server has. */
  voices(): readonly string[]
  /** Null when the server does not moderate or fails to: the caller has rules of its own. Never rejects. */
  moderate(
    request: { text: string; /** Looked at together with the text. */ image?: Picture } & Asker
  ): Promise<ModerationVerdict | null>
  /** What models cost, in the order of the catalogue; nothing for the demo model. */
  prices(): readonly ModelPrice[]
  /** What a plugin's calls cost by day, oldest first; days without a call are left out. Rows come a moment after the calls. */
  spendingByDay(query: SpendingQuery): Promise<readonly SpentOn[]>
  /**
   * What a plugin's calls cost by person, the dearest first; `limit` is at most 200. Two people who became one are one,
   * under the id of who they are now, whichever of the ids is asked for.
   */
  spendingByPerson(
    query: SpendingQuery & {
      lately: Date
      personId: string | null
      offset: number
      limit: number
    }
  ): Promise<readonly SpentBy[]>
  /** Tokens of a text, by the tokenizer of the catalogue's default. */
  countTokens(text: string): number
}

declare module '#app/plugin_kit/types' {
  interface Services {
    ai: AiService
  }
}
