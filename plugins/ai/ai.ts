import type { AiService, Model, ModelRun, StreamRequest } from '#plugins/ai/api'
import { CATALOGUE, DEFAULT_MODEL_ID, type CatalogueEntry } from '#plugins/ai/catalogue'
import { StreamedRun } from '#plugins/ai/model_run'
import { Policies } from '#plugins/ai/policies'
import type { TextProvider } from '#plugins/ai/providers/text_source'
import type { AiSettings } from '#plugins/ai/settings'
import { countTokens } from '#plugins/ai/tokens'
import type { UsageRow } from '#plugins/ai/usage'

/** A model is recommended to a wallet that affords so many of its replies. */
const COMFORTABLE_REPLIES = 10n

export interface AiOptions {
  settings: AiSettings
  provider: TextProvider
  demo: boolean
  onUsage(row: UsageRow): void
  catalogue?: readonly CatalogueEntry[]
}

/** The service behind `plugins.use('ai')`. */
export class Ai implements AiService {
  readonly demo: boolean
  readonly #options: AiOptions
  readonly #policies: Policies
  readonly #entries: readonly CatalogueEntry[]
  readonly #models: readonly Model[]

  constructor(options: AiOptions) {
    this.#options = options
    this.demo = options.demo
    this.#policies = new Policies(options.settings)
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

  stream(request: StreamRequest): ModelRun {
    return new StreamedRun(request, {
      provider: this.#options.provider,
      policies: this.#policies,
      timeouts: this.#options.settings.timeouts,
      candidates: this.#candidates(this.model(request.modelId).id),
      onEnd: this.#options.onUsage,
    })
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
