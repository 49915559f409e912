import db from '@adonisjs/lucid/services/db'
import { now } from '#plugins/communities/clock'
import { renewDue } from '#plugins/communities/lifecycle/actions/renew_due'
import {
  findMembership,
  lockMembership,
} from '#plugins/communities/lifecycle/queries/find_membership'
import { rememberAll, saveMemberships } from '#plugins/communities/lifecycle/write'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * The fan agrees to a higher price, as it was shown: it is charged from the next cycle on, and at once where that has
 * been waiting for it.
 * @returns null when there is nothing of theirs to agree to any more
 */
export async function agreePrice(
  services: Pick<CommunitiesServices, 'outbox' | 'ledger'>,
  { membershipId, personId, coins }: { membershipId: string; personId: string; coins: bigint }
): Promise<MembershipRow | null> {
  const agreed = await db.transaction(async (trx) => {
    const membership = await lockMembership(trx, membershipId)
    const asked = membership?.asked_coins ?? null
    if (membership?.person_id !== personId || membership.state === 'ended' || asked === null) {
      return false
    }
    // They agree to what they saw: it may have risen again since, and then it is asked for again.
    if (coins < (membership.coins ?? 0n) || coins > asked) return false
    const at = now()
    const { state, renews } = membership
    await saveMemberships(trx, [
      {
        ...membership,
        coins,
        asked_coins: null,
        renew_at: state === 'grace' && renews ? at : membership.renew_at,
      },
    ])
    await rememberAll(
      trx,
      [{ membership, kind: 'agreed_price', data: { coins: coins.toString() } }],
      at
    )
    return true
  })
  if (!agreed) return null
  await renewDue(services, { membershipId })
  return findMembership(membershipId)
}
