import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { tellAccess } from '#plugins/communities/access/actions/tell_access'
import type { ClaimedGrant } from '#plugins/communities/access/grant'
import { now } from '#plugins/communities/clock'
import { remember } from '#plugins/communities/history'
import type { GrantRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What a claimed passage came to. */
export interface Settling {
  services: CommunitiesServices
  trx: TransactionClientContract
  /** As it was claimed. */
  claimed: ClaimedGrant
  /** As it is now; locked. */
  current: GrantRow
}

/** They are in. */
export async function settleIn(settling: Settling, already: boolean | null): Promise<void> {
  const { trx, claimed, current } = settling
  // Of a try that another one went before, nobody knows whether that one let them in.
  const before = already === true && claimed.attempts === 1 && claimed.actual === 'unknown'
  await sql(
    `update communities_grants set actual = 'in', granted_at = coalesce(granted_at, :at), learned_at = :at, left_at = null,
       was_in_before = was_in_before or :before, link = null, link_expires_at = null, claimed_until = null,
       next_try_at = null, attempts = 0, error_kind = null, last_error = null, problem = null
     where id = :id`,
    { id: current.id, at: now(), before },
    trx
  )
  if (current.version !== claimed.version || current.granted_at) return
  await rememberAccess(settling, before ? 'was_in_before' : 'let_in')
  if (current.membership_id) await tellAccess(settling, 'welcome', current.membership_id)
}

/** They are out. */
export async function settleOut(settling: Settling): Promise<void> {
  const { trx, current } = settling
  await sql(
    `update communities_grants set actual = 'out', revoked_at = :at, learned_at = :at, link = null,
       link_expires_at = null, claimed_until = null, next_try_at = null, attempts = 0, error_kind = null,
       last_error = null, problem = null
     where id = :id`,
    { id: current.id, at: now() },
    trx
  )
  await sql(
    `update communities_outsiders set state = 'removed'
     where space_id = :spaceId and role_id = :roleId and platform_id = :platformId and state = 'found'`,
    { spaceId: current.space_id, roleId: current.role_id, platformId: current.platform_id },
    trx
  )
  await rememberAccess(settling, 'put_out')
  // Nobody's any more: who they were is not kept.
  if (current.person_id === null && current.version === settling.claimed.version) {
    await sql('delete from communities_grants where id = :id', { id: current.id }, trx)
  }
}

async function rememberAccess({ trx, current }: Settling, kind: string): Promise<void> {
  await remember(trx, {
    communityId: current.community_id,
    membershipId: current.membership_id,
    personId: current.person_id,
    kind,
    data: { space: current.space_id, role: current.role_id, by: current.changed_by },
  })
}
