/** What the coach does for a task: a plan that its creator sees and confirms, and what became of it. */
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import type { TaskAction } from '#plugins/coach/programme/programme'

/** `dropped`: not wanted, or another plan took its place. */
export type DeedState = 'proposed' | 'doing' | 'done' | 'undone' | 'failed' | 'dropped'

/** Something that is said of a deed, in the reader's language: `coach.deed.note.<key>`. */
export interface Note {
  key: string
  data: Readonly<Record<string, string | number>>
}

/** Where a button leads; its label is `coach.deed.next.<key>`. */
export interface NextStep {
  key: string
  command: string
  options: Readonly<Record<string, string>>
  /** What is typed where there is no button. */
  typed: string
}

export interface Plan {
  community: { id: string; name: string }
  /** What is to be done, field by field, as a form holds it. */
  values: Readonly<Record<string, string>>
  /** Fields whose value is one of these. */
  choices: Readonly<Record<string, readonly { value: string; label: string }[]>>
  /** Fields that have to be filled in before it can be done. */
  asks: readonly string[]
  /** Fields that the creator filled in themselves. */
  changed: readonly string[]
  /** What follows from how things stand; it cannot be changed here. */
  notes: readonly Note[]
}

export interface DeedResult {
  notes: readonly Note[]
  /** In the language that it was done in: what a platform is missing. */
  lines: readonly string[]
  next: readonly NextStep[]
}

export interface Deed {
  id: string
  action: TaskAction
  /** The task that it is for. */
  taskId: string
  state: DeedState
  plan: Plan
  /** What became of it; of one that was undone, what became of undoing it. */
  result: DeedResult | null
  /** When it came to be what it is. */
  at: Date
}

/** A deed as it is worked on. */
export interface KeptDeed extends Deed {
  projectId: string
  creatorId: string
  locale: string
  /** What the plan rests on, as text: when that is otherwise by now, it is proposed anew. */
  basis: string
  proposedAt: Date
  isUndoing: boolean
}

interface Row {
  id: string
  project_id: string
  creator_id: string
  action: TaskAction
  task: string
  locale: string
  state: DeedState
  plan: Plan
  basis: string
  result: DeedResult | null
  undo_result: DeedResult | null
  proposed_at: Date
  undoing_at: Date | null
  at: Date
}

const COLUMNS = `d.id, d.project_id, p.creator_id, d.action, d.task, d.locale, d.state, d.plan, d.basis, d.result,
  d.undo_result, d.proposed_at, d.undoing_at, coalesce(d.ended_at, d.confirmed_at, d.proposed_at) as at`

/** Of a project, the newest first; plans that were dropped are left out. */
export async function listDeeds(projectId: string): Promise<readonly Deed[]> {
  const deeds = await read(
    `d.project_id = :projectId and d.state <> 'dropped' order by d.proposed_at desc, d.id desc limit :most`,
    { projectId, most: MOST_LISTED }
  )
  return deeds.map(deedOf)
}

/** Deeds that are listed at most. */
const MOST_LISTED = 50

/** A deed of a creator's own; null for everybody else. */
export async function ownDeed(
  creatorId: string,
  deedId: string,
  trx?: TransactionClientContract
): Promise<KeptDeed | null> {
  const [deed] = await read(
    'd.id::text = :deedId and p.creator_id = :creatorId',
    { deedId, creatorId },
    trx
  )
  return deed ?? null
}

/** The newest of a task that was done, or is being done; null when there is none. */
export async function lastDone(projectId: string, taskId: string): Promise<Deed | null> {
  const [deed] = await read(
    `d.project_id = :projectId and d.task = :taskId and d.state in ('doing', 'done')
     order by d.confirmed_at desc, d.id desc limit 1`,
    { projectId, taskId }
  )
  return deed ? deedOf(deed) : null
}

/** The plan of a project that waits to be confirmed; null when there is none. */
export async function openPlan(projectId: string, action: TaskAction): Promise<KeptDeed | null> {
  const [deed] = await read(
    `d.project_id = :projectId and d.action = :action and d.state = 'proposed'`,
    { projectId, action }
  )
  return deed ?? null
}

/** Deeds that a process left in the middle. */
export const deedsLeft = (most: number): Promise<KeptDeed[]> =>
  read(
    `(d.state = 'doing' or d.undoing_at is not null) and d.claimed_until < now() order by d.claimed_until limit :most`,
    { most }
  )

async function read(
  where: string,
  values: Readonly<Record<string, string | number>>,
  trx?: TransactionClientContract
): Promise<KeptDeed[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from coach_deeds d join coach_projects p on p.id = d.project_id where ${where}`,
    values,
    trx
  )
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    creatorId: row.creator_id,
    action: row.action,
    taskId: row.task,
    locale: row.locale,
    state: row.state,
    plan: row.plan,
    basis: row.basis,
    result: row.undo_result ?? row.result,
    proposedAt: row.proposed_at,
    isUndoing: row.undoing_at !== null,
    at: row.at,
  }))
}

/** What of a deed others are shown. */
export const deedOf = ({ id, action, taskId, state, plan, result, at }: Deed): Deed => ({
  id,
  action,
  taskId,
  state,
  plan,
  result,
  at,
})

/** Said of a deed that could not be taken back. */
export const GAVE_UP_UNDOING = 'gave_up_undoing'

/** The key under which everything is done that belongs to a deed. */
export const keyOf = ({ id }: Pick<Deed, 'id'>): string => `deed:${id}`

/** What a plan rests on, as facts again. */
export function factsOf({ basis }: Pick<KeptDeed, 'basis'>): ReadonlyMap<string, unknown> {
  const facts: unknown = JSON.parse(basis)
  return new Map(Array.isArray(facts) ? facts.filter(isFact) : [])
}

const isFact = (fact: unknown): fact is [string, unknown] =>
  Array.isArray(fact) && typeof fact[0] === 'string'

/** Text that is the same for the same facts, whatever their order. */
export const basisText = (facts: JsonObject): string =>
  JSON.stringify(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)))
