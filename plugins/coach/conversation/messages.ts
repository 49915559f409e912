import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { COACH_LIMITS } from '#plugins/coach/limits'
import type { Said } from '#plugins/coach/conversation/prompt'

export type Heard =
  | { outcome: 'heard' }
  /** The same turn came before; null while its answer is being made. */
  | { outcome: 'heard_before'; answer: string | null }
  /** So many within a day; the next is free then. */
  | { outcome: 'limit'; nextAt: Date }

/** Keeps what a creator said, unless they said it before or too much within a day. The count is the database's. */
export async function hear(
  project: { id: string; creatorId: string },
  key: string,
  text: string
): Promise<Heard> {
  const [known] = await sql<{ answer: string | null }>(
    `select (select a.text from coach_messages a
       where a.project_id = m.project_id and a.key = m.key and a.role = 'coach') as answer
     from coach_messages m where m.project_id = :projectId and m.key = :key and m.role = 'creator'`,
    { projectId: project.id, key }
  )
  if (known) return { outcome: 'heard_before', answer: known.answer }
  const row = await db.transaction(async (trx) => {
    // One creator's messages come one after the other, so that two at once cannot both be the last free one.
    await sql(
      'select pg_advisory_xact_lock(hashtextextended(:lock, 0))',
      { lock: `coach:${project.creatorId}` },
      trx
    )
    const [counted] = await sql<{ kept: boolean; next_at: Date | null }>(
      `with recent as materialized (
         select m.at from coach_messages m join coach_projects p on p.id = m.project_id
         where p.creator_id = :creatorId and m.role = 'creator' and m.at > now() - make_interval(hours => :hours)
         order by m.at desc limit :most
       ), kept as (
         insert into coach_messages (project_id, key, role, text)
         select :projectId, :key, 'creator', :text where (select count(*) from recent) < :most
         on conflict do nothing returning id
       )
       select exists (select from kept) as kept, case when (select count(*) from recent) >= :most
         then (select min(at) from recent) + make_interval(hours => :hours) end as next_at`,
      {
        projectId: project.id,
        creatorId: project.creatorId,
        key,
        text,
        hours: COACH_LIMITS.windowHours,
        most: COACH_LIMITS.messages,
      },
      trx
    )
    return counted
  })
  if (row?.kept === true) return { outcome: 'heard' }
  return row?.next_at
    ? { outcome: 'limit', nextAt: row.next_at }
    : { outcome: 'heard_before', answer: null }
}

/** Keeps the coach's answer to a turn; the first one stands. */
export async function keepAnswer(projectId: string, key: string, text: string): Promise<void> {
  await sql(
    `insert into coach_messages (project_id, key, role, text) values (:projectId, :key, 'coach', :text)
     on conflict do nothing`,
    { projectId, key, text: text.slice(0, COACH_LIMITS.answer).toWellFormed() }
  )
}

/** What was said last, oldest first, before a turn. */
export async function saidBefore(projectId: string, key: string): Promise<Said[]> {
  const rows = await sql<Said>(
    `select role, text from coach_messages
     where project_id = :projectId and key <> :key order by id desc limit :most`,
    { projectId, key, most: COACH_LIMITS.history }
  )
  return rows.toReversed()
}
