/** What the emulated Discord sells for the application: SKUs, and what people have of them. */
import { ApiError } from '#tests/emulators/discord/errors'
import type { Gateway } from '#tests/emulators/discord/gateway'
import type { Json } from '#tests/emulators/discord/json'
import { snowflake } from '#tests/emulators/discord/snowflake'
import type { World, WorldUser } from '#tests/emulators/discord/world'

/** docs.discord.com/developers/resources/sku#sku-object-sku-types */
export const SKU_TYPES = { durable: 2, consumable: 3, subscription: 5 } as const
const AVAILABLE = 1 << 2

/** docs.discord.com/developers/resources/entitlement#entitlement-object-entitlement-types */
const PURCHASE = 1
const TEST_MODE_PURCHASE = 4
const USER_GIFT = 6

export interface WorldSku {
  id: string
  type: number
  name: string
  flags: number
}

export interface WorldEntitlement {
  id: string
  skuId: string
  userId: string
  type: number
  deleted: boolean
  consumed: boolean
  startsAt: Date | null
  endsAt: Date | null
}

export const unknownEntitlement = () => new ApiError(404, 10029, 'Unknown Entitlement')
const unknownSku = () => new ApiError(404, 10027, 'Unknown SKU')

export class Store {
  readonly skus = new Map<string, WorldSku>()
  readonly entitlements = new Map<string, WorldEntitlement>()

  constructor(
    private readonly world: World,
    private readonly gateway: Gateway
  ) {}

  /** The operator makes a SKU in the Developer Portal; published unless told otherwise. */
  addSku(
    options: { name?: string; type?: keyof typeof SKU_TYPES; published?: boolean } = {}
  ): WorldSku {
    const sku: WorldSku = {
      id: snowflake(),
      type: SKU_TYPES[options.type ?? 'consumable'],
      name: options.name ?? 'Coins',
      flags: options.published === false ? 0 : AVAILABLE,
    }
    this.skus.set(sku.id, sku)
    return sku
  }

  /**
   * Somebody pays for a SKU. Who has an entitlement that is not used up cannot buy the SKU again; in test mode, where
   * nobody pays, they can (docs.discord.com/developers/monetization/implementing-one-time-purchases).
   * @param how.tell false when the gateway loses the event
   */
  buy(
    user: WorldUser,
    skuId: string,
    how: { testMode?: boolean; gift?: boolean; tell?: boolean } = {}
  ): WorldEntitlement {
    const sku = this.sku(skuId)
    if (how.testMode !== true && (sku.flags & AVAILABLE) === 0) {
      throw new Error('Discord says that this is not available')
    }
    const has = [...this.entitlements.values()].some(
      (one) => one.userId === user.id && one.skuId === skuId && !one.consumed && !one.deleted
    )
    if (has && how.testMode !== true) throw new Error('Discord says that they have this already')
    const type =
      how.testMode === true ? TEST_MODE_PURCHASE : how.gift === true ? USER_GIFT : PURCHASE
    return this.grant(user.id, sku, { type, tell: how.tell !== false })
  }

  grant(
    userId: string,
    sku: WorldSku,
    how: { type: number; tell: boolean; endless?: boolean }
  ): WorldEntitlement {
    const entitlement: WorldEntitlement = {
      id: snowflake(),
      skuId: sku.id,
      userId,
      type: how.type,
      deleted: false,
      consumed: false,
      startsAt: how.endless === true ? null : new Date(),
      endsAt: null,
    }
    this.entitlements.set(entitlement.id, entitlement)
    if (how.tell) this.tell('ENTITLEMENT_CREATE', entitlement)
    this.world.changed()
    return entitlement
  }

  /** Discord gives the money back, and takes the entitlement. */
  takeBack(id: string, how: { tell?: boolean } = {}): void {
    const entitlement = this.find(id)
    entitlement.deleted = true
    if (how.tell !== false) this.tell('ENTITLEMENT_DELETE', entitlement)
    this.world.changed()
  }

  consume(id: string): void {
    const entitlement = this.find(id)
    if (entitlement.deleted) throw unknownEntitlement()
    if (this.sku(entitlement.skuId).type !== SKU_TYPES.consumable) {
      throw new ApiError(400, 50035, 'Only an entitlement to a consumable SKU is consumed')
    }
    // What a second time answers is not documented; this is the stricter of the two.
    if (entitlement.consumed) throw new ApiError(400, 50035, 'The entitlement is consumed already')
    entitlement.consumed = true
    this.tell('ENTITLEMENT_UPDATE', entitlement)
    this.world.changed()
  }

  /** What somebody has and has not used up, as interactions carry it. */
  activeOf(userId: string): Json[] {
    return [...this.entitlements.values()]
      .filter((one) => one.userId === userId && !one.deleted && !one.consumed)
      .map((one) => this.json(one))
  }

  /** Tells of an entitlement by the gateway, maybe again. It concerns no server. */
  tell(
    event: 'ENTITLEMENT_CREATE' | 'ENTITLEMENT_UPDATE' | 'ENTITLEMENT_DELETE',
    entitlement: WorldEntitlement
  ): void {
    this.gateway.dispatch(event, this.json(entitlement))
  }

  find(id: string): WorldEntitlement {
    const entitlement = this.entitlements.get(id)
    if (!entitlement) throw unknownEntitlement()
    return entitlement
  }

  sku(id: string): WorldSku {
    const sku = this.skus.get(id)
    if (!sku) throw unknownSku()
    return sku
  }

  json(one: WorldEntitlement): Json {
    return {
      id: one.id,
      sku_id: one.skuId,
      application_id: this.world.applicationId,
      user_id: one.userId,
      promotion_id: null,
      type: one.type,
      deleted: one.deleted,
      gift_code_flags: 0,
      consumed: one.consumed,
      starts_at: one.startsAt?.toISOString() ?? null,
      ends_at: one.endsAt?.toISOString() ?? null,
    }
  }

  skuJson(sku: WorldSku): Json {
    return {
      id: sku.id,
      type: sku.type,
      dependent_sku_id: null,
      application_id: this.world.applicationId,
      manifest_labels: null,
      access_type: 1,
      name: sku.name,
      features: [],
      release_date: null,
      premium: false,
      slug: sku.name.toLowerCase().replaceAll(/\W+/g, '-'),
      flags: sku.flags,
      show_age_gate: false,
    }
  }
}
