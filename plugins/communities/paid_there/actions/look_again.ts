import db from '@adonisjs/lucid/services/db'
import type { Presence } from '#app/bot_kit/spaces/answers'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import { passageOf } from '#plugins/communities/access/grant'
import { now } from '#plugins/communities/clock'
import { endMembership } from '#plugins/communities/lifecycle/actions/end_membership'
import { later } from '#plugins/communities/lifecycle/times'
import { followUntil } from '#plugins/communities/paid_there/actions/follow_until'
import { PAID_THERE_LIMITS } from '#plugins/communities/paid_there/limits'
import {
  dueToLook,
  type PaidThereKnown,
} from '#plugins/communities/paid_there/queries/find_paid_there'
import type { CommunitiesServices } from '#plugins/communities/services'

type Services = Pick<CommunitiesServices, 'doorkeepers' | 'outbox'>

/**
 * Asks Telegram about those whose time is over: who paid again goes on, who is gone is no member any more. While Telegram
 * does not say, they stay: whoever paid it is not put out because it cannot be reached.
 */
export async function lookAgain(services: Services, signal?: AbortSignal): Promise<void> {
  const due = await dueToLook({ at: now(), most: PAID_THERE_LIMITS.batch })
  for (const one of due) {
    if (signal?.aborted === true) return
    const keeper = await services.doorkeepers.of(one.platform)
    const askedAt = now()
    const presence = await keeper?.look(passageOf({ ...one, role_id: '' }))
    await settle(services, one, { presence, askedAt })
  }
}

async function settle(
  services: Services,
  one: PaidThereKnown,
  { presence, askedAt }: { presence: Presence | undefined; askedAt: Date }
): Promise<void> {
  await db.transaction(async (trx) => {
    const [same] = await sql(
      `select 1 from communities_paid_there where id = :id and heard_at = :heardAt and over_at is null for update`,
      { id: one.id, heardAt: one.heard_at },
      trx
    )
    // Something newer was heard meanwhile.
    if (!same) return
    const seen = whatOf(presence, askedAt, one.until)
    if (seen === 'unclear') {
      const wait = Math.min(
        PAID_THERE_LIMITS.lookAgainMost,
        PAID_THERE_LIMITS.lookAgain * 2 ** Math.min(one.looks, 10)
      )
      await sql(
        'update communities_paid_there set looks = looks + 1, look_at = :lookAt where id = :id',
        { id: one.id, lookAt: later(askedAt, wait) },
        trx
      )
      return
    }
    if (seen !== 'over') {
      return followUntil(services, trx, one.id, { until: seen, heardAt: askedAt })
    }
    await sql(
      `update communities_paid_there set over_at = :at, look_at = null, heard_at = :askedAt where id = :id`,
      { id: one.id, at: now(), askedAt },
      trx
    )
    // Nothing keeps them from being put out who come in again without paying.
    await sql(
      `delete from communities_outsiders
       where space_id = :spaceId and role_id = '' and platform_id = :platformId and state = 'runs'`,
      { spaceId: one.space_id, platformId: one.platform_id },
      trx
    )
    if (one.membership_id === null) return
    await endMembership(services, trx, {
      membershipId: one.membership_id,
      reason: 'expired',
      by: 'telegram',
    })
  })
}

/** What an answer means: another end, that it is over, or nothing yet. */
function whatOf(presence: Presence | undefined, at: Date, until: Date): Date | 'over' | 'unclear' {
  switch (presence?.outcome) {
    case 'in':
      // Telegram may be a while about a payment that did not work: they are in as long as it says so.
      if (presence.paidThere)
        return presence.paidThere.until > at ? presence.paidThere.until : 'unclear'
      return 'over'
    case 'out':
    case 'runs_the_space':
      return 'over'
    case 'problem':
      // The bot cannot see them any more, and nobody will tell: after the days of grace it is taken to be over.
      return at > later(until, communitiesConfig.grace) ? 'over' : 'unclear'
    case 'retry':
    case undefined:
      return 'unclear'
  }
}
