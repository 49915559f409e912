import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { COMMUNITY_EVENTS } from '#plugins/communities/api'
import { remember } from '#plugins/communities/history'
import type { TierRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type TierServices = Pick<CommunitiesServices, 'outbox'>

/**
 * Changes a tier in one transaction, with the tier locked, and writes down what happened.
 * @param work answers null when nothing is to be changed; it may still answer its own outcome
 */
export async function changeTier<T>(
  tierId: string,
  work: (trx: TransactionClientContract, tier: TierRow) => Promise<T>
): Promise<T> {
  return db.transaction(async (trx) => {
    const [tier] = await sql<TierRow>(
      'select * from communities_tiers where id = :tierId for update',
      { tierId },
      trx
    )
    if (!tier) throw new Error(`There is no tier ${tierId}`)
    return work(trx, tier)
  })
}

/** What a creator did to a tier, for its history. */
export function noteChange(
  trx: TransactionClientContract,
  tier: Pick<TierRow, 'id' | 'community_id'>,
  kind: string,
  data: JsonObject = {}
): Promise<void> {
  return remember(trx, {
    communityId: tier.community_id,
    kind,
    data: { tierId: tier.id, ...data },
  })
}

/** Who is to be let in where follows from tiers and their doors: it is worked out anew. */
export async function tellDoorsChanged(
  { outbox }: TierServices,
  trx: TransactionClientContract,
  communityId: string,
  key: string
): Promise<void> {
  await outbox.add(trx, [{ topic: COMMUNITY_EVENTS.doorsChanged, key, payload: { communityId } }])
}
