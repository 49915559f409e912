import type { HttpContext } from '@adonisjs/core/http'
import { decideByHand } from '#plugins/coach/actions/decide_by_hand'
import { tickTask, untickTask } from '#plugins/coach/actions/tick_task'
import { undecide } from '#plugins/coach/actions/undecide'
import { say } from '#plugins/coach/programme/say'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import { tasksOf } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { celebrated } from '#plugins/coach/project/celebrated'
import { changingProject, HOME } from '#plugins/coach/web/creator_here'
import { projectNow } from '#plugins/coach/project/project_now'
import { settleQuestion, type Question } from '#plugins/coach/conversation/questions'

/** Ticks and decisions, by forms of the workspace. Each is answered with the way back to where one was. */
export class ChangesController {
  constructor(private readonly services: CoachServices) {}

  async tick(ctx: HttpContext) {
    const project = await changingProject(ctx, this.services)
    if (!project) return
    const id = String(ctx.params.task)
    const back = text(ctx, 'back') === 'chat' ? 'chat' : `task-${id}`
    if (text(ctx, 'done') === 'no') await untickTask(project, id)
    else {
      await tickTask(project, id, 'creator')
      await settleQuestion(project.id, text(ctx, 'said'), { kind: 'task', id })
    }
    const after = await projectNow(this.services, project.creatorId)
    const phase = after && celebrated(project, after.project)
    if (phase) ctx.session.flash('party', say(ctx.i18n, phase.celebration))
    const task = tasksOf(project.programme).find((one) => one.id === id)
    const isDone = after?.project.ticks.has(id) ?? false
    if (task) {
      const words = { title: say(ctx.i18n, task.title), done: isDone ? 'yes' : 'no' }
      ctx.session.flash('said', ctx.i18n.t('coach.web.tasks.ticked', words))
    }
    return ctx.response.redirect(`${HOME}#${task ? back : 'tasks'}`)
  }

  async decide(ctx: HttpContext) {
    const project = await changingProject(ctx, this.services)
    if (!project) return
    const decision = project.programme.decisions.find(({ id }) => id === ctx.params.decision)
    if (!decision) return ctx.response.redirect(`${HOME}#decisions`)
    const value = text(ctx, 'value')
    const reason = text(ctx, 'reason').slice(0, DECISION_LENGTH)
    const decided = await decideByHand(project, decision, { value, reason })
    if (decided.outcome === 'wrong') {
      ctx.session.flash('wrong', {
        decision: decision.id,
        text: ctx.i18n.t(`coach.decisions.wrong.${decided.reason}`, { most: DECISION_LENGTH }),
        value,
        reason,
      })
      return ctx.response.redirect(`${HOME}#decision-${decision.id}`)
    }
    const said = text(ctx, 'said')
    await settleQuestion(project.id, said, { kind: 'decision', id: decision.id })
    await this.#told(ctx, project, 'coach.web.decisions.kept', say(ctx.i18n, decision.title))
    const back = text(ctx, 'back') === 'chat' ? 'chat' : `decision-${decision.id}`
    return ctx.response.redirect(`${HOME}#${back}`)
  }

  async undo(ctx: HttpContext) {
    const project = await changingProject(ctx, this.services)
    if (!project) return
    const decision = project.programme.decisions.find(({ id }) => id === ctx.params.decision)
    const entry = text(ctx, 'entry')
    if (!decision || !/^\d{1,18}$/.test(entry)) return ctx.response.redirect(`${HOME}#decisions`)
    await undecide(project, decision.id, entry)
    await this.#told(ctx, project, 'coach.web.decisions.taken_back', say(ctx.i18n, decision.title))
    return ctx.response.redirect(`${HOME}#decision-${decision.id}`)
  }

  /** "Not yet": the coach's question goes, and nothing is written down. */
  async notYet(ctx: HttpContext) {
    const project = await changingProject(ctx, this.services)
    if (!project) return
    const kind = text(ctx, 'kind')
    if (kind === 'decision' || kind === 'task') {
      const question: Question = { kind, id: text(ctx, 'id') }
      await settleQuestion(project.id, String(ctx.params.id), question)
    }
    return ctx.response.redirect(`${HOME}#chat`)
  }

  async #told(ctx: HttpContext, before: Project, key: string, title: string): Promise<void> {
    ctx.session.flash('said', ctx.i18n.t(key, { title }))
    const after = await projectNow(this.services, before.creatorId)
    const phase = after && celebrated(before, after.project)
    if (phase) ctx.session.flash('party', say(ctx.i18n, phase.celebration))
  }
}

/** A field of the form; anything but words is none. */
function text({ request }: HttpContext, name: string): string {
  const body: Readonly<Record<string, unknown>> = request.body()
  const value = body[name]
  return typeof value === 'string' ? value.trim() : ''
}
