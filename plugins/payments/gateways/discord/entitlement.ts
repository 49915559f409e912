import { isRecord } from '#app/support/json'

/** What a person has of what the application sells, as Discord says. */
export interface Entitlement {
  id: string
  skuId: string
  /** Null for one of a whole server. */
  userId: string | null
  /** See {@link ENTITLEMENT_TYPES}. */
  type: number
  /** It was taken back: Discord gave the money back. */
  deleted: boolean
  consumed: boolean
}

/** docs.discord.com/developers/resources/entitlement#entitlement-object-entitlement-types */
export const ENTITLEMENT_TYPES = {
  purchase: 1,
  /** "Bought" by the application's own team in test mode: nobody pays. */
  testModePurchase: 4,
  /** Bought by somebody else for this person. */
  userGift: 6,
} as const

/**
 * Reads an entitlement without trust.
 * @throws when it is none
 */
export function readEntitlement(value: unknown): Entitlement {
  const found = isRecord(value) ? value : {}
  const { id, sku_id: skuId, user_id: userId, type, deleted, consumed } = found
  if (!isSnowflake(id) || !isSnowflake(skuId) || typeof type !== 'number') {
    throw new Error('Discord told of an entitlement that is none')
  }
  return {
    id,
    skuId,
    userId: isSnowflake(userId) ? userId : null,
    type,
    deleted: deleted === true,
    consumed: consumed === true,
  }
}

/** When an entitlement was made: its id says so (docs.discord.com/developers/reference#snowflakes). */
export function madeAt({ id }: Entitlement): Date {
  return new Date(Number((BigInt(id) >> 22n) + DISCORD_EPOCH))
}

/** The smallest id of a moment. */
export function snowflakeAt(moment: Date): string {
  const since = BigInt(moment.getTime()) - DISCORD_EPOCH
  return ((since > 0n ? since : 0n) << 22n).toString()
}

/** 2015-01-01, milliseconds. */
const DISCORD_EPOCH = 1_420_070_400_000n

const isSnowflake = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,20}$/.test(value)
