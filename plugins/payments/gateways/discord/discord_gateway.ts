import {
  ENTITLEMENT_TYPES,
  madeAt,
  readEntitlement,
  snowflakeAt,
  type Entitlement,
} from '#plugins/payments/gateways/discord/entitlement'
import { checkCatalogue, type CatalogueFinding } from '#plugins/payments/gateways/discord/catalogue'
import type {
  Checkout,
  Fact,
  Gateway,
  Order,
  ProviderRecord,
  StoredEvent,
} from '#plugins/payments/gateways/gateway'
import {
  knownPurchases,
  type KnownPurchase,
} from '#plugins/payments/gateways/discord/known_purchases'
import { DISCORD_LIMITS } from '#plugins/payments/gateways/discord/limits'
import type { DiscordStore, Sku } from '#plugins/payments/gateways/discord/store'
import type { Pack } from '#plugins/payments/packs/pack'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'

/** The currency of Discord's prices for us: it converts them for each buyer, and tells nobody what it took. */
const DOLLARS = 'USD'

/** Where money comes back from; Discord has no way for an application to give it. */
const NO_REFUNDS =
  'Discord alone gives this money back: the buyer asks its support (support.discord.com, "Billing"). ' +
  'Once Discord has taken the purchase back, the coins are taken back here by themselves.'

type Paid = Extract<ProviderRecord, { kind: 'paid' }>
type Refunded = Extract<ProviderRecord, { kind: 'refunded' }>

export interface DiscordGatewayOptions {
  /** Purchases in Discord's test mode, which nobody pays, bring coins too. */
  countTests: boolean
}

/**
 * Discord's Premium Apps. A pack is a consumable SKU; who buys it gets an entitlement, whose id is the payment's. The
 * entitlement is the truth: bought while it is there, given back once it is deleted.
 */
export class DiscordGateway implements Gateway {
  readonly name = 'discord'
  readonly currencies = [DOLLARS]
  readonly partialRefunds = false
  readonly packsAlone = true
  #catalogue: { skus: readonly Sku[]; at: number } | null = null

  constructor(
    private readonly store: DiscordStore,
    private readonly options: DiscordGatewayOptions
  ) {}

  async open(order: Order): Promise<Checkout> {
    const pack = (await listPacks()).find(({ id }) => id === order.packId)
    const skuId = pack?.discordSku ?? null
    if (skuId === null) return unavailable('The pack has no SKU in Discord')
    const isSold = (skus: readonly Sku[]) => skus.some((one) => one.id === skuId && one.consumable)
    const skus = await this.#skus(isSold)
    if (skus && !isSold(skus)) return unavailable(`Discord has no consumable SKU ${skuId}`)
    return { outcome: 'open', way: { kind: 'sku', skuId }, providerOrder: null }
  }

  async read(event: StoredEvent): Promise<readonly Fact[]> {
    const entitlement = readEntitlement(event.body)
    // We used it up ourselves, after its coins were there.
    if (entitlement.consumed && !entitlement.deleted) return []
    return this.#factsOf([entitlement], event.receivedAt)
  }

  async look(payment: string): Promise<readonly Fact[]> {
    if (!/^\d{1,20}$/.test(payment)) return []
    const entitlement = await this.store.entitlement(payment)
    return entitlement ? this.#factsOf([entitlement], new Date()) : []
  }

  async refund(): Promise<{ outcome: 'refused'; reason: string }> {
    return { outcome: 'refused', reason: NO_REFUNDS }
  }

  /** Frees the person to buy the pack again (docs.discord.com/developers/monetization/implementing-one-time-purchases). */
  async afterCredit(payment: string): Promise<void> {
    await this.store.consume(payment)
  }

  /** Entitlements made since a moment; what became of older ones is in {@link look}. */
  async *list(since: Date): AsyncGenerator<ProviderRecord, void, undefined> {
    const skuIds = (await listPacks()).flatMap(({ discordSku }) => discordSku ?? [])
    if (skuIds.length === 0) return
    let after = snowflakeAt(since)
    for (let page = 0; page < DISCORD_LIMITS.pages; page += 1) {
      const found = await this.store.entitlements(skuIds, after)
      yield* await this.#factsOf(found, new Date())
      if (found.length < DISCORD_LIMITS.page) return
      after = newest(found)
    }
  }

