import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { BUYING_LIMITS } from '#plugins/communities/buying/limits'
import { lockForBuying } from '#plugins/communities/buying/locks'
import {
  refused,
  type BuyRefusal,
  type BuyRequest,
  type Terms,
} from '#plugins/communities/buying/purchase'
import { mayTry } from '#plugins/communities/buying/queries/may_try'
import { obstacleTo } from '#plugins/communities/buying/queries/obstacle'
import { termsOf } from '#plugins/communities/buying/terms'
import { now } from '#plugins/communities/clock'
import { findCode } from '#plugins/communities/codes/find_code'
import { findCommunity, isId } from '#plugins/communities/queries/find_community'
import { doorShut } from '#plugins/communities/queries/door_shut'
import { findTier, type PricedTier } from '#plugins/communities/queries/find_tier'
import type { CodeRow, CommunityRow, PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'
import type { WayToPay } from '#plugins/payments/api'

export type Written =
  { outcome: 'written'; purchase: PurchaseRow } | { outcome: 'refused'; reason: BuyRefusal }

/** Checks all that can be checked and writes down what somebody means to buy; nothing is charged yet. */
export async function writePurchase(
  services: Pick<CommunitiesServices, 'payments' | 'identity'>,
  request: BuyRequest
): Promise<Written> {
  const known = await byKey(request)
  if (known) return { outcome: 'written', purchase: known }
  const tier = isId(request.tierId) ? await findTier(request.tierId) : null
  if (!tier) return refused('gone')
  const ways = await services.payments.waysFor(request.frontend)
  // Asked before: within the transaction it would need another connection beside that one's.
  const isReturning = await services.identity.isReturning(request.personId)
  return db.transaction(async (trx) => {
    const { personId } = request
    await lockForBuying(trx, { communityId: tier.community_id, personId, tierId: tier.id })
    // The same press may have waited for the lock beside this one.
    const same = await byKey(request, trx)
    if (same) return { outcome: 'written', purchase: same }
    return write(trx, { request, ways, isReturning })
  })
}

async function write(
  trx: TransactionClientContract,
  about: { request: BuyRequest; ways: readonly WayToPay[]; isReturning: boolean }
): Promise<Written> {
  const { request, ways, isReturning } = about
  const { tierId, personId, gift } = request
  const tier = await findTier(tierId, trx)
  const community = tier && (await findCommunity(tier.community_id, trx))
  if (!tier || !community) return refused('gone')
  const obstacle = await obstacleTo({ community, tier, personId, gift }, trx)
  if (obstacle) return refused(obstacle)
  // Before anything is paid: whoever paid already waits for the door, and gets it back if it stays shut.
  if (await doorShut(tier.id, trx)) return refused('closed')
  if (await isBusy(trx, { communityId: community.id, personId, gift })) return refused('busy')
  const found =
    request.code === null
      ? null
      : await findCode({ communityId: community.id, code: request.code, tierId, personId }, trx)
  if (found?.outcome === 'refused') return refused(found.reason)
  const code = found?.code ?? null
  const may = await mayTry({ communityId: community.id, personId, isReturning }, trx)
  const terms = termsOf({ tier, code, gift, mayTry: may }, request.wish, ways)
  if (!terms) return refused('not_sold_so')
  const { expected } = request
  const price = terms.means === 'money' ? terms.amount : terms.coins
  if (expected && (expected.amount !== price || expected.trialDays !== terms.trialDays)) {
    return refused('changed')
  }
  return {
    outcome: 'written',
    purchase: await insert(trx, { request, terms, tier, community, code }),
  }
}

/** Somebody else's key is nobody's business, so it counts as no purchase and fails where it is written. */
async function byKey(
  { key, personId }: BuyRequest,
  trx?: TransactionClientContract
): Promise<PurchaseRow | null> {
  const [row] = await sql<PurchaseRow>(
    'select * from communities_purchases where key = :key and person_id = :personId',
    { key, personId },
    trx
  )
  return row ?? null
}

/** Whether another press of theirs is charging at this moment. A checkout that waits to be paid is no such thing. */
async function isBusy(
  trx: TransactionClientContract,
  about: { communityId: string; personId: string; gift: boolean }
): Promise<boolean> {
  if (about.gift) return false
  const { communityId, personId } = about
  const rows = await sql(
    `select 1 from communities_purchases where community_id = :communityId and person_id = :personId
       and state = 'asked' and not gift and means <> 'money' limit 1`,
    { communityId, personId },
    trx
  )
  return rows.length > 0
}

async function insert(
  trx: TransactionClientContract,
  about: {
    request: BuyRequest
    terms: Terms
    tier: PricedTier
    community: CommunityRow
    code: CodeRow | null
  }
): Promise<PurchaseRow> {
  const { request, terms, tier, community, code } = about
  const [row] = await sql<PurchaseRow>(
    `insert into communities_purchases (id, key, community_id, tier_id, person_id, account_id, frontend, locale, gift,
       means, coins, currency, amount, trial_days, code_id, recurring, title, created_at)
     values (:id, :key, :communityId, :tierId, :personId, :accountId, :frontend, :locale, :gift, :means, :coins,
       :currency, :amount, :trialDays, :codeId, :recurring, :title, :at) returning *`,
    {
      id: randomUUID(),
      key: request.key,
      communityId: community.id,
      tierId: tier.id,
      personId: request.personId,
      accountId: request.accountId,
      frontend: request.frontend,
      locale: request.locale,
      gift: request.gift,
      means: terms.means,
      coins: terms.coins,
      currency: terms.currency,
      amount: terms.amount,
      trialDays: terms.trialDays,
      codeId: code?.id ?? null,
      recurring: terms.recurring,
      title: titleOf(community, tier),
      at: now(),
    },
    trx
  )
  if (!row) throw new Error('The purchase was not written')
  return row
}

function titleOf(community: CommunityRow, tier: PricedTier): string {
  const title = `${community.name}: ${tier.name}`
  const { title: most } = BUYING_LIMITS
  return title.length <= most ? title : `${title.slice(0, most - 1)}…`
}
