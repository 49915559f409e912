/** A creator, and a model that calls what the test says. */
import { sql } from '#app/support/sql'
import { somebody, type Somebody } from '#plugins/coach/tests/support/people'
import type { Behaviour } from '#tests/emulators/openai/index'
import { isObject } from '#tests/emulators/openai/shapes'
import { connectModelServer, type ModelServer } from '#tests/support/model_server'

/** No server is silent here, and the machine may be busy. */
const PATIENT_MS = 20_000

export const patientModels = (): Promise<ModelServer> => connectModelServer({}, PATIENT_MS)

/** Nothing was asked of it yet, and it answers every message the same. */
export function startAnew({ emulator }: ModelServer): void {
  emulator.always(says('One step at a time.'))
  emulator.requests.length = 0
}

export interface Called {
  name: string
  arguments: object | string
}

export const decision = (
  value: string,
  quote: string,
  { decision: id = 'platform', confidence = 0.95 } = {}
) => ({ name: 'note_decision', arguments: { decision: id, value, confidence, quote } })
export const done = (task: string, quote: string, confidence = 0.95) => ({
  name: 'note_task_done',
  arguments: { task, confidence, quote },
})
/** Patterns alone would ask about it. */
export const FEELS = '11 euros feels right'
export const PRICE = decision('11 EUR', FEELS, { decision: 'pricing' })
/** Patterns alone do not hear it. */
export const SENT = 'ten letters went to the people I like'
export const LETTERS = done('founding_members', SENT)
export const says = (text: string): Behaviour => ({ kind: 'answer', text })

/** A creator with a project, and a model that calls this and then says "Fine." */
export async function creatorWith(server: ModelServer, ...toolCalls: readonly Called[]) {
  const creator = await begun()
  server.emulator.script({ kind: 'answer', toolCalls: toolCalls.map(wire) }, says('Fine.'))
  return creator
}

export const wire = ({ name, arguments: given }: Called) => ({
  name,
  arguments: typeof given === 'string' ? given : JSON.stringify(given),
})

export async function begun(): Promise<Somebody> {
  const creator = await somebody('creator')
  await creator.talk.says('/coach')
  return creator
}

export async function standing({ person }: Somebody) {
  const decisions = await sql<{ decision: string; value: string; source: string }>(
    `select d.decision, d.value, d.source from coach_decisions d join coach_projects p on p.id = d.project_id
     where p.creator_id = :id and d.superseded_at is null order by d.id`,
    { id: person.id }
  )
  const ticks = await sql<{ task: string }>(
    `select t.task from coach_ticks t join coach_projects p on p.id = t.project_id
     where p.creator_id = :id order by t.at, t.task`,
    { id: person.id }
  )
  return {
    decisions: decisions.map((one) => [one.decision, one.value, one.source]),
    ticks: ticks.map(({ task }) => task),
  }
}

/** What the model was told of its calls, in the newest request. */
export function told(server: ModelServer): string[] {
  const body = server.emulator.requests.at(-1)?.body
  const messages: readonly unknown[] =
    isObject(body) && Array.isArray(body.messages) ? body.messages : []
  return messages
    .filter(isObject)
    .filter(({ role }) => role === 'tool')
    .map(({ content }) => String(content))
}

export const all = ({ talk }: Somebody) => talk.texts().join('\n')
