/** A creator with a coach, a community and a space, and what the tests of deeds do with them. */
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type { FormNode } from '#app/bot_kit/reply'
import { sql } from '#app/support/sql'
import { decide } from '#plugins/coach/actions/decide'
import type { Deed } from '#plugins/coach/deeds/deed'
import coach from '#plugins/coach/plugin'
import type { TaskAction } from '#plugins/coach/programme/programme'
import { activeProject, type Project } from '#plugins/coach/project/project'
import { servicesOf, type CoachServices } from '#plugins/coach/services'
import { openWorld, type FakeDoorkeepers } from '#plugins/communities/tests/support/fake_doorkeeper'
import { openCommunity, type Somebody, type Stage } from '#plugins/communities/tests/support/people'

export async function coachServices(): Promise<CoachServices> {
  return servicesOf((await app.container.make('plugins')).contextOf(coach))
}

export interface Coached extends Stage {
  world: FakeDoorkeepers
}

/** The creator of a community has begun with the coach. */
export async function coached(
  options: Parameters<typeof openCommunity>[1] = {},
  decisions: Readonly<Record<string, string>> = {}
): Promise<Coached> {
  const world = openWorld()
  const stage = await openCommunity(world, options)
  await stage.creator.talk.says('/coach')
  await decides(stage.creator, decisions)
  return { ...stage, world }
}

export async function projectOf({ person }: Pick<Somebody, 'person'>): Promise<Project> {
  const { programmes } = await coachServices()
  const project = await activeProject(programmes, person.id)
  if (!project) throw new Error('There is no project')
  return project
}

export async function decides(
  creator: Pick<Somebody, 'person'>,
  decisions: Readonly<Record<string, string>>
): Promise<void> {
  for (const [decision, value] of Object.entries(decisions)) {
    const project = await projectOf(creator)
    await db.transaction((trx) =>
      decide(trx, project, { decision, value, reason: '', confidence: 1, source: 'creator' })
    )
  }
}

/** The creator presses "Do it for me" of a task. */
export const asksFor = ({ talk }: Pick<Somebody, 'talk'>, action: TaskAction): Promise<unknown> =>
  talk.sends({ kind: 'invoke', invocation: { command: 'coach_do', options: { action } } })

/** Fills in the newest form: what it holds already, and these. */
export async function fills(
  { talk }: Pick<Somebody, 'talk'>,
  values: Readonly<Record<string, string>>
): Promise<void> {
  const form = talk.seen
    .map((seen) => seen.node)
    .filter((node): node is FormNode => node.kind === 'form')
    .at(-1)
  const button = form && talk.buttonId(form.submit.label)
  if (!form || !button) throw new Error('There is no form')
  const held = Object.fromEntries(form.fields.map(({ name, value = '' }) => [name, value]))
  await talk.sends({ kind: 'form', button, values: { ...held, ...values } })
}

export interface DeedRow {
  id: string
  action: TaskAction
  state: Deed['state']
  plan: Deed['plan']
}

/** Every deed of a creator, the oldest first. */
export const deedsOf = ({ person }: Pick<Somebody, 'person'>): Promise<DeedRow[]> =>
  sql<DeedRow>(
    `select d.id, d.action, d.state, d.plan from coach_deeds d join coach_projects p on p.id = d.project_id
     where p.creator_id = :id order by d.proposed_at, d.id`,
    { id: person.id }
  )

export async function lastDeed(creator: Pick<Somebody, 'person'>): Promise<DeedRow> {
  const deed = (await deedsOf(creator)).at(-1)
  if (!deed) throw new Error('There is no deed')
  return deed
}
