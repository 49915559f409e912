import type { Messenger } from '#app/bot_kit/messenger'
import { sql } from '#app/support/sql'
import { deedsLeft, GAVE_UP_UNDOING, ownDeed, type KeptDeed } from '#plugins/coach/deeds/deed'
import { end, runDeed } from '#plugins/coach/deeds/do_deed'
import { resultOf } from '#plugins/coach/deeds/kind'
import { DEED_LIMITS } from '#plugins/coach/deeds/limits'
import { runUndo } from '#plugins/coach/deeds/undo_deed'
import { findProject } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

type Services = CoachServices & { messenger: Messenger }

/** Goes on with deeds that a process left in the middle, and tells their creators what became of them. */
export async function finishDeeds(services: Services, signal: AbortSignal): Promise<void> {
  for (const deed of await deedsLeft(DEED_LIMITS.batch)) {
    if (signal.aborted) return
    await finish(services, deed)
  }
}

async function finish(services: Services, deed: KeptDeed): Promise<void> {
  const attempts = await claim(deed)
  if (attempts === null) return
  if (attempts > DEED_LIMITS.attempts) await giveUp(deed)
  else if (deed.isUndoing) await runUndo(services, deed)
  else await runDeed(services, await findProject(services.programmes, deed.projectId), deed)
  const now = await ownDeed(deed.creatorId, deed.id)
  if (!now || now.state === 'doing' || now.isUndoing) return
  await services.messenger.say({
    key: `deed:${deed.id}:${deed.isUndoing ? 'undo' : 'do'}:${now.state}`,
    to: { personId: deed.creatorId },
    invocation: { command: 'coach_deed', options: { deed: deed.id } },
  })
}

async function claim({ id }: KeptDeed): Promise<number | null> {
  const [claimed] = await sql<{ attempts: number }>(
    `update coach_deeds set attempts = attempts + 1, claimed_until = now() + make_interval(secs => :seconds)
     where id = :id and claimed_until < now() returning attempts`,
    { id, seconds: DEED_LIMITS.claimSeconds }
  )
  return claimed?.attempts ?? null
}

/** It did not go, again and again: its creator is told so, and can take back whatever was done of it. */
async function giveUp(deed: KeptDeed): Promise<void> {
  if (!deed.isUndoing) return end(deed, 'failed', resultOf('gave_up'))
  await sql(
    `update coach_deeds set undoing_at = null, claimed_until = null, undo_result = :result::jsonb
     where id = :id and undoing_at is not null`,
    { id: deed.id, result: JSON.stringify(resultOf(GAVE_UP_UNDOING)) }
  )
}
