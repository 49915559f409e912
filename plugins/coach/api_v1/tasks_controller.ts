import type { HttpContext } from '@adonisjs/core/http'
import { tickTask, untickTask } from '#plugins/coach/actions/tick_task'
import {
  apiCreator,
  apiProject,
  bodyOf,
  changingCreator,
  refuse,
} from '#plugins/coach/api_v1/api_creator'
import { progressJson, taskJson } from '#plugins/coach/api_v1/json'
import { taskBody } from '#plugins/coach/api_v1/validators'
import { say } from '#plugins/coach/programme/say'
import type { CoachServices } from '#plugins/coach/services'
import { celebrated } from '#plugins/coach/project/celebrated'
import { projectNow } from '#plugins/coach/project/project_now'

/** What there is to do. */
export class TasksController {
  constructor(private readonly services: CoachServices) {}

  async index(ctx: HttpContext) {
    const person = await apiCreator(ctx)
    const project = person && (await apiProject(ctx, this.services, person))
    if (!project) return
    const found = await projectNow(this.services, person.id)
    const { programme } = project
    return {
      tasks: programme.phases.flatMap((phase) =>
        phase.tasks.map((task) => taskJson(ctx.i18n, found?.project ?? project, phase, task))
      ),
    }
  }

  /** Ticks a task or opens it again; the same again changes nothing. */
  async update(ctx: HttpContext) {
    const person = await changingCreator(ctx)
    const body = person && (await bodyOf(ctx, taskBody))
    const before = body && (await apiProject(ctx, this.services, person))
    if (!before) return
    const id = String(ctx.params.id)
    const phase = before.programme.phases.find(({ tasks }) => tasks.some((one) => one.id === id))
    const task = phase?.tasks.find((one) => one.id === id)
    if (!phase || !task) return refuse(ctx, 404, 'no_task')
    // What is ticked already stays so, whoever ticked it.
    if (!body.done || !before.ticks.has(id)) {
      const outcome = body.done
        ? await tickTask(before, id, 'creator')
        : await untickTask(before, id)
      if (outcome === 'not_allowed') return refuse(ctx, 409, 'not_by_hand')
    }
    const found = await projectNow(this.services, person.id)
    const after = found?.project ?? before
    const party = celebrated(before, after)
    return {
      task: taskJson(ctx.i18n, after, phase, task),
      progress: progressJson(ctx.i18n, after),
      celebration: party && say(ctx.i18n, party.celebration),
    }
  }
}
