import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { say } from '#plugins/coach/programme/say'
import { changesIn } from '#plugins/coach/deeds/changes'
import { ownDeed, type KeptDeed } from '#plugins/coach/deeds/deed'
import { doDeed } from '#plugins/coach/deeds/do_deed'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'
import { dropDeed, proposeDeed, type Proposed } from '#plugins/coach/deeds/propose_deed'
import { undoDeed } from '#plugins/coach/deeds/undo_deed'
import { TASK_ACTIONS, tasksOf, type TaskAction } from '#plugins/coach/programme/programme'
import { activeProject } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { celebrated } from '#plugins/coach/project/celebrated'
import { changingCreator, changingProject, HOME } from '#plugins/coach/web/creator_here'
import { deedPage, wrongWords } from '#plugins/coach/web/deed_page'

/** What the coach does for a task: a plan, changed or confirmed, what became of it, and the way back. */
export class DeedsController {
  constructor(private readonly services: CoachServices) {}

  /** Plans it; nothing is done. */
  async propose(ctx: HttpContext) {
    const project = await changingProject(ctx, this.services)
    if (!project) return
    const { action, community }: Readonly<Record<string, unknown>> = ctx.request.body()
    const known = TASK_ACTIONS.find((one) => one === action)
    if (!known) return ctx.response.redirect(`${HOME}#tasks`)
    const proposed = await proposeDeed(this.services, project, {
      action: known,
      locale: ctx.i18n.locale,
      ...(typeof community === 'string' && { communityId: community }),
    })
    return this.#planned(ctx, known, proposed, null)
  }

  async show(ctx: HttpContext) {
    const deed = await this.#deed(ctx)
    return deed ? this.#page(ctx, deed) : undefined
  }

  /** Plans it anew with what the creator filled in; the older plan can no longer be confirmed. */
  async change(ctx: HttpContext) {
    const deed = await this.#deed(ctx)
    if (!deed) return
    const project = await activeProject(this.services.programmes, deed.creatorId)
    if (project?.id !== deed.projectId) return ctx.response.redirect(HOME)
    const typed = this.#typed(ctx, deed)
    const proposed = await proposeDeed(this.services, project, {
      action: deed.action,
      locale: ctx.i18n.locale,
      communityId: deed.plan.community.id,
      changes: changesIn(deed, typed),
    })
    return this.#planned(ctx, deed.action, proposed, { deed, typed })
  }

  /** Does exactly this plan. */
  async do(ctx: HttpContext) {
    const deed = await this.#deed(ctx)
    if (!deed) return
    const did = await doDeed(this.services, { creatorId: deed.creatorId, deedId: deed.id })
    switch (did.outcome) {
      case 'done': {
        const phase = celebrated(did.before, did.after)
        if (phase) ctx.session.flash('party', say(ctx.i18n, phase.celebration))
        return ctx.response.redirect(`${HOME}/deeds/${did.deed.id}`)
      }
      case 'failed':
      case 'done_before':
      case 'under_way':
      case 'incomplete':
        ctx.session.flash('said', ctx.i18n.t(`coach.web.deeds.${did.outcome}`))
        return ctx.response.redirect(`${HOME}/deeds/${did.deed.id}`)
      case 'proposed_anew':
        ctx.session.flash('said', ctx.i18n.t(`coach.web.deeds.anew.${did.why}`))
        return ctx.response.redirect(`${HOME}/deeds/${did.deed.id}`)
      case 'missing':
        return this.#planned(ctx, deed.action, did, null)
      case 'gone':
        ctx.session.flash('said', ctx.i18n.t('coach.web.deeds.gone'))
        return ctx.response.redirect(`${HOME}#tasks`)
    }
  }

