import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording, type Words } from '#app/bot_kit/wording'
import { asked } from '#app/web_kit/address'
import { beginProject } from '#plugins/coach/actions/begin_project'
import { endingOf, endProject } from '#plugins/coach/actions/end_project'
import { welcomeFor } from '#plugins/coach/conversation/welcome'
import { say } from '#plugins/coach/programme/say'
import { listMessages, remaining } from '#plugins/coach/conversation/messages'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { findProfile } from '#plugins/coach/profile'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { celebrated } from '#plugins/coach/project/celebrated'
import {
  changingCreator,
  changingProject,
  creatorHere,
  HOME,
} from '#plugins/coach/web/creator_here'
import { historyOf } from '#plugins/coach/project/history'
import { limitInWords } from '#plugins/coach/web/limit_reached'
import { COACH_WEB } from '#plugins/coach/web/limits'
import { projectNow } from '#plugins/coach/project/project_now'
import {
  conversationPart,
  decisionsPart,
  progressPart,
  tasksPart,
} from '#plugins/coach/web/workspace_page'

/** The workspace: the conversation beside tasks, decisions and progress. */
export class WorkspaceController {
  constructor(private readonly services: CoachServices) {}

  async show(ctx: HttpContext) {
    const here = await creatorHere(ctx)
    if (!here) return
    const pages = await app.container.make('pages')
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const found = await projectNow(this.services, here.person.id)
    if (!found) {
      const { first } = this.services.programmes
      return pages.render(ctx, 'coach::web_begin', {
        said: ctx.session.flashMessages.get('said'),
        title: say(words, first.title),
        about: say(words, first.about),
        phases: first.phases.map(({ title, goal }) => ({
          title: say(words, title),
          goal: say(words, goal),
        })),
      })
    }
    const fresh = celebrated(found.before, found.project)
    return pages.render(ctx, 'coach::web_workspace', {
      said: ctx.session.flashMessages.get('said'),
      party: ctx.session.flashMessages.get('party') ?? (fresh && say(words, fresh.celebration)),
      ...(await this.#workspace(ctx, found.project)),
    })
  }

  async begin(ctx: HttpContext) {
    const here = await changingCreator(ctx)
    if (!here) return
    await beginProject(this.services.programmes, here.person.id)
    return ctx.response.redirect(HOME)
  }

  /** Finished where everything is done, else given up, which the page asks for first. */
  async end(ctx: HttpContext) {
    const project = await changingProject(ctx, this.services)
    if (!project) return
    // The page may be of a project that has ended meanwhile, with another one begun.
    if (project.id === ctx.request.input('project')) {
      const ending = endingOf(project)
      await endProject(project, ending)
      ctx.session.flash('said', ctx.i18n.t(`coach.web.end.${ending}`))
    }
    return ctx.response.redirect(HOME)
  }

  async #workspace(ctx: HttpContext, project: Project) {
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const typed: unknown = ctx.session.flashMessages.get('typed', '')
    const wrong: unknown = ctx.session.flashMessages.get('wrong', null)
    const older = asked(ctx, 'before')
    const before = older !== null && /^\d{1,18}$/.test(older) ? older : null
    const [history, messages, left, profile] = await Promise.all([
      historyOf(project.id),
      listMessages(project.id, { before, limit: COACH_WEB.messages }),
      remaining(project.creatorId),
      findProfile(project.creatorId),
    ])
    const decisions = decisionsPart(words, project, history)
    const phases = tasksPart(words, project)
    const next = phases.flatMap(({ tasks }) => tasks).find(({ isDone }) => !isDone)
    const [oldest] = messages
    return {
      project,
      title: say(words, project.programme.title),
      progress: progressPart(words, project, new Date()),
      phases,
      next,
      tasksDone: project.ticks.size,
      tasksAll: phases.reduce((sum, { all }) => sum + all, 0),
      decisions,
      decided: project.decisions.size,
      conversation: conversationPart(words, project, history, messages),
      earlier:
        messages.length === COACH_WEB.messages && oldest ? `${HOME}?before=${oldest.id}` : null,
      isOlder: before !== null,
      left: left.left <= COACH_LIMITS.leftTold ? left.left : null,
      limit: left.left <= 0 && left.nextAt ? limitInWords(ctx, left.nextAt) : null,
      hasProfile: profile !== null,
      welcome: profile ? welcomeFor(words, profile, project) : words.t('coach.web.welcome.text'),
      today: new Date().toISOString().slice(0, 10),
      most: COACH_LIMITS.message,
      key: randomUUID(),
      typed,
      wrong,
      script: JSON.stringify(scriptWords(words)),
    }
  }
}

/** What the page's script says by itself, and where it fills something in. */
const scriptWords = ({ t }: Pick<Words, 't'>) => ({
  you: t('coach.web.you'),
  coach: t('coach.name'),
  writing: t('coach.web.script.writing'),
  waiting: t('coach.web.script.waiting'),
  lost: t('coach.web.script.lost'),
  not_sent: t('coach.web.script.not_sent'),
  retry: t('coach.web.again'),
  too_long: t('coach.web.script.too_long', { over: '{over}' }),
  signed_out: t('coach.web.signed_out'),
  limit: t('coach.web.script.limit', { at: '{at}' }),
  stopping: t('coach.web.script.stopping'),
  stop: t('coach.web.stop'),
  changed: t('coach.web.script.changed'),
  opens_new: t('coach.web.script.opens_new'),
})
