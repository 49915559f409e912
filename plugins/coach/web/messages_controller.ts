import type { HttpContext } from '@adonisjs/core/http'
import limiter from '@adonisjs/limiter/services/main'
import { problem } from '#app/support/problem'
import { begin, connectionOf, sendEvents, type Frame } from '#app/web_kit/event_stream'
import type { KeptMessage } from '#plugins/coach/conversation/messages'
import { follow, stopAnswer, type AnswerEvent } from '#plugins/coach/conversation/running_answers'
import { COACH_LIMITS, COACH_RATES } from '#plugins/coach/limits'
import { activeProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'
import { creatorHere, HOME, isScript } from '#plugins/coach/web/creator_here'
import { keptMessage, keyIsTaken } from '#plugins/coach/conversation/kept_message'
import { limitInWords, limitReached } from '#plugins/coach/web/limit_reached'
import { COACH_WEB } from '#plugins/coach/web/limits'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Said {
  project: Project
  accountId: string
  key: string
  text: string
}

/** Messages of the workspace. The page's script gets the answer as events; a form waits for it. */
export class MessagesController {
  constructor(private readonly services: CoachServices) {}

  async store(ctx: HttpContext) {
    const here = await this.#here(ctx)
    if (!here) return
    const { key, text }: Readonly<Record<string, unknown>> = ctx.request.body()
    if (typeof key !== 'string' || !UUID.test(key)) return this.#wrong(ctx, 'bad_input', text)
    const words = typeof text === 'string' ? text.replaceAll('\0', '').trim() : ''
    if (words === '') return this.#wrong(ctx, 'empty', '')
    if (words.length > COACH_LIMITS.message) return this.#wrong(ctx, 'too_long', words)
    const said = { ...here, key: `web:${key}`, text: words }
    if (await keyIsTaken(said.project.id, said.key, words)) {
      return this.#wrong(ctx, 'key_reused', words)
    }
    return this.#answer(ctx, said)
  }

  /** The answer to a message that was said before: the rest of a running one, or another try. */
  async again(ctx: HttpContext) {
    const here = await this.#here(ctx)
    if (!here) return
    const message = await keptMessage(here.project.id, String(ctx.params.id))
    if (!message) return this.#wrong(ctx, 'no_message', '')
    return this.#answer(ctx, { ...here, ...message })
  }

  /** Ends the answer that is being made; what was said of it stays. */
  async stop(ctx: HttpContext) {
    const here = await this.#here(ctx)
    if (!here) return
    const { key, message }: Readonly<Record<string, unknown>> = ctx.request.body()
    const kept: Pick<KeptMessage, 'key'> | null =
      typeof message === 'string' ? await keptMessage(here.project.id, message) : null
    await stopAnswer(here.project, kept?.key ?? `web:${String(key)}`)
    return isScript(ctx) ? ctx.response.status(204) : ctx.response.redirect(`${HOME}#chat`)
  }

  async #answer(ctx: HttpContext, { project, accountId, key, text }: Said) {
    const { t, locale } = ctx.i18n
    const waits = isScript(ctx)
      ? connectionOf(ctx)
      : AbortSignal.any([connectionOf(ctx), AbortSignal.timeout(COACH_WEB.formWaitMs)])
    const events = follow(this.services, {
      project,
      key,
      text,
      locale,
      accountId,
      signal: waits,
      demo: { name: ctx.i18n.t('coach.name'), greeting: ctx.i18n.t('coach.demo_greeting') },
    })
    if (isScript(ctx)) {
      const { first, all } = await begin(events)
      if (first?.kind === 'limit') return limitReached(ctx, first.nextAt)
      return sendEvents(ctx, all, (event) => frameOf(event, t.bind(ctx.i18n)))
    }
    for await (const event of events) {
      if (event.kind === 'limit') {
        ctx.session.flash('typed', text)
        ctx.session.flash('wrong', { text: limitInWords(ctx, event.nextAt) })
      }
    }
    return ctx.response.redirect(`${HOME}#last`)
  }

  #wrong(ctx: HttpContext, code: string, typed: unknown) {
    const detail = ctx.i18n.t(`coach.web.messages.${code}`, { most: COACH_LIMITS.message })
    if (isScript(ctx)) {
      return problem(ctx, { status: code === 'no_message' ? 404 : 422, code, detail })
    }
    ctx.session.flash('typed', typeof typed === 'string' ? typed : '')
    ctx.session.flash('wrong', { text: detail })
    return ctx.response.redirect(`${HOME}#chat`)
  }

  async #here(ctx: HttpContext): Promise<Pick<Said, 'project' | 'accountId'> | null> {
    const here = await creatorHere(ctx)
    if (!here) return null
    await limiter.use(COACH_RATES.messages).consume(`coach:message:${here.person.id}`)
    const project = await activeProject(this.services.programmes, here.person.id)
    if (project) return { project, accountId: here.accountId }
    if (isScript(ctx)) {
      problem(ctx, { status: 409, code: 'no_project', detail: ctx.i18n.t('coach.no_project') })
    } else ctx.response.redirect(HOME)
    return null
  }
}

function frameOf(event: AnswerEvent, t: (key: string) => string): Frame | null {
  switch (event.kind) {
    case 'piece':
      return { event: 'piece', data: { text: event.text } }
    case 'noticed':
      return { event: 'noticed', data: {} }
    case 'elsewhere':
      return { event: 'elsewhere', data: {} }
    case 'end':
      return { event: 'end', data: { answer: event.answer, ending: event.ending } }
    case 'failed':
      return {
        event: 'failed',
        data: { detail: t(event.reason === 'model' ? 'coach.model_failed' : 'coach.failed') },
      }
    case 'limit':
      return { event: 'limit', data: { next_at: event.nextAt.toISOString() } }
  }
}
