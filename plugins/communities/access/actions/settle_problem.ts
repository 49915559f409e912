import type { Refused } from '#app/bot_kit/spaces/problems'
import { sql } from '#app/support/sql'
import {
  settleIn,
  settleOut,
  type Settling,
} from '#plugins/communities/access/actions/settle_presence'
import { tellAccess } from '#plugins/communities/access/actions/tell_access'
import { tellOfSpace } from '#plugins/communities/access/actions/tell_of_space'
import { type AnyProblem, isPersonProblem, reachOf } from '#plugins/communities/access/problems'
import { now } from '#plugins/communities/clock'

type Problem = Extract<Refused, { outcome: 'problem' }>

/** Somebody has to press something first: it stands still until then, and they are told what, once. */
export async function settleProblem(
  settling: Settling,
  { problem, detail }: Problem
): Promise<void> {
  const { services, trx, claimed, current } = settling
  if (claimed.wanted === 'in' && problem.kind === 'runs_the_space') return settleIn(settling, true)
  if (claimed.wanted === 'out' && isNobodyInside(problem)) return settleOut(settling)
  const values = { problem: JSON.stringify(problem), detail: detail.slice(0, 500), at: now() }
  await sql(
    `update communities_grants set claimed_until = null, next_try_at = null, error_kind = 'action', last_error = :detail,
       problem = :problem::jsonb, learned_at = :at, link = case when wanted = 'in' then null else link end,
       actual = case when wanted = 'in' and :notInside then 'out' else actual end
     where id = :id`,
    { ...values, id: current.id, notInside: isNobodyInside(problem) },
    trx
  )
  if (current.version !== claimed.version) return
  if (isPersonProblem(problem)) {
    // Owners and admins stay, whatever they bought or let go.
    if (claimed.wanted === 'in') await tellAccess(settling, 'problem', problem.kind)
    return
  }
  const { roleId, oneWay } = reachOf(problem)
  await sql(
    `update communities_grants set next_try_at = null, error_kind = 'action', last_error = :detail, problem = :problem::jsonb
     where space_id = :spaceId and next_try_at is not null and (claimed_until is null or claimed_until <= :at)
       and (cast(:roleId as text) is null or role_id = :roleId) and (not :oneWay or wanted = :wanted)`,
    { ...values, spaceId: current.space_id, roleId, oneWay, wanted: claimed.wanted },
    trx
  )
  await tellOfSpace(services, trx, current, problem)
}

/** What says that somebody whom nobody wants inside is not. */
const isNobodyInside = ({ kind }: AnyProblem): boolean =>
  ['not_in_server', 'no_such_account', 'banned_there', 'too_many_chats', 'role_gone'].includes(kind)
