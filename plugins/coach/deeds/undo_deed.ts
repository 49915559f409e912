import logger from '@adonisjs/core/services/logger'
import { sql } from '#app/support/sql'
import { deedOf, ownDeed, type Deed, type KeptDeed } from '#plugins/coach/deeds/deed'
import { tryLater } from '#plugins/coach/deeds/do_deed'
import { envOf } from '#plugins/coach/deeds/env'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'
import { DEED_LIMITS } from '#plugins/coach/deeds/limits'
import { untickLive } from '#plugins/coach/live/untick_live'
import { findProject } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

export type UndoneDeed =
  /** The result says what was undone, and what stays and why. */
  | { outcome: 'undone'; deed: Deed }
  | { outcome: 'undone_before'; deed: Deed }
  /** It changed nothing that could be taken back. */
  | { outcome: 'nothing'; deed: Deed }
  /** It is being undone, or something was away: it is finished by itself, and the creator is told. */
  | { outcome: 'under_way'; deed: Deed }
  /** It was not done (yet). */
  | { outcome: 'not_done'; deed: Deed }
  | { outcome: 'gone' }

/** Undoes what a deed did, as far as that goes. Twice undoes it once. */
export async function undoDeed(
  services: CoachServices,
  { creatorId, deedId }: { creatorId: string; deedId: string }
): Promise<UndoneDeed> {
  const deed = await ownDeed(creatorId, deedId)
  if (!deed) return { outcome: 'gone' }
  if (deed.state === 'undone') return { outcome: 'undone_before', deed: deedOf(deed) }
  if (deed.state !== 'done' && deed.state !== 'failed') {
    return { outcome: 'not_done', deed: deedOf(deed) }
  }
  const claimed = await sql<{ id: string }>(
    `update coach_deeds set undoing_at = now(), attempts = 1,
       claimed_until = now() + make_interval(secs => :seconds)
     where id = :id and state in ('done', 'failed') and undoing_at is null returning id`,
    { id: deed.id, seconds: DEED_LIMITS.claimSeconds }
  )
  if (claimed.length === 0) {
    const now = await ownDeed(creatorId, deedId)
    const outcome = now?.state === 'undone' ? 'undone_before' : 'under_way'
    return { outcome, deed: deedOf(now ?? deed) }
  }
  return runUndo(services, deed)
}

/** Undoes a claimed deed to the end; what fails for the moment is gone on with by the job. */
export async function runUndo(
  services: CoachServices,
  deed: KeptDeed
): Promise<Extract<UndoneDeed, { outcome: 'undone' | 'nothing' | 'under_way' }>> {
  const project = await findProject(services.programmes, deed.projectId)
  const env = await envOf(services, project, {
    locale: deed.locale,
    communityId: deed.plan.community.id,
  })
  try {
    const { outcome, result } = await DEED_KINDS[deed.action].undo(env, deed)
    if (outcome === 'undone') await untickLive(services, project, deed.action)
    await sql(
      `update coach_deeds set undoing_at = null, claimed_until = null,
         undo_result = case when :isUndone then :result::jsonb end,
         state = case when :isUndone then 'undone' else state end, ended_at = now()
       where id = :id and undoing_at is not null`,
      { id: deed.id, result: JSON.stringify(result), isUndone: outcome === 'undone' }
    )
    const now = await ownDeed(deed.creatorId, deed.id)
    return { outcome, deed: { ...deedOf(now ?? deed), result } }
  } catch (error) {
    logger.warn({ err: error, deed: deed.id, action: deed.action }, 'Undoing is tried again')
    await tryLater(deed)
    return { outcome: 'under_way', deed: deedOf(deed) }
  }
}
