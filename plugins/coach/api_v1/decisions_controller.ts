import type { HttpContext } from '@adonisjs/core/http'
import { problem } from '#app/support/problem'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import { decideByHand } from '#plugins/coach/actions/decide_by_hand'
import { undecide } from '#plugins/coach/actions/undecide'
import {
  apiCreator,
  apiProject,
  bodyOf,
  changingCreator,
  refuse,
} from '#plugins/coach/api_v1/api_creator'
import { decisionJson } from '#plugins/coach/api_v1/json'
import { decisionBody } from '#plugins/coach/api_v1/validators'
import type { Decision } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { historyOf } from '#plugins/coach/project/history'

/** What was decided, and what stood before. */
export class DecisionsController {
  constructor(private readonly services: CoachServices) {}

  async index(ctx: HttpContext) {
    const person = await apiCreator(ctx)
    const project = person && (await apiProject(ctx, this.services, person))
    if (!project) return
    const history = await historyOf(project.id)
    return {
      decisions: project.programme.decisions.map((one) => decisionJson(ctx.i18n, one, history)),
    }
  }

  /** Decides; the same value again changes nothing. */
  async update(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    const body = person && (await bodyOf(ctx, decisionBody))
    const project = body && (await apiProject(ctx, this.services, person))
    const decision = project && this.#decision(ctx, project)
    if (!decision) return
    const decided = await decideByHand(project, decision, body)
    if (decided.outcome === 'wrong') {
      const detail = ctx.i18n.t(`coach.decisions.wrong.${decided.reason}`, {
        most: DECISION_LENGTH,
      })
      return problem(ctx, { status: 422, code: `value_${decided.reason}`, detail })
    }
    return decisionJson(ctx.i18n, decision, await historyOf(project.id))
  }

  /** Takes one entry back, where it stands; of another nothing is changed, so that a second call is harmless. */
  async takeBack(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    const project = person && (await apiProject(ctx, this.services, person))
    const decision = project && this.#decision(ctx, project)
    if (!decision) return
    const entry = String(ctx.params.entry)
    const history = await historyOf(project.id)
    if (!history.some((one) => one.id === entry && one.decision === decision.id)) {
      return refuse(ctx, 404, 'no_entry')
    }
    await undecide(project, decision.id, entry)
    return decisionJson(ctx.i18n, decision, await historyOf(project.id))
  }

  #decision(ctx: HttpContext, project: Project): Decision | null {
    const found = project.programme.decisions.find(({ id }) => id === ctx.params.id)
    if (!found) refuse(ctx, 404, 'no_decision')
    return found ?? null
  }
}
