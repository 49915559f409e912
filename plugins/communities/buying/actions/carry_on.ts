import { assertNever } from '#app/bot_kit/reply'
import { sql } from '#app/support/sql'
import { givePurchase } from '#plugins/communities/buying/actions/give_purchase'
import { refusePurchase } from '#plugins/communities/buying/actions/refuse_purchase'
import { returnPurchase } from '#plugins/communities/buying/actions/return_purchase'
import { endOf } from '#plugins/communities/buying/end_of'
import { BUYING_LIMITS } from '#plugins/communities/buying/limits'
import { keyOf, type BuyOutcome } from '#plugins/communities/buying/purchase'
import { findCommunity } from '#plugins/communities/queries/find_community'
import type { PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Brings a purchase by coins, or of something free, to its end. Whoever does it again, and from whichever step, comes to
 * the same end: the hold, the capture and what gives it back have the purchase's own key.
 * @param by the buyer's press charges; a job that finds a purchase after a crash charges only what was held before, since
 * nobody waits for it any more
 */
export async function carryOn(
  services: CommunitiesServices,
  purchase: PurchaseRow,
  by: 'buyer' | 'job'
): Promise<BuyOutcome> {
  if (purchase.state !== 'asked') return endOf(purchase)
  if (purchase.refusal !== null) return returnPurchase(services, purchase)
  const price = purchase.means === 'coins' ? (purchase.coins ?? 0n) : 0n
  if (price === 0n) return givePurchase(services, purchase.id, { tell: by === 'job' })

  const key = keyOf(purchase)
  const community = await findCommunity(purchase.community_id)
  const held = await services.ledger.hold({
    key,
    personId: purchase.person_id,
    amount: price,
    creatorId: community?.creator_id ?? null,
    memo: memoOf(purchase),
    lifetime: BUYING_LIMITS.hold,
  })
  switch (held.outcome) {
    case 'held':
      // Not written down: maybe it was this very call that held it, and nobody is there any more.
      if (by === 'job' && purchase.hold_id === null) {
        await services.ledger.release({ key, holdId: held.holdId })
        return refusePurchase(services, purchase, 'interrupted', { tell: true })
      }
      await sql(
        `update communities_purchases set hold_id = :holdId where id = :id and state = 'asked'`,
        { id: purchase.id, holdId: held.holdId }
      )
      return capture(services, purchase, { holdId: held.holdId, by })
    case 'already_captured':
      return capture(services, purchase, { holdId: held.holdId, by })
    case 'already_released':
      return refusePurchase(services, purchase, 'interrupted', { tell: by === 'job' })
    case 'insufficient_coins': {
      await refusePurchase(services, purchase, 'insufficient_coins', { tell: false })
      const { available, needed } = held
      return { outcome: 'insufficient_coins', available, needed }
    }
    case 'cap_reached':
      await refusePurchase(services, purchase, 'cap_reached', { tell: false })
      return held
    default:
      return assertNever(held)
  }
}

async function capture(
  services: CommunitiesServices,
  purchase: PurchaseRow,
  { holdId, by }: { holdId: string; by: 'buyer' | 'job' }
): Promise<BuyOutcome> {
  const captured = await services.ledger.capture({ key: keyOf(purchase), holdId })
  const tell = by === 'job'
  // The sweeper came first: nothing was charged.
  if (captured.outcome === 'already_released') {
    return refusePurchase(services, purchase, 'interrupted', { tell })
  }
  const { transferId, creatorShare } = captured
  return givePurchase(services, purchase.id, { paid: { transferId, creatorShare }, tell })
}

/** In the statement: what was bought, as it was called then. */
const memoOf = ({ gift, title }: PurchaseRow) => ({
  key: gift ? 'communities.buying.memo.gift' : 'communities.buying.memo.joined',
  data: { title },
})
