import { randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { tellAccess } from '#plugins/communities/access/actions/tell_access'
import { lockForBuying } from '#plugins/communities/buying/locks'
import { now } from '#plugins/communities/clock'
import { isMemberOrBanned } from '#plugins/communities/lifecycle/queries/is_member_or_banned'
import {
  insertMembership,
  rememberAll,
  saveCycles,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import { cycleThere } from '#plugins/communities/paid_there/cycles'
import {
  findPaidThere,
  type PaidThereKnown,
} from '#plugins/communities/paid_there/queries/find_paid_there'
import type { GrantRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Somebody who pays Telegram becomes a member of what they pay for, once the program knows who they are. Who is a member
 * of the community otherwise stays that; what they pay Telegram is kept, and counts when the other is over.
 */
export async function becomeMember(
  services: Pick<CommunitiesServices, 'outbox'>,
  id: string
): Promise<void> {
  const found = await findPaidThere(id)
  if (!found?.person_id) return
  const { community_id: communityId, person_id: personId, tier_id: tierId } = found
  await db.transaction(async (trx) => {
    await lockForBuying(trx, { communityId, personId, tierId })
    await sql('select 1 from communities_paid_there where id = :id for update', { id }, trx)
    const known = await findPaidThere(id, trx)
    if (known?.person_id !== personId || known.over_at !== null || known.until <= now()) return
    if (await isMemberOrBanned(trx, { communityId, personId })) return
    await begin(services, trx, { ...known, person_id: personId })
  })
}

async function begin(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  known: PaidThereKnown & { person_id: string }
): Promise<void> {
  const at = now()
  const membership: MembershipRow = {
    id: randomUUID(),
    community_id: known.community_id,
    tier_id: known.tier_id,
    person_id: known.person_id,
    account_id: known.account_id,
    state: 'active',
    means: 'telegram',
    coins: null,
    currency: 'XTR',
    amount: BigInt(known.stars),
    anchor_at: at,
    paid_until: known.until,
    grace_until: null,
    // Telegram renews it, or does not: nothing of ours is due.
    renews: true,
    next_tier_id: null,
    next_coins: null,
    asked_coins: null,
    code_id: null,
    order_id: null,
    renew_at: null,
    renew_attempts: 0,
    remind_at: null,
    end_reason: null,
    ended_at: null,
    created_at: at,
  }
  await insertMembership(trx, membership)
  const label = known.community_name
  await saveCycles(trx, [
    cycleThere(membership, { number: 1, startsAt: at, endsAt: known.until, at, label }),
  ])
  await sql(
    'update communities_paid_there set membership_id = :membershipId where id = :id',
    { id: known.id, membershipId: membership.id },
    trx
  )
  await rememberAll(trx, [{ membership, kind: 'joined', data: { by: 'telegram' } }], at)
  const grant = await grantOf(trx, known, { membership, at })
  if (grant) await tellAccess({ services, trx, current: grant }, 'welcome', membership.id)
  await tellChanged(services, trx, [membership])
}

/** They are in: Telegram let them. A process that is at the same way in finds that out by itself. */
async function grantOf(
  trx: TransactionClientContract,
  known: PaidThereKnown & { person_id: string },
  { membership, at }: { membership: MembershipRow; at: Date }
): Promise<GrantRow | null> {
  const [grant] = await sql<GrantRow>(
    `insert into communities_grants as g (community_id, space_id, role_id, platform_id, person_id, membership_id, wanted,
       actual, changed_by, wanted_at, granted_at, learned_at)
     values (:communityId, :spaceId, '', :platformId, :personId, :membershipId, 'in', 'in', 'purchase', :at, :at, :at)
     on conflict (space_id, role_id, platform_id) do update set person_id = excluded.person_id,
       membership_id = excluded.membership_id, wanted = 'in', actual = 'in', version = g.version + 1,
       changed_by = excluded.changed_by, wanted_at = excluded.wanted_at, granted_at = excluded.granted_at,
       learned_at = excluded.learned_at, revoked_at = null, left_at = null, attempts = 0, next_try_at = null,
       error_kind = null, last_error = null, problem = null
     where g.claimed_until is null
     returning *`,
    {
      communityId: known.community_id,
      spaceId: known.space_id,
      platformId: known.platform_id,
      personId: known.person_id,
      membershipId: membership.id,
      at,
    },
    trx
  )
  return grant ?? null
}
