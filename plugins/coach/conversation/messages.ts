import { sql } from '#app/support/sql'
import { COACH_LIMITS } from '#plugins/coach/limits'
import type { Noticed } from '#plugins/coach/conversation/notice'
import type { Said } from '#plugins/coach/conversation/prompt'

/**
 * How an answer ended: `stopped` by its creator, `cut` because it had no end. `crisis`: it is the help for somebody who may
 * be in danger; their message is marked so too, does not count, and no model reads either of them.
 */
export type Ending = 'whole' | 'stopped' | 'cut' | 'crisis'

/**
 * Of a creator's message: `answered`, `being_answered`, or `unanswered` (the model failed, or the process that made the
 * answer died: it may be tried again). Of an answer: how it ended.
 */
export type MessageState = 'answered' | 'being_answered' | 'unanswered' | Ending

/** One message of a project, as it is shown. */
export interface KeptMessage {
  /** Decimal; newer messages have higher ones. */
  id: string
  /** The same for a message and its answer. */
  key: string
  role: 'creator' | 'coach'
  text: string
  at: Date
  state: MessageState
  /** Of a creator's message: what came of it; null while nothing is known. */
  noticed: Noticed | null
}

/**
 * What was said in a project: the newest page, or the one before a message; oldest first.
 * @param page.limit at most {@link COACH_LIMITS.page}
 */
export async function listMessages(
  projectId: string,
  { before = null, limit }: { before?: string | null; limit: number }
): Promise<readonly KeptMessage[]> {
  const rows = await sql<KeptMessage>(
    `select m.id::text, m.key, m.role, m.text, m.at, m.noticed,
       case when m.role = 'coach' then m.ending
         when exists (select from coach_messages a
           where a.project_id = m.project_id and a.key = m.key and a.role = 'coach') then 'answered'
         when m.claimed_until > now() then 'being_answered'
         else 'unanswered' end as state
     from coach_messages m
     where m.project_id = :projectId and (cast(:before as bigint) is null or m.id < cast(:before as bigint))
     order by m.id desc limit :limit`,
    { projectId, before, limit: Math.min(limit, COACH_LIMITS.page) }
  )
  return rows.toReversed()
}

/** The key of the newest message of a creator that has no answer and nobody is making one for; null when there is none. */
export async function newestUnanswered(projectId: string): Promise<string | null> {
  const [newest] = await sql<{ key: string; is_open: boolean }>(
    `select m.key, not exists (select from coach_messages a
         where a.project_id = m.project_id and a.key = m.key and a.role = 'coach')
       and coalesce(m.claimed_until <= now(), true) as is_open
     from coach_messages m where m.project_id = :projectId and m.role = 'creator' order by m.id desc limit 1`,
    { projectId }
  )
  return newest?.is_open === true ? newest.key : null
}

/** What a creator said under a key; null for nothing. */
export async function findSaid(projectId: string, key: string): Promise<string | null> {
  const [row] = await sql<{ text: string }>(
    `select text from coach_messages where project_id = :projectId and key = :key and role = 'creator'`,
    { projectId, key }
  )
  return row?.text ?? null
}

/** How many messages a creator has left now, and when the next one comes back; null when none was said within the day. */
export async function remaining(creatorId: string): Promise<{ left: number; nextAt: Date | null }> {
  const [row] = await sql<{ said: number; oldest: Date | null }>(
    `select count(*)::integer as said, min(at) as oldest from (
       select m.at from coach_messages m join coach_projects p on p.id = m.project_id
       where p.creator_id = :creatorId and m.role = 'creator' and m.ending <> 'crisis'
         and m.at > now() - make_interval(hours => :hours)
       order by m.at desc limit :most
     ) recent`,
    { creatorId, hours: COACH_LIMITS.windowHours, most: COACH_LIMITS.messages }
  )
  const oldest = row?.oldest ?? null
  return {
    left: COACH_LIMITS.messages - (row?.said ?? 0),
    nextAt: oldest && new Date(oldest.getTime() + COACH_LIMITS.windowHours * 3_600_000),
  }
}

/**
 * What was said last and is not in the summary, oldest first, before a turn: what is about to be folded is still there, word
 * for word.
 */
export async function saidBefore(projectId: string, key: string): Promise<Said[]> {
  const rows = await sql<Said>(
    `select m.role, m.text from coach_messages m join coach_projects p on p.id = m.project_id
     where m.project_id = :projectId and m.key <> :key and m.id > p.summed_up_to
       and m.ending <> 'crisis' order by m.id desc limit :most`,
    { projectId, key, most: 2 * (COACH_LIMITS.history + COACH_LIMITS.foldAt) }
  )
  return rows.toReversed()
}
