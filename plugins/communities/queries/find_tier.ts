import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { TierRow } from '#plugins/communities/rows'
import { sql } from '#app/support/sql'

/** A price in money: minor units of an ISO 4217 currency, or whole Stars (`XTR`). */
export interface TierPrice {
  currency: string
  amount: bigint
}

/** A tier with all that it costs. */
export interface PricedTier extends TierRow {
  /** In the order of the currencies' names; empty when money does not buy it. */
  prices: readonly TierPrice[]
}

interface Row extends TierRow {
  prices: readonly [currency: string, amount: string][]
}

/** Columns of a {@link PricedTier}; `t` is the tier. */
const PRICED_TIER = `t.*, (select coalesce(json_agg(json_build_array(p.currency, p.amount::text) order by p.currency), '[]')
  from communities_tier_prices p where p.tier_id = t.id) as prices`

const pricedTierOf = (row: Row): PricedTier => ({
  ...row,
  prices: row.prices.map(([currency, amount]) => ({ currency, amount: BigInt(amount) })),
})

/** Reads tiers. @param rest what follows `from communities_tiers t` */
export async function readTiers(
  rest: string,
  values: Readonly<Record<string, string | null>>,
  trx?: TransactionClientContract
): Promise<readonly PricedTier[]> {
  const rows = await sql<Row>(`select ${PRICED_TIER} from communities_tiers t ${rest}`, values, trx)
  return rows.map(pricedTierOf)
}

/** A tier in whatever state; null when there is none. */
export async function findTier(
  id: string,
  trx?: TransactionClientContract
): Promise<PricedTier | null> {
  const [tier] = await readTiers('where t.id = cast(:id as uuid)', { id }, trx)
  return tier ?? null
}
