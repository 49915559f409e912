import {
  OBSTACLES,
  refused,
  type BuyOutcome,
  type BuyRefusal,
} from '#plugins/communities/buying/purchase'
import { boughtBy } from '#plugins/communities/buying/queries/find_purchase'
import type { PurchaseRow } from '#plugins/communities/rows'

/** What became of a purchase that is at its end. @throws while it is not */
export async function endOf(purchase: PurchaseRow): Promise<BuyOutcome> {
  switch (purchase.state) {
    case 'paid': {
      const { membership, gift } = await boughtBy(purchase)
      if (gift) return { outcome: 'gift', purchase, gift }
      if (membership) return { outcome: 'joined', purchase, membership }
      throw new Error(`The purchase ${purchase.id} is paid, and nothing was given`)
    }
    case 'given_back':
      return { outcome: 'given_back', purchase, reason: purchase.refusal ?? 'expired' }
    case 'refused':
      return refused(refusalOf(purchase))
    case 'asked':
      throw new Error(`The purchase ${purchase.id} is not at its end`)
  }
}

/** Of a press that comes again after coins were short: it is a new purchase that may try once more. */
function refusalOf({ refusal }: PurchaseRow): BuyRefusal {
  const known = KNOWN.find((one) => one === refusal)
  return known ?? 'interrupted'
}

const KNOWN: readonly BuyRefusal[] = [
  ...OBSTACLES,
  'not_paid',
  'too_many',
  'capped',
  'not_offered',
  'unavailable',
]
