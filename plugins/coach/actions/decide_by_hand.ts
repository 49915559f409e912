import db from '@adonisjs/lucid/services/db'
import { decide } from '#plugins/coach/actions/decide'
import { wasAsked } from '#plugins/coach/conversation/questions'
import type { Decision } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import {
  readDecision,
  type DecisionRead,
  type WrongValue,
} from '#plugins/coach/project/read_decision'

export type DecidedByHand =
  /** The value as it stands now. */
  { outcome: 'decided'; value: string } | { outcome: 'wrong'; reason: WrongValue }

/**
 * A creator decides without talking: by a form, or by the yes to the coach's question. The same again changes nothing.
 */
export async function decideByHand(
  project: Pick<Project, 'id' | 'programme'>,
  decision: Decision,
  { value: typed, reason = '' }: { value: string; reason?: string }
): Promise<DecidedByHand> {
  const read = await readOrAsked(project.id, decision, typed)
  if (read.outcome === 'wrong') return read
  await db.transaction((trx) =>
    decide(trx, project, {
      decision: decision.id,
      value: read.value,
      reason: reason.replaceAll('\0', ''),
      confidence: 1,
      source: 'creator',
    })
  )
  return { outcome: 'decided', value: read.value }
}

/** What the coach asked about is in the words of what was said, which no form would take: "in spring". */
async function readOrAsked(
  projectId: string,
  decision: Decision,
  typed: string
): Promise<DecisionRead> {
  const read = readDecision(decision, typed, new Date())
  if (read.outcome === 'read') return read
  const isAsked = await wasAsked(projectId, { decision: decision.id, value: typed })
  return isAsked ? { outcome: 'read', value: typed } : read
}
