import db from '@adonisjs/lucid/services/db'
import { now } from '#plugins/communities/clock'
import { endAll } from '#plugins/communities/lifecycle/actions/end_membership'
import { stopOrder } from '#plugins/communities/lifecycle/actions/set_renewing'
import { lockMembership } from '#plugins/communities/lifecycle/queries/find_membership'
import { cancelled } from '#plugins/communities/lifecycle/transitions'
import { rememberAll, saveMemberships, tellChanged } from '#plugins/communities/lifecycle/write'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type CancelOutcome =
  /** They are in until the end of what was paid. */
  | { outcome: 'cancelled'; membership: MembershipRow }
  /** Nothing was paid any more (the grace period): it is over. */
  | { outcome: 'ended'; membership: MembershipRow }
  /** Telegram charges it: it is cancelled there. */
  | { outcome: 'at_telegram' }
  /** There is none of theirs that lives, or nothing was to come anyway. */
  | { outcome: 'nothing_to_cancel' }

/** The fan wants no next cycle. A charge that is under way at this moment is given back. */
export async function cancelMembership(
  services: Pick<CommunitiesServices, 'outbox'>,
  { membershipId, personId }: { membershipId: string; personId: string }
): Promise<CancelOutcome> {
  const outcome = await db.transaction(async (trx): Promise<CancelOutcome> => {
    const membership = await lockMembership(trx, membershipId)
    if (membership?.person_id !== personId || membership.state === 'ended' || !membership.renews) {
      return { outcome: 'nothing_to_cancel' }
    }
    if (membership.means === 'telegram') return { outcome: 'at_telegram' }
    if (membership.state === 'grace') {
      const ending = { membership, reason: 'cancelled' as const, by: personId, silent: true }
      const [over = membership] = await endAll(services, trx, [ending])
      return { outcome: 'ended', membership: over }
    }
    const at = now()
    const done = cancelled(membership, at)
    await saveMemberships(trx, [done])
    await rememberAll(trx, [{ membership, kind: 'cancelled', data: { by: personId } }], at)
    await tellChanged(services, trx, [done])
    await stopOrder(services, trx, [done])
    return { outcome: 'cancelled', membership: done }
  })
  services.outbox.nudge()
  return outcome
}
