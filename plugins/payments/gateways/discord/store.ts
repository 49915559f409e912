import { DiscordAPIError, makeURLSearchParams, REST, Routes, type RouteLike } from 'discord.js'
import { isRecord } from '#app/support/json'
import { readEntitlement, type Entitlement } from '#plugins/payments/gateways/discord/entitlement'
import { DISCORD_LIMITS } from '#plugins/payments/gateways/discord/limits'

/** Something that Discord sells for the application. */
export interface Sku {
  id: string
  name: string
  /** It is used up, so that it can be bought again: what a pack has to be. */
  consumable: boolean
  /** Published. */
  available: boolean
}

export interface StoreOptions {
  token: string
  apiRoot: string
  /** Asked of Discord when it is not set. */
  applicationId?: string
  /** How long one call may take, milliseconds. */
  timeoutMs: number
}

/** docs.discord.com/developers/resources/sku */
const CONSUMABLE = 3
const AVAILABLE = 1 << 2
/** docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const UNKNOWN_ENTITLEMENT = 10029

/** The calls of Discord's HTTP API about what is sold. Errors are discord.js' own; an outage is one of them. */
export class DiscordStore {
  readonly #rest: REST
  #applicationId: string | null

  constructor(private readonly options: StoreOptions) {
    const { apiRoot, timeoutMs } = options
    this.#rest = new REST({ api: apiRoot, version: '10', timeout: timeoutMs })
    this.#applicationId = options.applicationId ?? null
  }

  async skus(): Promise<readonly Sku[]> {
    const found = await this.#get(Routes.skus(await this.#application()))
    return listOf(found).flatMap((one) => readSku(one) ?? [])
  }

  /** Null when there is none with the id. */
  async entitlement(id: string): Promise<Entitlement | null> {
    try {
      return readEntitlement(await this.#get(Routes.entitlement(await this.#application(), id)))
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 404) return null
      throw error
    }
  }

  /**
   * A page of entitlements to some SKUs, ended and taken back ones too; the ones that were made right after `after`.
   */
  async entitlements(skuIds: readonly string[], after: string): Promise<readonly Entitlement[]> {
    const query = makeURLSearchParams({
      sku_ids: skuIds.join(','),
      after,
      limit: DISCORD_LIMITS.page,
      exclude_ended: false,
      exclude_deleted: false,
    })
    const found = await this.#get(Routes.entitlements(await this.#application()), query)
    return listOf(found).map(readEntitlement)
  }

  /** Uses an entitlement up, so that the person can buy again; one that is used up or gone is left alone. */
  async consume(id: string): Promise<void> {
    const before = await this.entitlement(id)
    if (!before || before.consumed || before.deleted) return
    try {
      await this.#rest.post(Routes.consumeEntitlement(await this.#application(), id), this.#auth())
    } catch (error) {
      if (error instanceof DiscordAPIError && error.code === UNKNOWN_ENTITLEMENT) return
      // The answer of an earlier attempt may have been lost on its way.
      const after = await this.entitlement(id)
      if (after && !after.consumed && !after.deleted) throw error
    }
  }

  async #application(): Promise<string> {
    if (this.#applicationId === null) {
      const application = await this.#get(Routes.currentApplication())
      const id = isRecord(application) ? application.id : undefined
      if (typeof id !== 'string') throw new Error('Discord does not say which application it is')
      this.#applicationId = id
    }
    return this.#applicationId
  }

  #get(route: RouteLike, query?: URLSearchParams): Promise<unknown> {
    return this.#rest.get(route, { ...this.#auth(), query })
  }

  /** By hand: discord.js forgets a token at the first 401, and says nothing of use from then on. */
  #auth() {
    return { auth: false, headers: { Authorization: `Bot ${this.options.token}` } }
  }
}

function readSku(value: unknown): Sku | null {
  if (!isRecord(value) || typeof value.id !== 'string') return null
  const { id, name, type, flags } = value
  return {
    id,
    name: typeof name === 'string' ? name : '',
    consumable: type === CONSUMABLE,
    available: typeof flags === 'number' && (flags & AVAILABLE) !== 0,
  }
}

function listOf(value: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  return list
}
