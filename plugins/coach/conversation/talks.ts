/** Who goes on writing to the coach without a command: one place of each account, until they stop or are silent. */
import type { TurnContext } from '#app/bot_kit/command'
import { sql } from '#app/support/sql'
import { COACH_LIMITS } from '#plugins/coach/limits'

type Here = Pick<TurnContext, 'account' | 'frontend' | 'place'>

const placeOf = ({ frontend, place }: Here): string => `${frontend}:${place.id}`

/** From now on the coach is written to here. False in a room: there it is asked by its command alone. */
export async function openTalk(here: Here): Promise<boolean> {
  if (here.place.kind !== 'direct') return false
  await sql(
    `insert into coach_talks (account_id, place, until)
     values (:accountId, :place, now() + make_interval(mins => :minutes))
     on conflict (account_id) do update set place = excluded.place, until = excluded.until`,
    { accountId: here.account.id, place: placeOf(here), minutes: COACH_LIMITS.talkMinutes }
  )
  return true
}

/** Whether the coach is written to here; each time anew for as long. */
export async function goesOn(here: Here): Promise<boolean> {
  const rows = await sql<{ place: string }>(
    `update coach_talks set until = now() + make_interval(mins => :minutes)
     where account_id = :accountId and place = :place and until > now() returning place`,
    { accountId: here.account.id, place: placeOf(here), minutes: COACH_LIMITS.talkMinutes }
  )
  return rows.length > 0
}

/** False when the coach was not written to any more. */
export async function closeTalk(here: Here): Promise<boolean> {
  const rows = await sql<{ open: boolean }>(
    'delete from coach_talks where account_id = :accountId and place = :place returning until > now() as open',
    { accountId: here.account.id, place: placeOf(here) }
  )
  return rows[0]?.open ?? false
}
