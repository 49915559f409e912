import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { planPeople } from '#plugins/communities/access/actions/plan_people'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface AccessPlan {
  communityId: string
  personId: string
  /** Why: purchase, renewal, end, refund, ban, account, tier, repair, or a person's id. */
  by: string
}

/**
 * Derives what somebody may enter from what they have, and writes down the difference. Whoever works on grants is
 * told when it commits. The same call again changes nothing.
 * @param trx the transaction that it stands or falls with
 */
export async function planAccess(
  services: Pick<CommunitiesServices, 'outbox'>,
  { communityId, personId, by }: AccessPlan,
  trx?: TransactionClientContract
): Promise<void> {
  const plan = { communityId, personIds: [personId], by }
  if (trx) await planPeople(services, trx, plan)
  else await db.transaction((own) => planPeople(services, own, plan))
}
