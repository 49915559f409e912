import { sql } from '#app/support/sql'
import type { Programme, Ticker } from '#plugins/coach/programme/programme'
import type { Programmes } from '#plugins/coach/programme/programmes'

/** A creator has one that is active at most; the others are kept. */
export type ProjectState = 'active' | 'finished' | 'abandoned'

/** A creator's way through a programme, as it stands. */
export interface Project {
  id: string
  creatorId: string
  programme: Programme
  communityId: string | null
  target: Date | null
  begunAt: Date
  state: ProjectState
  /** Null while it is active. */
  endedAt: Date | null
  summary: string
  decisions: ReadonlyMap<string, StandingDecision>
  ticks: ReadonlyMap<string, Ticker>
}

export interface StandingDecision {
  value: string
  /** The sentence that it was taken from, or the creator's reason. */
  reason: string
  confidence: number
  at: Date
}

interface Row {
  id: string
  creator_id: string
  programme: string
  version: number
  community_id: string | null
  target_on: string | null
  created_at: Date
  state: ProjectState
  ended_at: Date | null
  summary: string
  decisions: readonly {
    decision: string
    value: string
    reason: string
    confidence: number
    at: string
  }[]
  ticks: readonly { task: string; by: Ticker }[]
}

const COLUMNS = `p.id, p.creator_id, p.programme, p.version, p.community_id, p.target_on::text, p.created_at,
  p.state, p.ended_at, p.summary,
  (select coalesce(jsonb_agg(jsonb_build_object('decision', d.decision, 'value', d.value, 'reason', d.reason,
     'confidence', d.confidence, 'at', d.at)), '[]') from coach_decisions d
   where d.project_id = p.id and d.superseded_at is null) as decisions,
  (select coalesce(jsonb_agg(jsonb_build_object('task', t.task, 'by', t.ticked_by)), '[]') from coach_ticks t
   where t.project_id = p.id) as ticks`

/** The creator's active project; null when there is none. */
export async function activeProject(
  programmes: Programmes,
  creatorId: string
): Promise<Project | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from coach_projects p where p.creator_id = :creatorId and p.state = 'active'`,
    { creatorId }
  )
  return row ? projectOf(programmes, row) : null
}

/** A creator's own project in whatever state; null for everybody else's. */
export async function ownProject(
  programmes: Programmes,
  creatorId: string,
  id: string
): Promise<Project | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from coach_projects p where p.id::text = :id and p.creator_id = :creatorId`,
    { id, creatorId }
  )
  return row ? projectOf(programmes, row) : null
}

/** A project in whatever state. @throws when there is none */
export async function findProject(programmes: Programmes, id: string): Promise<Project> {
  const [row] = await sql<Row>(`select ${COLUMNS} from coach_projects p where p.id::text = :id`, {
    id,
  })
  if (!row) throw new Error(`There is no project ${id}`)
  return projectOf(programmes, row)
}

function projectOf(programmes: Programmes, row: Row): Project {
  const programme = programmes.find(row.programme, row.version)
  if (!programme) {
    throw new Error(
      `The programme ${row.programme} ${row.version} of a project is not there any more`
    )
  }
  return {
    id: row.id,
    creatorId: row.creator_id,
    programme,
    communityId: row.community_id,
    target: row.target_on === null ? null : new Date(`${row.target_on}T00:00:00Z`),
    begunAt: row.created_at,
    state: row.state,
    endedAt: row.ended_at,
    summary: row.summary,
    decisions: new Map(
      row.decisions.map(({ decision, value, reason, confidence, at }) => [
        decision,
        { value, reason, confidence, at: new Date(at) },
      ])
    ),
    ticks: new Map(row.ticks.map(({ task, by }) => [task, by])),
  }
}
