import { sql } from '#app/support/sql'
import type { Shelf } from '#plugins/payments/packs/pack'

interface InventedPack {
  id: string
  coins: bigint
  amount: bigint
  best: boolean
  active: boolean
  shelf: Shelf
  names: Record<string, string>
  lines: Record<string, string>
}

/** Adds a pack, priced in dollars; the returned function removes all that a fresh installation does not have. */
export async function withPacks(pack?: Partial<InventedPack>): Promise<() => Promise<void>> {
  if (pack) {
    const row = { id: 'invented', coins: 100_000n, amount: 99n, best: false, active: true, ...pack }
    await sql(
      `with added as (
         insert into payments_packs (id, position, coins, best, active, shelf, names, lines)
         values (:id, 9, :coins, :best, :active, :shelf, :names::jsonb, :lines::jsonb) returning id
       )
       insert into payments_pack_prices (pack_id, currency, amount) select id, 'USD', :amount from added`,
      {
        ...row,
        shelf: pack.shelf ?? 'everyday',
        names: JSON.stringify(pack.names ?? {}),
        lines: JSON.stringify(pack.lines ?? {}),
      }
    )
  }
  return async () => {
    await sql(
      `delete from payments_packs where id not in ('starter', 'popular', 'best_value', 'pro', 'studio')`,
      {}
    )
  }
}
