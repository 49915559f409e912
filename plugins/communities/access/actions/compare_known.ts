import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { noteOutsiders } from '#plugins/communities/access/actions/compare_outsiders'
import { noteStaff } from '#plugins/communities/access/actions/note_staff'
import type { Found, RunningRepair } from '#plugins/communities/access/repair'
import { PERSON_PROBLEMS } from '#plugins/communities/access/problems'
import { now } from '#plugins/communities/clock'

export interface Known {
  /** The grant's. */
  id: string
  isIn: boolean
  /** They run the space: what they have by their own hand is theirs. */
  runs: boolean
}

/**
 * What the platform said of the people that are known, against what is wanted. Left alone is whoever a process is at,
 * and whatever changed since the platform was asked: its answer is older.
 * confirmed: in, as wanted. staff: inside by their own hand. locked_out: paid, and outside. unpaid: inside, and not wanted. gone: out, as wanted.
 */
const COMPARE = `with known as (
    select * from unnest(:ids::uuid[], :inside::boolean[], :running::boolean[]) as k (id, is_in, runs)
  ), judged as (
    select g.id, g.space_id, g.role_id, g.platform_id, case
        when g.wanted = 'in' and k.is_in and (g.actual <> 'in' or g.next_try_at is not null or g.error_kind is not null)
          then 'confirmed'
        when g.wanted = 'in' and not k.is_in and g.next_try_at is null
          and (:areThere or (g.left_at is null and g.actual <> 'invited'
            and coalesce(g.problem ->> 'kind', '') <> all(:theirs::text[])))
          then 'locked_out'
        when g.wanted = 'out' and k.is_in and g.next_try_at is null
          and coalesce(g.problem ->> 'kind', '') <> 'runs_the_space' and not exists (
            select from communities_outsiders o where o.space_id = g.space_id and o.role_id = g.role_id
              and o.platform_id = g.platform_id and o.state in ('kept', 'runs'))
          and not exists (
            select from communities_paid_there t where t.space_id = g.space_id and g.role_id = ''
              and t.platform_id = g.platform_id and t.over_at is null)
          then case when k.runs then 'staff' else 'unpaid' end
        when g.wanted = 'out' and not k.is_in and g.link is null and (g.actual <> 'out' or g.next_try_at is not null)
          then 'gone'
      end as verdict
    from communities_grants g join known k on k.id = g.id
    where g.claimed_until is null and g.wanted_at < :askedAt and coalesce(g.learned_at < :askedAt, true)
    for update of g
  )
  update communities_grants g set
    actual = case when j.verdict in ('confirmed', 'unpaid', 'staff') then 'in' else 'out' end,
    next_try_at = case when j.verdict = 'locked_out' or (j.verdict = 'unpaid' and :remove)
      then cast(:at as timestamptz) end,
    granted_at = case when j.verdict = 'confirmed' then coalesce(g.granted_at, :at) else g.granted_at end,
    revoked_at = case when j.verdict = 'gone' then :at else g.revoked_at end,
    link = case when j.verdict = 'confirmed' then null else g.link end,
    left_at = null, attempts = 0, error_kind = null, last_error = null, problem = null, learned_at = :askedAt
  from judged j
  where g.id = j.id and j.verdict is not null
  returning j.verdict, g.role_id, g.platform_id`

export async function compareKnown(
  trx: TransactionClientContract,
  run: Pick<RunningRepair, 'space_id' | 'started_at' | 'unpaid_inside'>,
  {
    known,
    askedAt,
    areThere,
  }: {
    known: readonly Known[]
    askedAt: Date
    /** Whoever is not in is in the server all the same, and can be given the role. */
    areThere: boolean
  }
): Promise<Found> {
  const ids = known.map(({ id }) => id)
  await sql(
    'update communities_grants set seen_at = :startedAt where id = any(:ids::uuid[])',
    { ids, startedAt: run.started_at },
    trx
  )
  const judged = await sql<{ verdict: string; role_id: string; platform_id: string }>(
    COMPARE,
    {
      ids,
      inside: known.map(({ isIn }) => String(isIn)),
      running: known.map(({ runs }) => String(runs)),
      askedAt,
      areThere,
      remove: run.unpaid_inside === 'remove',
      theirs: [...PERSON_PROBLEMS],
      at: now(),
    },
    trx
  )
  const count = (verdict: string) => judged.filter((one) => one.verdict === verdict).length
  const unpaid = judged.filter(({ verdict }) => verdict === 'unpaid')
  await noteOutsiders(trx, run, unpaid)
  await noteStaff(
    trx,
    run,
    judged.filter(({ verdict }) => verdict === 'staff')
  )
  return {
    seen: known.length,
    letIn: count('locked_out'),
    putOut: run.unpaid_inside === 'remove' ? unpaid.length : 0,
    outsiders: unpaid.length,
  }
}
