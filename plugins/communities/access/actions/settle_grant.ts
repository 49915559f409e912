import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { askForWork } from '#plugins/communities/access/actions/ask_for_work'
import { paceAnswered, paceFailed } from '#plugins/communities/access/actions/pace'
import {
  settleIn,
  settleOut,
  type Settling,
} from '#plugins/communities/access/actions/settle_presence'
import { settleProblem } from '#plugins/communities/access/actions/settle_problem'
import { tellAccess } from '#plugins/communities/access/actions/tell_access'
import { backoff } from '#plugins/communities/access/backoff'
import type { Answer, ClaimedGrant } from '#plugins/communities/access/grant'
import { now } from '#plugins/communities/clock'
import type { GrantRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Writes down what became of a try, if the try is still this process's. An answer to an older wish is kept for what it
 * says of the platform, and the newer wish goes to work.
 */
export async function settleGrant(
  services: CommunitiesServices,
  claimed: ClaimedGrant,
  answer: Answer
): Promise<void> {
  await db.transaction(async (trx) => {
    const [current] = await sql<GrantRow>(
      'select * from communities_grants where id = :id for update',
      { id: claimed.id },
      trx
    )
    const at = { spaceId: claimed.space_id, platform: claimed.platform }
    if (answer.outcome === 'retry') await paceFailed(trx, { ...at, afterMs: answer.afterMs })
    else await paceAnswered(trx, at)
    // It took longer than its claim: whoever has it now asks again, which does no harm.
    if (current?.claimed_until?.getTime() !== claimed.claimed_until.getTime()) return
    const settling = { services, trx, claimed, current }
    await settle(settling, answer)
    if (current.version !== claimed.version) await goAgain(settling)
  })
}

async function settle(settling: Settling, answer: Answer): Promise<void> {
  const { trx, claimed, current } = settling
  switch (answer.outcome) {
    case 'in':
      return settleIn(settling, answer.already)
    case 'invited':
      await sql(
        `update communities_grants set actual = 'invited', link = :link, link_expires_at = :expiresAt, learned_at = :at,
           claimed_until = null, next_try_at = null, attempts = 0, error_kind = null, last_error = null, problem = null
         where id = :id`,
        { id: current.id, link: answer.link, expiresAt: answer.expiresAt, at: now() },
        trx
      )
      if (current.version === claimed.version) await tellAccess(settling, 'link', answer.link)
      return
    case 'out':
      return settleOut(settling)
    case 'retry':
      await sql(
        `update communities_grants set claimed_until = null, error_kind = 'retriable', last_error = :reason,
           next_try_at = :next where id = :id`,
        {
          id: current.id,
          reason: answer.reason.slice(0, 500),
          next: backoff(now(), claimed.attempts, answer.afterMs),
        },
        trx
      )
      return
    case 'problem':
      return settleProblem(settling, answer)
  }
}

/** The wish changed while the call was under way; whoever left meanwhile is left alone. */
async function goAgain({ services, trx, current }: Settling): Promise<void> {
  const left = current.left_at !== null && current.wanted === 'in'
  await sql(
    `update communities_grants set next_try_at = case when :left then null else cast(:at as timestamptz) end,
       actual = case when :left then 'out' else actual end, left_at = cast(:leftAt as timestamptz), claimed_until = null, attempts = 0,
       error_kind = null, last_error = null, problem = null,
       granted_at = case when wanted = 'in' then cast(:grantedAt as timestamptz) end
     where id = :id`,
    {
      id: current.id,
      at: now(),
      left,
      leftAt: current.left_at,
      grantedAt: current.granted_at,
    },
    trx
  )
  if (!left) await askForWork(services, trx)
}