  /**
   * What is wrong with the packs as Discord sells them.
   * @throws while Discord does not say what it sells
   */
  async check(): Promise<readonly CatalogueFinding[]> {
    const packs = await listPacks({ activeOnly: true })
    const found = (skus: readonly Sku[]) => checkCatalogue(packs, skus)
    const skus = await this.#skus((known) => found(known).length === 0)
    if (!skus) throw new Error('Discord does not say what it sells')
    return found(skus)
  }

  /** @param deletedAt when it was heard that one was taken back; Discord does not tell when it was */
  async #factsOf(
    entitlements: readonly Entitlement[],
    deletedAt: Date
  ): Promise<readonly (Paid | Refunded)[]> {
    const paid = entitlements.filter((one) => this.#isPaid(one))
    const known = await knownPurchases(paid.map(({ id }) => id))
    const packs = await listPacks()
    return paid.flatMap((one) => {
      const bought = known.get(one.id) ?? boughtOf(one, packs)
      return bought ? factsOf(one, bought, deletedAt) : []
    })
  }

  /** Presents of Discord's or the developers' own cost nobody anything, and bring no coins. */
  #isPaid({ type }: Entitlement): boolean {
    const { purchase, userGift, testModePurchase } = ENTITLEMENT_TYPES
    if (type === testModePurchase) return this.options.countTests
    return type === purchase || type === userGift
  }

  /**
   * What Discord sells, as of a little while ago; what was known last while it cannot be reached.
   * @param isFine what is known is enough; else it is asked again soon
   */
  async #skus(isFine: (known: readonly Sku[]) => boolean): Promise<readonly Sku[] | null> {
    const known = this.#catalogue
    const { catalogueMs, recheckMs } = DISCORD_LIMITS
    const age = known ? Date.now() - known.at : Infinity
    if (known && age < (isFine(known.skus) ? catalogueMs : recheckMs)) return known.skus
    try {
      this.#catalogue = { skus: await this.store.skus(), at: Date.now() }
    } catch {
      // A pack's button works without: Discord itself looks when it is pressed.
    }
    return this.#catalogue?.skus ?? null
  }
}

/** What an entitlement is for, by the packs of today; null for what is none of our packs. */
function boughtOf({ skuId }: Entitlement, packs: readonly Pack[]): KnownPurchase | null {
  const pack = packs.find(({ discordSku }) => discordSku === skuId)
  if (!pack) return null
  const amount = pack.prices[DOLLARS]
  if (amount === undefined) {
    throw new Error(`The pack ${pack.id} is sold in Discord without a price in dollars`)
  }
  return { packId: pack.id, amount }
}

function factsOf(
  entitlement: Entitlement,
  { packId, amount }: KnownPurchase,
  deletedAt: Date
): readonly (Paid | Refunded)[] {
  const { id, userId, deleted } = entitlement
  // A server has no wallet.
  if (userId === null) return []
  const paid: Paid = {
    kind: 'paid',
    payment: id,
    order: null,
    buyer: { platform: 'discord', platformId: userId },
    packId,
    amount,
    currency: DOLLARS,
    at: madeAt(entitlement),
    // What Discord keeps is in its payouts, by the month and not by the purchase.
    gatewayFee: null,
  }
  const refunded: Refunded = {
    kind: 'refunded',
    payment: id,
    refund: id,
    amount: null,
    at: deletedAt,
    gatewayFee: null,
  }
  return deleted ? [paid, refunded] : [paid]
}

const unavailable = (reason: string): Checkout => ({ outcome: 'unavailable', reason })

/** The highest id, as a number: ids grow longer. */
function newest(found: readonly Entitlement[]): string {
  return found
    .map(({ id }) => BigInt(id))
    .reduce((a, b) => (a > b ? a : b), 0n)
    .toString()
}
