import type { Sku } from '#plugins/payments/gateways/discord/store'
import type { Pack } from '#plugins/payments/packs/pack'

/** What is wrong with a pack's way to be bought in Discord; worded, with what to do, as `payments.discord.catalogue.<problem>`. */
export type CatalogueProblem =
  /** It is sold elsewhere, and Discord asks that it be for sale there too (its price parity). */
  | 'no_sku'
  | 'unknown_sku'
  /** Bought once, it could never be bought again. */
  | 'not_consumable'
  | 'not_published'
  /** What Discord takes for it is not told; it has to be the price in dollars, and there is none. */
  | 'no_dollar_price'

export interface CatalogueFinding {
  packId: string
  problem: CatalogueProblem
}

/**
 * Compares the packs that are sold with what Discord sells. Discord does not tell prices, so that a higher price there
 * cannot be found: the operator sets both.
 */
export function checkCatalogue(
  packs: readonly Pack[],
  skus: readonly Sku[]
): readonly CatalogueFinding[] {
  return packs.flatMap((pack) => {
    const problem = problemOf(pack, skus)
    return problem ? [{ packId: pack.id, problem }] : []
  })
}

function problemOf(pack: Pack, skus: readonly Sku[]): CatalogueProblem | null {
  if (pack.discordSku === null) return 'no_sku'
  const sku = skus.find(({ id }) => id === pack.discordSku)
  if (!sku) return 'unknown_sku'
  if (!sku.consumable) return 'not_consumable'
  if (!sku.available) return 'not_published'
  return pack.prices.USD === undefined ? 'no_dollar_price' : null
}
