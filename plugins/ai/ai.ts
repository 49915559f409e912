import {
  ModelError,
  type AiService,
  type Model,
  type ModelRun,
  type StreamRequest,
} from '#plugins/ai/api'
import { CATALOGUE, DEFAULT_MODEL_ID, type CatalogueEntry } from '#plugins/ai/catalogue'
import { Media } from '#plugins/ai/media/media'
import type { MediaServer } from '#plugins/ai/media/media_server'
import { StreamedRun } from '#plugins/ai/model_run'
import type { RunRequest } from '#plugins/ai/first_text'
import { Policies } from '#plugins/ai/policies'
import type { TextProvider } from '#plugins/ai/providers/text_source'
import type { AiSettings } from '#plugins/ai/settings'
import { countTokens } from '#plugins/ai/tokens'
import type { TextRequest, UsageRow } from '#plugins/ai/usage'

/** A model is recommended to a wallet that affords so many of its replies. */
const COMFORTABLE_REPLIES = 10n

export interface AiOptions {
  settings: AiSettings
  provider: TextProvider
  demo: boolean
  /** Where pictures and voices come from; null when no server is connected. */
  server?: MediaServer | null
  onUsage(row: UsageRow): void
  /** Told when a picture, a recording, speech or a look failed: an operator finds out why by it. */
  onFailure?(what: string, error: ModelError): void
  catalogue?: readonly CatalogueEntry[]
}

/** The service behind `plugins.use('ai')`. */
export class Ai implements AiService {
  readonly demo: boolean
  readonly #options: AiOptions
  readonly #policies: Policies
  readonly #media: Media
  readonly #entries: readonly CatalogueEntry[]
  readonly #models: readonly Model[]

  constructor(options: AiOptions) {
    this.#options = options
    this.demo = options.demo
    this.#policies = new Policies(options.settings)
    this.#media = new Media({
      settings: options.settings,
      server: options.server ?? null,
      policies: this.#policies,
      onUsage: (row) => options.onUsage(row),
      onFailure: (what, error) => options.onFailure?.(what, error),
    })
    this.#entries = options.catalogue ?? CATALOGUE
    this.#models = this.#entries.map(({ cost, serverModel, ...shown }) => ({
      ...shown,
      demo: options.demo,
    }))
  }

  models(): readonly Model[] {
    return this.#models
  }

  model(id: string | null): Model {
    const found =
      this.#models.find((model) => model.id === id) ??
      this.#models.find((model) => model.id === DEFAULT_MODEL_ID)
    if (!found) {
      throw new Error(`The catalogue has no model ${DEFAULT_MODEL_ID}`)
    }
    return found
  }

  recommend(available: bigint): Model {
    const affordable = this.#models.filter(
      (model) => model.price * COMFORTABLE_REPLIES <= available
    )
    const best = affordable.at(-1)
    if (!best) {
      return this.#models[0] ?? this.model(null)
    }
    // Of two that cost the same the default one, which suits most.
    const standard = this.model(null)
    return best.price === standard.price ? standard : best
  }

  get abilities() {
    return this.#media.abilities
  }

  get ownMedia(): boolean {
    return !this.#options.settings.media.openAi
  }

  takesTools(modelId: string): boolean {
    const [asked] = this.#candidates(this.model(modelId).id)
    return this.#options.provider.takesTools(asked)
  }

  stream(request: StreamRequest): ModelRun {
    return this.#run(request)
  }

  async complete(request: TextRequest): Promise<string> {
    const run = this.#run({ ...request, summarise: true })
    let text = ''
    for await (const piece of run.chunks) text += piece
    const { outcome } = await run.usage
    if (outcome === 'aborted') throw new ModelError('broken_off', { cause: request.signal.reason })
    return text.trim()
  }

  imageModels() {
    return this.#media.imageModels()
  }

  makeImage(request: Parameters<AiService['makeImage']>[0]) {
    return this.#media.makeImage(request)
  }

  transcribe(request: Parameters<AiService['transcribe']>[0]) {
    return this.#media.transcribe(request)
  }

  speak(request: Parameters<AiService['speak']>[0]) {
    return this.#media.speak(request)
  }

  voices(): readonly string[] {
    return this.#media.voices()
  }

  moderate(request: Parameters<AiService['moderate']>[0]) {
    return this.#media.moderate(request)
  }

  #run(request: RunRequest): StreamedRun {
    return new StreamedRun(request, {
      provider: this.#options.provider,
      policies: this.#policies,
      timeouts: this.#options.settings.timeouts,
      candidates: this.#candidates(this.model(request.modelId).id),
      onEnd: this.#options.onUsage,
    })
  }

  prices() {
    return this.#entries.map(({ id, label, serverModel, cost }) => ({
      id,
      label,
      ...(this.demo
        ? { serverModel: this.#options.provider.name, input: 0n, output: 0n }
        : { serverModel: this.#options.settings.connection?.model ?? serverModel, ...cost }),
    }))
  }

  /** Loaded when it is asked for: models answer without a database too. */
  async spendingByDay(query: Parameters<AiService['spendingByDay']>[0]) {
    const { spendingByDay } = await import('#plugins/ai/queries/spending')
    return spendingByDay(query)
  }

  async spendingByPerson(query: Parameters<AiService['spendingByPerson']>[0]) {
    const { spendingByPerson } = await import('#plugins/ai/queries/spending')
    return spendingByPerson(query)
  }

  countTokens(text: string): number {
    return countTokens(text)
  }

  /**
   * The asked model, then those of its price: the ones after it in the catalogue, then those before.
   * Where one model of the server answers for several entries, asking it again under another name is no
   * fallback, so those are left out.
   */
  #candidates(id: string): readonly [CatalogueEntry, ...CatalogueEntry[]] {
    const at = this.#entries.findIndex((entry) => entry.id === id)
    const asked = this.#entries[at]
    if (!asked) {
      throw new Error(`The catalogue has no model ${id}`)
    }
    const { provider } = this.#options
    const inTurn = [...this.#entries.slice(at + 1), ...this.#entries.slice(0, at)]
    const others = inTurn.filter(
      (entry) =>
        entry.price === asked.price && provider.circuitOf(entry) !== provider.circuitOf(asked)
    )
    return [asked, ...others]
  }
}
