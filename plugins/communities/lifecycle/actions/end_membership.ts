import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { now } from '#plugins/communities/clock'
import { stopOrder } from '#plugins/communities/lifecycle/actions/set_renewing'
import { tellMembers, type MemberNews, type News } from '#plugins/communities/lifecycle/news'
import { lockMembership } from '#plugins/communities/lifecycle/queries/find_membership'
import { ended } from '#plugins/communities/lifecycle/transitions'
import { rememberAll, saveMemberships, tellChanged } from '#plugins/communities/lifecycle/write'
import type { EndReason, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface Ending {
  membershipId: string
  reason: EndReason
  /** A person's id, or a part of the program (`sweep`, `refund`, `give_back`). */
  by: string
  /** By default the member is told. */
  silent?: boolean
}

/**
 * Ends a membership at once: they are out. Nothing is given back here. A subscription at a gateway is stopped.
 * @returns the membership, as it is now; null when there is none, or it had ended before
 */
export async function endMembership(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  ending: Ending
): Promise<MembershipRow | null> {
  const membership = await lockMembership(trx, ending.membershipId)
  if (!membership || membership.state === 'ended') return null
  const [done = null] = await endAll(services, trx, [{ ...ending, membership }])
  return done
}

/** Ends memberships that are locked and live. */
export async function endAll(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  endings: readonly (Omit<Ending, 'membershipId'> & { membership: MembershipRow })[]
): Promise<MembershipRow[]> {
  const at = now()
  const over = endings.map(({ membership, reason }) => ended(membership, reason, at))
  await saveMemberships(trx, over)
  await rememberAll(
    trx,
    endings.map(({ membership, reason, by }) => ({
      membership,
      kind: 'ended',
      data: { reason, by },
    })),
    at
  )
  await tellChanged(services, trx, over)
  await stopOrder(services, trx, over)
  const news = endings.flatMap(({ membership, reason, silent }): MemberNews[] => {
    const about = silent === true ? null : newsOf(reason)
    return about === null
      ? []
      : [{ membership, news: about, key: `ended:${membership.id}:${at.getTime()}` }]
  })
  await tellMembers(services, trx, news)
  return over
}

function newsOf(reason: EndReason): News | null {
  switch (reason) {
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'disputed':
    case 'removed':
    case 'expired':
      return `ended_${reason}`
    case 'deleted':
    case 'merged':
      return null
  }
}
