import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { decide } from '#plugins/coach/actions/decide'
import { untickTask } from '#plugins/coach/actions/tick_task'
import { undecide } from '#plugins/coach/actions/undecide'
import { say } from '#plugins/coach/bot/words'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import { tasksOf } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import { activeProject } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { celebrated } from '#plugins/coach/web/celebrated'
import { creatorHere, HOME } from '#plugins/coach/web/creator_here'
import { COACH_RATES } from '#plugins/coach/web/limits'
import { projectNow } from '#plugins/coach/web/project_here'
import { readDecision } from '#plugins/coach/web/read_decision'
import { settleQuestion, type Question } from '#plugins/coach/web/settle_question'
import { tickByHand } from '#plugins/coach/web/tick_by_hand'

/** Ticks and decisions, by forms of the workspace. Each is answered with the way back to where one was. */
export class ChangesController {
  constructor(private readonly services: CoachServices) {}

  async tick(ctx: HttpContext) {
    const project = await this.#project(ctx)
    if (!project) return
    const id = String(ctx.params.task)
    const said = text(ctx, 'said')
    const back = text(ctx, 'back') === 'chat' ? 'chat' : `task-${id}`
    if (text(ctx, 'done') === 'no') await untickTask(project, id)
    else {
      const wasAsked = said !== '' && (await settleQuestion(project.id, said, { kind: 'task', id }))
      await tickByHand(project, id, wasAsked)
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
    const project = await this.#project(ctx)
    if (!project) return
    const decision = project.programme.decisions.find(({ id }) => id === ctx.params.decision)
    if (!decision) return ctx.response.redirect(`${HOME}#decisions`)
    const value = text(ctx, 'value')
    const reason = text(ctx, 'reason').slice(0, DECISION_LENGTH)
    const said = text(ctx, 'said')
    const asked =
      said !== '' && (await settleQuestion(project.id, said, { kind: 'decision', id: decision.id }))
    // What the coach asked about is in the words of what was said, as its own notes are.
    const read = asked
      ? ({ outcome: 'read', value } as const)
      : readDecision(decision, value, new Date())
    if (read.outcome === 'wrong') {
      ctx.session.flash('wrong', {
        decision: decision.id,
        text: ctx.i18n.t(`coach.web.decisions.wrong.${read.reason}`, { most: DECISION_LENGTH }),
        value,
        reason,
      })
      return ctx.response.redirect(`${HOME}#decision-${decision.id}`)
    }
    await db.transaction((trx) =>
      decide(trx, project, {
        decision: decision.id,
        value: read.value,
        reason,
        confidence: 1,
        source: 'creator',
      })
    )
    await this.#told(ctx, project, 'coach.web.decisions.kept', say(ctx.i18n, decision.title))
    const back = text(ctx, 'back') === 'chat' ? 'chat' : `decision-${decision.id}`
    return ctx.response.redirect(`${HOME}#${back}`)
  }

  async undo(ctx: HttpContext) {
    const project = await this.#project(ctx)
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
    const project = await this.#project(ctx)
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

  /** The project of the creator at the browser; null when the answer is given already. */
  async #project(ctx: HttpContext): Promise<Project | null> {
    const here = await creatorHere(ctx)
    if (!here) return null
    await limiter.use(COACH_RATES.changes).consume(`coach:change:${here.person.id}`)
    const project = await activeProject(this.services.programmes, here.person.id)
    if (!project) ctx.response.redirect(HOME)
    return project
  }
}

/** A field of the form; anything but words is none. */
function text({ request }: HttpContext, name: string): string {
  const body: Readonly<Record<string, unknown>> = request.body()
  const value = body[name]
  return typeof value === 'string' ? value.trim() : ''
}
