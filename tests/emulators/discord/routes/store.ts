/** `/applications/{id}/skus` and `/applications/{id}/entitlements` (docs.discord.com/developers/resources). */
import { ApiError, FormErrors } from '#tests/emulators/discord/errors'
import type { ApiRequest, Route } from '#tests/emulators/discord/http'
import { asObject, asText } from '#tests/emulators/discord/json'
import { SKU_TYPES, type Store, type WorldEntitlement } from '#tests/emulators/discord/store'
import type { World } from '#tests/emulators/discord/world'

const SNOWFLAKE = /^\d{1,20}$/
const FILTERS = [
  'user_id',
  'sku_ids',
  'before',
  'after',
  'limit',
  'guild_id',
  'exclude_ended',
  'exclude_deleted',
  'only_active',
]
/** Of the test entitlements, which an application makes for itself. */
const APPLICATION_SUBSCRIPTION = 8
const MOST = 100
const MOST_SKUS = 100

export function storeRoutes(world: World, store: Store): Route[] {
  const own = ({ params: [id = ''] }: ApiRequest) => {
    if (id !== world.applicationId) throw new ApiError(403, 20012, 'You are not authorized')
  }
  const entitlementOf = ({ params: [, id = ''] }: ApiRequest): WorldEntitlement => store.find(id)
  return [
    {
      method: 'GET',
      path: /^\/applications\/(\d+)\/skus$/,
      auth: true,
      run: (request) => {
        own(request)
        return [...store.skus.values()].map((sku) => store.skuJson(sku))
      },
    },
    {
      method: 'GET',
      path: /^\/applications\/(\d+)\/entitlements$/,
      auth: true,
      run: (request) => {
        own(request)
        return list(store, request.query).map((one) => store.json(one))
      },
    },
    {
      method: 'GET',
      path: /^\/applications\/(\d+)\/entitlements\/(\d+)$/,
      auth: true,
      run: (request) => {
        own(request)
        return store.json(entitlementOf(request))
      },
    },
    {
      method: 'POST',
      path: /^\/applications\/(\d+)\/entitlements\/(\d+)\/consume$/,
      auth: true,
      run: (request) => {
        own(request)
        store.consume(entitlementOf(request).id)
        return undefined
      },
    },
    {
      method: 'POST',
      path: /^\/applications\/(\d+)\/entitlements$/,
      auth: true,
      run: (request) => {
        own(request)
        const body = asObject(request.body)
        const errors = new FormErrors()
        for (const key of ['sku_id', 'owner_id']) {
          errors.require(SNOWFLAKE.test(asText(body[key])), key, 'Value is not snowflake.')
        }
        errors.require([1, 2].includes(Number(body.owner_type)), 'owner_type', 'Must be 1 or 2.')
        errors.throwIfAny()
        const sku = store.sku(asText(body.sku_id))
        // docs.discord.com: "Do NOT use Test Entitlements for One-Time Purchases".
        if (sku.type !== SKU_TYPES.subscription) {
          throw new ApiError(400, 50035, 'Test entitlements are for subscriptions')
        }
        const type = APPLICATION_SUBSCRIPTION
        const made = store.grant(asText(body.owner_id), sku, { type, tell: true, endless: true })
        const partial = store.json(made)
        delete partial.starts_at
        delete partial.ends_at
        return partial
      },
    },
    {
      method: 'DELETE',
      path: /^\/applications\/(\d+)\/entitlements\/(\d+)$/,
      auth: true,
      run: (request) => {
        own(request)
        const entitlement = entitlementOf(request)
        if (entitlement.type !== APPLICATION_SUBSCRIPTION || entitlement.startsAt !== null) {
          throw new ApiError(403, 50001, 'Only a test entitlement can be deleted')
        }
        store.takeBack(entitlement.id)
        return undefined
      },
    },
  ]
}

/** The filters of List Entitlements. Deleted ones are left out unless asked for, ended ones are in. */
function list(store: Store, query: URLSearchParams): WorldEntitlement[] {
  const errors = new FormErrors()
  for (const key of query.keys()) {
    errors.require(FILTERS.includes(key), key, 'Unknown parameter of this emulator.')
  }
  for (const key of ['user_id', 'before', 'after', 'guild_id']) {
    const value = query.get(key)
    errors.require(value === null || SNOWFLAKE.test(value), key, 'Value is not snowflake.')
  }
  const skus = query.get('sku_ids')?.split(',') ?? null
  errors.require(
    skus === null || (skus.length <= MOST_SKUS && skus.every((id) => SNOWFLAKE.test(id))),
    'sku_ids',
    'At most 100 snowflakes.'
  )
  const flag = (key: string, otherwise: boolean): boolean => {
    const value = query.get(key)
    errors.require(value === null || /^(true|false)$/i.test(value), key, 'Must be true or false.')
    return value === null ? otherwise : value.toLowerCase() === 'true'
  }
  const withoutEnded = flag('exclude_ended', false) || flag('only_active', false)
  const withoutDeleted = flag('exclude_deleted', true) || flag('only_active', false)
  const limit = Number(query.get('limit') ?? MOST)
  errors.require(limit >= 1 && limit <= MOST, 'limit', `Must be between 1 and ${MOST}.`)
  errors.throwIfAny()

  const after = query.get('after')
  const before = query.get('before')
  const user = query.get('user_id')
  const fitting = [...store.entitlements.values()]
    .filter((one) => user === null || one.userId === user)
    .filter((one) => skus === null || skus.includes(one.skuId))
    // Nothing here belongs to a whole server.
    .filter(() => query.get('guild_id') === null)
    .filter((one) => !withoutDeleted || !one.deleted)
    .filter((one) => !withoutEnded || one.endsAt === null || one.endsAt.getTime() > Date.now())
    .filter((one) => after === null || BigInt(one.id) > BigInt(after))
    .filter((one) => before === null || BigInt(one.id) < BigInt(before))
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  return after !== null || before === null ? fitting.slice(0, limit) : fitting.slice(-limit)
}
