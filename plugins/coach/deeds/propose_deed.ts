import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { deedOf, openPlan, ownDeed, type Deed, type Plan } from '#plugins/coach/deeds/deed'
import { envOf } from '#plugins/coach/deeds/env'
import type { DeedEnv, Missing, Values, WrongField } from '#plugins/coach/deeds/kind'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'
import { tasksOf, type TaskAction } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

export interface Proposal {
  action: TaskAction
  /**
   * What the creator filled in, by field. Everything else is as in the plan that waits, where there is one: what they
   * saw is not drafted again. What follows from a decision follows it.
   */
  changes?: Values
  locale: string
  /** Of several communities, the one that it is for. */
  communityId?: string
}

export type Proposed =
  | { outcome: 'proposed'; deed: Deed }
  | Missing
  /** What was filled in cannot be so. */
  | WrongField

/**
 * Plans what the coach could do for a task, and keeps the plan: nothing is done. A plan never changes; another one for
 * the same takes its place, and the older one can no longer be confirmed.
 */
export async function proposeDeed(
  services: CoachServices,
  project: Project,
  proposal: Proposal
): Promise<Proposed> {
  const { action, changes = {}, locale, communityId } = proposal
  const task = tasksOf(project.programme).find((one) => one.action === action)
  if (!task) return { outcome: 'missing', needs: 'nothing_to_do' }
  const env = await envOf(services, project, { locale, ...(communityId && { communityId }) })
  const kept = proposal.changes ? await keptOf(project, action) : {}
  const kind = DEED_KINDS[action]
  let drafted = await kind.draft(env, clean({ ...kept, ...changes }))
  // What was drafted before is not to be had any more; the creator did not ask for it.
  if (drafted.outcome === 'wrong' && changes[drafted.field] === undefined) {
    drafted = await kind.draft(env, clean(changes))
  }
  if (drafted.outcome !== 'planned') return drafted
  if (!(await mayBeSaid(env, drafted.words))) {
    return { outcome: 'wrong', field: 'words', what: 'not_allowed', limit: '' }
  }
  const before = await wasDone(project, action, drafted.plan.community.id)
  const plan: Plan = {
    ...drafted.plan,
    notes: [...(before ? [{ key: 'done_before', data: {} }] : []), ...drafted.plan.notes],
    changed: Object.keys(changes),
  }
  const deedId = await write(project, {
    action,
    task: task.id,
    locale,
    plan,
    basis: drafted.basis,
  })
  const deed = await ownDeed(project.creatorId, deedId)
  if (!deed) throw new Error('The plan was not kept')
  return { outcome: 'proposed', deed: deedOf(deed) }
}

/** Whether there is one of it already, which another one would not take the place of. */
async function wasDone(
  { id: projectId }: Pick<Project, 'id'>,
  action: TaskAction,
  communityId: string
): Promise<boolean> {
  if (!MAKES_ANOTHER.includes(action)) return false
  const done = await sql<{ id: string }>(
    `select id from coach_deeds where project_id = :projectId and action = :action and state in ('doing', 'done')
       and plan -> 'community' ->> 'id' = :communityId limit 1`,
    { projectId, action, communityId }
  )
  return done.length > 0
}

/** What is there twice when it is done twice. */
const MAKES_ANOTHER: readonly TaskAction[] = ['create_tier', 'schedule_launch']

/** What the waiting plan says of what does not follow from a decision. */
async function keptOf({ id }: Pick<Project, 'id'>, action: TaskAction): Promise<Values> {
  const before = await openPlan(id, action)
  const { decided } = DEED_KINDS[action]
  const { values = {}, asks = [] } = before?.plan ?? {}
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => !decided.includes(name) && !asks.includes(name))
  )
}

/** A NUL is nothing that Postgres keeps. */
const clean = (changes: Values): Values =>
  Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, value.replaceAll('\0', '').trim()])
  )

/** What members come to read is looked at like everything that creators publish. */
async function mayBeSaid({ services, project, locale, signal }: DeedEnv, words: string) {
  if (words.trim() === '') return true
  const [account] = await services.identity.accountsOf(project.creatorId)
  if (!account) return false
  const verdict = await services.moderation.check({
    text: words,
    stage: 'profile',
    accountId: account.id,
    personId: project.creatorId,
    adult: false,
    locale,
    signal,
  })
  return verdict.outcome === 'fine'
}

async function write(
  { id: projectId }: Pick<Project, 'id'>,
  kept: { action: TaskAction; task: string; locale: string; plan: Plan; basis: string }
): Promise<string> {
  return db.transaction(async (trx) => {
    await sql('select 1 from coach_projects where id = :projectId for update', { projectId }, trx)
    await sql(
      `update coach_deeds set state = 'dropped', ended_at = now()
       where project_id = :projectId and action = :action and state = 'proposed'`,
      { projectId, action: kept.action },
      trx
    )
    const communityId = kept.plan.community.id
    await sql(
      `update coach_projects set community_id = :communityId where id = :projectId
         and community_id is distinct from cast(:communityId as uuid)`,
      { projectId, communityId },
      trx
    )
    const [row] = await sql<{ id: string }>(
      `insert into coach_deeds (project_id, action, task, locale, plan, basis)
       values (:projectId, :action, :task, :locale, :plan::jsonb, :basis) returning id`,
      {
        projectId,
        action: kept.action,
        task: kept.task,
        locale: kept.locale,
        plan: JSON.stringify(kept.plan),
        basis: kept.basis,
      },
      trx
    )
    if (!row) throw new Error('The plan was not written')
    return row.id
  })
}

/** A plan that the creator does not want. False when it is none any more. */
export async function dropDeed(creatorId: string, deedId: string): Promise<boolean> {
  const dropped = await sql<{ id: string }>(
    `update coach_deeds d set state = 'dropped', ended_at = now() from coach_projects p
     where p.id = d.project_id and p.creator_id = :creatorId and d.id::text = :deedId and d.state = 'proposed'
     returning d.id`,
    { creatorId, deedId }
  )
  return dropped.length > 0
}
