import type { HttpContext } from '@adonisjs/core/http'
import { beginProject } from '#plugins/coach/actions/begin_project'
import { decideByHand } from '#plugins/coach/actions/decide_by_hand'
import { endingOf, endProject } from '#plugins/coach/actions/end_project'
import { apiCreator, bodyOf, changingCreator, refuse } from '#plugins/coach/api_v1/api_creator'
import { projectJson } from '#plugins/coach/api_v1/json'
import { projectBody } from '#plugins/coach/api_v1/validators'
import { findProject, ownProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { projectNow } from '#plugins/coach/project/project_now'

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
    const { programmes } = this.services
    const project = await ownProject(programmes, person.id, String(ctx.params.id))
    if (!project) return refuse(ctx, 404, 'no_project')
    if (project.state !== 'active') {
      const isOther = target !== undefined || (state !== undefined && state !== project.state)
      return isOther ? refuse(ctx, 409, 'ended') : projectJson(ctx.i18n, project)
    }
    if (state === 'finished' && endingOf(project) !== 'finished') {
      return refuse(ctx, 409, 'not_finished')
    }
    if (target !== undefined && !(await this.#open(ctx, project, target))) return
    if (state !== undefined) await endProject(project, state)
    return projectJson(ctx.i18n, await findProject(programmes, project.id))
  }

  /** The opening day is a decision of the programme, and is written down as one. */
  async #open(ctx: HttpContext, project: Project, target: string): Promise<boolean> {
    const decision = project.programme.decisions.find(({ kind }) => kind === 'date')
    const opened = decision && (await decideByHand(project, decision, { value: target }))
    if (opened?.outcome === 'decided') return true
    refuse(ctx, 422, 'bad_target')
    return false
  }
}
