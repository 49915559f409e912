import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { Pack, Shelf } from '#plugins/payments/packs/pack'

interface PackRow {
  id: string
  position: number
  shelf: Shelf
  coins: bigint
  bonus: bigint
  best: boolean
  active: boolean
  discord_sku: string | null
  names: Record<string, string>
  lines: Record<string, string>
  /** Amounts as text: a JSON number would round a large one. */
  prices: Record<string, string>
}

/** Most packs that are read: an admin keeps a handful. */
export const MOST_PACKS = 50

/** The packs in their order. */
export async function listPacks(
  options: { activeOnly?: boolean; trx?: TransactionClientContract } = {}
): Promise<readonly Pack[]> {
  const rows = await sql<PackRow>(
    `select p.*, coalesce(
       (select jsonb_object_agg(c.currency, c.amount::text) from payments_pack_prices c where c.pack_id = p.id),
       '{}') as prices
     from payments_packs p
     where p.active or not :active
     order by p.position, p.coins, p.id
     limit :most`,
    { active: options.activeOnly ?? false, most: MOST_PACKS },
    options.trx
  )
  return rows.map(packOf)
}

function packOf(row: PackRow): Pack {
  return {
    id: row.id,
    position: row.position,
    shelf: row.shelf,
    coins: row.coins,
    bonus: row.bonus,
    best: row.best,
    active: row.active,
    discordSku: row.discord_sku,
    names: row.names,
    lines: row.lines,
    prices: Object.fromEntries(
      Object.entries(row.prices).map(([currency, amount]) => [currency, BigInt(amount)])
    ),
  }
}