  async undo(ctx: HttpContext) {
    const deed = await this.#deed(ctx)
    if (!deed) return
    const { outcome } = await undoDeed(this.services, {
      creatorId: deed.creatorId,
      deedId: deed.id,
    })
    ctx.session.flash('said', ctx.i18n.t(`coach.web.deeds.undo.${outcome}`))
    return ctx.response.redirect(`${HOME}/deeds/${deed.id}`)
  }

  async drop(ctx: HttpContext) {
    const deed = await this.#deed(ctx)
    if (!deed) return
    await dropDeed(deed.creatorId, deed.id)
    return ctx.response.redirect(`${HOME}#task-${deed.taskId}`)
  }

  async #planned(
    ctx: HttpContext,
    action: TaskAction,
    proposed: Proposed,
    form: { deed: KeptDeed; typed: Readonly<Record<string, string>> } | null
  ) {
    if (proposed.outcome === 'proposed') {
      return ctx.response.redirect(`${HOME}/deeds/${proposed.deed.id}`)
    }
    ctx.response.status(422)
    if (proposed.outcome === 'wrong' && form) {
      return this.#page(ctx, form.deed, { typed: form.typed, wrong: proposed })
    }
    const pages = await app.container.make('pages')
    const task = tasksOf(this.services.programmes.first).find((one) => one.action === action)
    const isMissing = proposed.outcome === 'missing'
    return pages.render(ctx, 'coach::web_deed_missing', {
      title: task ? say(ctx.i18n, task.title) : '',
      task: task?.id,
      action,
      needs: isMissing ? proposed.needs : null,
      why: isMissing
        ? ctx.i18n.t(`coach.deed.missing.${proposed.needs}`)
        : wrongWords(speakerOf(ctx), proposed),
      communities: isMissing ? (proposed.communities ?? []) : [],
      ways: isMissing && proposed.needs === 'space' ? await this.#waysIn(ctx) : [],
    })
  }

  /** How servers and chats are connected, step by step. */
  async #waysIn(ctx: HttpContext) {
    const ways = await this.services.communities.waysToConnect()
    return ways.map(({ kind, url }) => ({
      url,
      label: ctx.i18n.t(`coach.deed.add.${kind}`),
      steps: ctx.i18n.t(`coach.deed.connect.${kind}`).replaceAll('**', ''),
    }))
  }

  async #page(ctx: HttpContext, deed: KeptDeed, form: Parameters<typeof deedPage>[3] = null) {
    const pages = await app.container.make('pages')
    const project = await activeProject(this.services.programmes, deed.creatorId)
    const { programme } = project ?? { programme: this.services.programmes.first }
    return pages.render(ctx, 'coach::web_deed', {
      said: ctx.session.flashMessages.get('said'),
      party: ctx.session.flashMessages.get('party'),
      ...deedPage(speakerOf(ctx), programme, deed, form),
    })
  }

  #typed(ctx: HttpContext, { action }: KeptDeed): Record<string, string> {
    const body: Readonly<Record<string, unknown>> = ctx.request.body()
    return Object.fromEntries(
      DEED_KINDS[action].fields.flatMap(({ name, maxLength }) => {
        const value = body[`plan_${name}`]
        // Emptied fields come as null; one more than may be is kept, so that too long is said.
        return `plan_${name}` in body
          ? [[name, typeof value === 'string' ? value.slice(0, maxLength + 1) : '']]
          : []
      })
    )
  }

  /** The creator's own deed; null when the answer is given already. */
  async #deed(ctx: HttpContext): Promise<KeptDeed | null> {
    const here = await changingCreator(ctx)
    if (!here) return null
    const deed = await ownDeed(here.person.id, String(ctx.params.id))
    if (!deed) {
      ctx.session.flash('said', ctx.i18n.t('coach.web.deeds.gone'))
      ctx.response.redirect(`${HOME}#tasks`)
    }
    return deed
  }
}

const speakerOf = ({ i18n }: HttpContext) => ({
  locale: i18n.locale,
  t: (key: string, data?: Record<string, unknown>) => i18n.t(key, data),
})
