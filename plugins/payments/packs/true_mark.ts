import { isBestOf, type Pack } from '#plugins/payments/packs/pack'

/** Where a mark of best value is not true: in which currency, and which pack of its shelf gives more. */
export function untrueIn(
  pack: Pack,
  others: readonly Pack[]
): readonly { currency: string; packId: string }[] {
  if (!pack.best) return []
  const rivals = others.filter(
    ({ shelf, active, id }) => shelf === pack.shelf && active && id !== pack.id
  )
  return Object.entries(pack.prices).flatMap(([currency, amount]) => {
    const better = rivals.find((rival) => {
      const price = rival.prices[currency]
      return price !== undefined && !isBestOf({ ...pack, amount }, [{ ...rival, amount: price }])
    })
    return better ? [{ currency, packId: better.id }] : []
  })
}
