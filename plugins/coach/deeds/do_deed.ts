import logger from '@adonisjs/core/services/logger'
import { sql } from '#app/support/sql'
import {
  deedOf,
  ownDeed,
  type Deed,
  type DeedResult,
  type KeptDeed,
} from '#plugins/coach/deeds/deed'
import { envOf } from '#plugins/coach/deeds/env'
import type { Missing } from '#plugins/coach/deeds/kind'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'
import { DEED_LIMITS } from '#plugins/coach/deeds/limits'
import { proposeDeed } from '#plugins/coach/deeds/propose_deed'
import { tickLive } from '#plugins/coach/live/tick_live'
import { activeProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

export type Did =
  /** `before` and `after`: the project, with what got ticked by it. */
  | { outcome: 'done'; deed: Deed; before: Project; after: Project }
  /** It could not be done; the result says why. */
  | { outcome: 'failed'; deed: Deed }
  /** Confirmed before: the deed is as it became then. */
  | { outcome: 'done_before'; deed: Deed }
  /** It is being done, or something was away: it is finished by itself, and the creator is told. */
  | { outcome: 'under_way'; deed: Deed }
  /** The plan was too old, or things are otherwise by now: this is the new one, to be confirmed. */
  | { outcome: 'proposed_anew'; deed: Deed; why: 'old' | 'changed' }
  /** Something has to be filled in first. */
  | { outcome: 'incomplete'; deed: Deed }
  | Missing
  /** Not this creator's, dropped, or of a project that has ended. */
  | { outcome: 'gone' }

/** Does what a plan says, once its creator confirmed exactly this plan. Twice does it once. */
export async function doDeed(
  services: CoachServices,
  { creatorId, deedId }: { creatorId: string; deedId: string }
): Promise<Did> {
  const deed = await ownDeed(creatorId, deedId)
  const project = await activeProject(services.programmes, creatorId)
  if (!deed || deed.state === 'dropped') return { outcome: 'gone' }
  if (deed.state === 'doing') return { outcome: 'under_way', deed: deedOf(deed) }
  if (deed.state !== 'proposed') return { outcome: 'done_before', deed: deedOf(deed) }
  if (project?.id !== deed.projectId) return { outcome: 'gone' }
  if (deed.plan.asks.length > 0) return { outcome: 'incomplete', deed: deedOf(deed) }
  const claimed = await claim(services, project, deed)
  if (claimed !== 'claimed') {
    return claimed === 'taken'
      ? doDeed(services, { creatorId, deedId })
      : anew(services, project, deed, claimed)
  }
  return runDeed(services, project, deed)
}

/** From here on it is done, by this process or by the job. Only what nobody confirmed yet can be claimed. */
async function claim(
  services: CoachServices,
  project: Project,
  deed: KeptDeed
): Promise<'claimed' | 'taken' | 'old' | 'changed'> {
  const env = await envOf(services, project, { locale: deed.locale })
  const basis = await DEED_KINDS[deed.action].basisNow(env, deed.plan.values)
  if (basis !== deed.basis) return 'changed'
  const claimed = await sql<{ id: string }>(
    `update coach_deeds set state = 'doing', confirmed_at = now(), attempts = 1,
       claimed_until = now() + make_interval(secs => :seconds)
     where id = :id and state = 'proposed' and proposed_at > now() - make_interval(hours => :hours) returning id`,
    { id: deed.id, seconds: DEED_LIMITS.claimSeconds, hours: DEED_LIMITS.planHours }
  )
  if (claimed.length > 0) return 'claimed'
  const now = await ownDeed(deed.creatorId, deed.id)
  return now?.state === 'proposed' ? 'old' : 'taken'
}

/** What the creator filled in stays; what follows from a decision follows the decision. */
async function anew(
  services: CoachServices,
  project: Project,
  deed: KeptDeed,
  why: 'old' | 'changed'
): Promise<Did> {
  const { decided } = DEED_KINDS[deed.action]
  const { values, changed, community } = deed.plan
  const changes = Object.fromEntries(
    changed
      .filter((name) => why === 'old' || !decided.includes(name))
      .map((name) => [name, values[name] ?? ''])
  )
  const { action, locale } = deed
  const same = { action, locale, communityId: community.id }
  let again = await proposeDeed(services, project, { ...same, changes })
  // What was filled in is not to be had any more: the plan is drafted without it.
  if (again.outcome === 'wrong') again = await proposeDeed(services, project, same)
  switch (again.outcome) {
    case 'proposed':
      return { outcome: 'proposed_anew', deed: again.deed, why }
    case 'missing':
      return again
    case 'wrong':
      return { outcome: 'gone' }
  }
}

/** Does a claimed deed to its end; what fails for the moment is gone on with by the job. */
export async function runDeed(
  services: CoachServices,
  project: Project,
  deed: KeptDeed
): Promise<Extract<Did, { outcome: 'done' | 'failed' | 'under_way' }>> {
  const env = await envOf(services, project, {
    locale: deed.locale,
    communityId: deed.plan.community.id,
  })
  try {
    const ended = await DEED_KINDS[deed.action].do(env, deed)
    await end(deed, ended.outcome, ended.result)
  } catch (error) {
    logger.warn({ err: error, deed: deed.id, action: deed.action }, 'A deed is tried again')
    await tryLater(deed)
    return { outcome: 'under_way', deed: deedOf({ ...deed, state: 'doing' }) }
  }
  const now = await ownDeed(deed.creatorId, deed.id)
  if (!now) throw new Error('The deed is gone')
  if (now.state === 'failed') return { outcome: 'failed', deed: deedOf(now) }
  const active = await activeProject(services.programmes, deed.creatorId)
  // A project that was ended meanwhile is ticked no more.
  const after = active?.id === project.id ? await tickLive(services, deed.creatorId) : project
  return { outcome: 'done', deed: deedOf(now), before: project, after }
}

/** The job goes on with it, a little later each time. */
export async function tryLater({ id }: Pick<KeptDeed, 'id'>): Promise<void> {
  await sql(
    `update coach_deeds set claimed_until = now() + make_interval(secs => :pause * power(2, attempts - 1))
     where id = :id and claimed_until is not null`,
    { id, pause: DEED_LIMITS.pauseSeconds }
  )
}

/** Writes down what became of a deed; the first that ends it has the word. */
export async function end(
  deed: Pick<KeptDeed, 'id'>,
  state: 'done' | 'failed',
  result: DeedResult
): Promise<void> {
  await sql(
    `update coach_deeds set state = :state, result = :result::jsonb, ended_at = now(), claimed_until = null
     where id = :id and state = 'doing'`,
    { id: deed.id, state, result: JSON.stringify(result) }
  )
}
