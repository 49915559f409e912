import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { beginProject } from '#plugins/coach/actions/begin_project'
import { decide } from '#plugins/coach/actions/decide'
import { endProject } from '#plugins/coach/actions/end_project'
import { apiCreator, bodyOf, changingCreator, refuse } from '#plugins/coach/api_v1/api_creator'
import { projectJson, type ProjectState } from '#plugins/coach/api_v1/json'
import { projectBody } from '#plugins/coach/api_v1/validators'
import { progressNow } from '#plugins/coach/bot/overview'
import { findProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { projectNow } from '#plugins/coach/web/project_here'
import { readDecision } from '#plugins/coach/web/read_decision'

/** A creator's way through the programme. */
export class ProjectsController {
  constructor(private readonly services: CoachServices) {}

  /** Begins one; with one that is active already, answers with that. */
  async store(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    if (!person) return
    const { project, begun } = await beginProject(this.services.programmes, person.id)
    ctx.response.status(begun ? 201 : 200)
    if (begun) ctx.response.header('Location', `/api/v1/coach/projects/${project.id}`)
    return projectJson(ctx.i18n, project)
  }

  async active(ctx: HttpContext) {
    const person = await apiCreator(ctx)
    if (!person) return
    const found = await projectNow(this.services, person.id)
    return found ? projectJson(ctx.i18n, found.project) : refuse(ctx, 404, 'no_project')
  }

  /** Another opening day, or the end of it. The same again changes nothing. */
  async update(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    const body = person && (await bodyOf(ctx, projectBody))
    if (!body) return
    const { state, target } = body
    const kept = await stateOf(person.id, String(ctx.params.id))
    if (!kept) return refuse(ctx, 404, 'no_project')
    const project = await findProject(this.services.programmes, String(ctx.params.id))
    if (kept.state !== 'active') {
      if (target !== undefined || (state !== undefined && state !== kept.state)) {
        return refuse(ctx, 409, 'ended')
      }
      return projectJson(ctx.i18n, project, kept.state, kept.ended_at)
    }
    if (state === 'finished' && progressNow(project).phase !== null) {
      return refuse(ctx, 409, 'not_finished')
    }
    if (target !== undefined && !(await this.#open(ctx, project, target))) return
    if (state !== undefined) await endProject(person.id, state)
    const now = await stateOf(person.id, project.id)
    return projectJson(
      ctx.i18n,
      await findProject(this.services.programmes, project.id),
      now?.state,
      now?.ended_at
    )
  }

  /** The opening day is a decision of the programme, and is written down as one. */
  async #open(ctx: HttpContext, project: Project, target: string): Promise<boolean> {
    const decision = project.programme.decisions.find(({ kind }) => kind === 'date')
    const read = decision && readDecision(decision, target, new Date())
    if (read?.outcome !== 'read') {
      refuse(ctx, 422, 'bad_target')
      return false
    }
    await db.transaction((trx) =>
      decide(trx, project, {
        decision: decision?.id ?? '',
        value: read.value,
        reason: '',
        confidence: 1,
        source: 'creator',
      })
    )
    return true
  }
}

/** Of a project of the creator's own. */
async function stateOf(
  creatorId: string,
  id: string
): Promise<{ state: ProjectState; ended_at: Date | null } | null> {
  const [row] = await sql<{ state: ProjectState; ended_at: Date | null }>(
    'select state, ended_at from coach_projects where id::text = :id and creator_id = :creatorId',
    { id, creatorId }
  )
  return row ?? null
}
