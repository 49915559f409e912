import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { Ending } from '#plugins/coach/conversation/messages'
import type { Noticed } from '#plugins/coach/conversation/notice'
import { COACH_LIMITS } from '#plugins/coach/limits'

/** A creator's message whose answer is now this caller's to make. */
export interface ClaimedMessage {
  id: bigint
  projectId: string
  claim: string
  /** As it was said first. */
  text: string
  /** What was noticed by a try that died; null when it was not looked at yet. */
  noticed: Noticed | null
  /** Messages that are still free after this one. */
  left: number
}

export type Heard =
  | { outcome: 'heard'; message: ClaimedMessage }
  /** The same message came before, and its answer is being made. */
  | { outcome: 'being_answered' }
  /** The same message came before and has its answer. */
  | { outcome: 'heard_before'; answer: string; ending: Ending; noticed: Noticed | null }
  /** So many within a day; the next is free then. */
  | { outcome: 'limit'; nextAt: Date }

interface Known {
  id: bigint
  text: string
  noticed: Noticed | null
  claimed: boolean
  answer: string | null
  ending: Ending | null
}

/**
 * Keeps what a creator said and claims its answer, unless they said too much within a day, it has its answer, or somebody
 * makes it. A claim that ran out (its process died) goes to whoever asks next; the message counts once.
 */
export function hear(
  project: { id: string; creatorId: string },
  key: string,
  text: string
): Promise<Heard> {
  return db.transaction(async (trx) => {
    // One creator's messages come one after the other, so that two at once cannot both be the last free one.
    await sql(
      'select pg_advisory_xact_lock(hashtextextended(:lock, 0))',
      { lock: `coach:${project.creatorId}` },
      trx
    )
    const known = await findKnown(trx, project.id, key)
    if (!known) return keep(trx, project, key, text)
    if (known.answer !== null) {
      const { answer, noticed } = known
      return { outcome: 'heard_before', answer, ending: known.ending ?? 'whole', noticed }
    }
    if (known.claimed) return { outcome: 'being_answered' }
    const claim = randomUUID()
    await sql(
      `update coach_messages set claim = cast(:claim as uuid), claimed_at = clock_timestamp(),
         claimed_until = clock_timestamp() + make_interval(secs => :seconds) where id = :id`,
      { id: known.id, claim, seconds: COACH_LIMITS.claimSeconds },
      trx
    )
    const { left } = await countRecent(trx, project.creatorId)
    const { id, text: first, noticed } = known
    return {
      outcome: 'heard',
      message: { id, projectId: project.id, claim, text: first, noticed, left },
    }
  })
}

async function findKnown(
  trx: TransactionClientContract,
  projectId: string,
  key: string
): Promise<Known | undefined> {
  const [known] = await sql<Known>(
    `select m.id, m.text, m.noticed, coalesce(m.claimed_until > clock_timestamp(), false) as claimed,
       a.text as answer, a.ending
     from coach_messages m
     left join coach_messages a on a.project_id = m.project_id and a.key = m.key and a.role = 'coach'
     where m.project_id = :projectId and m.key = :key and m.role = 'creator'`,
    { projectId, key },
    trx
  )
  return known
}

async function keep(
  trx: TransactionClientContract,
  project: { id: string; creatorId: string },
  key: string,
  text: string
): Promise<Heard> {
  const { left, nextAt } = await countRecent(trx, project.creatorId)
  if (left <= 0 && nextAt) return { outcome: 'limit', nextAt }
  const claim = randomUUID()
  const [kept] = await sql<{ id: bigint }>(
    `insert into coach_messages (project_id, key, role, text, at, claim, claimed_at, claimed_until)
     values (:projectId, :key, 'creator', :text, clock_timestamp(), cast(:claim as uuid), clock_timestamp(),
       clock_timestamp() + make_interval(secs => :seconds)) returning id`,
    {
      projectId: project.id,
      key,
      text: text.slice(0, COACH_LIMITS.message).toWellFormed(),
      claim,
      seconds: COACH_LIMITS.claimSeconds,
    },
    trx
  )
  if (!kept) throw new Error('The message was not kept')
  return {
    outcome: 'heard',
    message: { id: kept.id, projectId: project.id, claim, text, noticed: null, left: left - 1 },
  }
}

async function countRecent(
  trx: TransactionClientContract,
  creatorId: string
): Promise<{ left: number; nextAt: Date | null }> {
  const [recent] = await sql<{ said: number; next_at: Date | null }>(
    `select count(*)::integer as said, min(at) + make_interval(hours => :hours) as next_at from (
       select m.at from coach_messages m join coach_projects p on p.id = m.project_id
       where p.creator_id = :creatorId and m.role = 'creator' and m.ending <> 'crisis'
         and m.at > clock_timestamp() - make_interval(hours => :hours)
       order by m.at desc limit :most) newest`,
    { creatorId, hours: COACH_LIMITS.windowHours, most: COACH_LIMITS.messages },
    trx
  )
  return { left: COACH_LIMITS.messages - (recent?.said ?? 0), nextAt: recent?.next_at ?? null }
}
