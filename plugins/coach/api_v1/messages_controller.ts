import type { HttpContext } from '@adonisjs/core/http'
import { asked } from '#app/web_kit/address'
import { problem } from '#app/support/problem'
import { begin, connectionOf, sendEvents, type Frame } from '#app/web_kit/event_stream'
import {
  accountOf,
  apiCreator,
  apiProject,
  bodyOf,
  mayGoOn,
  refuse,
} from '#plugins/coach/api_v1/api_creator'
import { messageJson, noticedJson } from '#plugins/coach/api_v1/json'
import { messageBody } from '#plugins/coach/api_v1/validators'
import { listMessages } from '#plugins/coach/conversation/messages'
import type { Noticed } from '#plugins/coach/conversation/notice'
import { follow, type AnswerEvent } from '#plugins/coach/conversation/running_answers'
import { COACH_LIMITS } from '#plugins/coach/limits'
import type { CoachServices } from '#plugins/coach/services'
import { keyIsTaken } from '#plugins/coach/conversation/kept_message'
import { limitReached } from '#plugins/coach/web/limit_reached'

/** Visible ASCII, as long as a key of a header may reasonably be (draft-ietf-httpapi-idempotency-key-header). */
const KEY = /^[\x21-\x7e]{1,100}$/
/** Messages of one page unless it is said. */
const PAGE = 50
/** Seconds after which a failed answer is worth another try. */
const TRY_AFTER = 5

/** The conversation, for programs. */
export class MessagesApiController {
  constructor(private readonly services: CoachServices) {}

  /** The newest page, or the one before a message; oldest first. */
  async index(ctx: HttpContext) {
    const person = await apiCreator(ctx)
    const project = person && (await apiProject(ctx, this.services, person))
    if (!project) return
    const before = asked(ctx, 'before')
    const limit = asked(ctx, 'limit') ?? String(PAGE)
    const isPage =
      (before === null || /^\d{1,18}$/.test(before)) &&
      /^\d{1,3}$/.test(limit) &&
      Number(limit) >= 1 &&
      Number(limit) <= COACH_LIMITS.page
    if (!isPage) return refuse(ctx, 422, 'bad_page', { most: COACH_LIMITS.page })
    const messages = await listMessages(project.id, { before, limit: Number(limit) })
    const [oldest] = messages
    return {
      messages: messages.map(messageJson),
      before: messages.length === Number(limit) && oldest ? oldest.id : null,
    }
  }

  /** Says something: the answer comes as events, or whole, as the program accepts. */
  async store(ctx: HttpContext) {
    const person = await apiCreator(ctx)
    if (!person || !(await mayGoOn(ctx, 'message', person.id))) return
    const key = ctx.request.header('idempotency-key') ?? ''
    if (!KEY.test(key)) return refuse(ctx, 400, 'key_missing')
    const body = await bodyOf(ctx, messageBody)
    const project = body && (await apiProject(ctx, this.services, person))
    if (!project) return
    const text = body.text.replaceAll('\0', '').trim()
    const accountId = await accountOf(person.id)
    if (text === '' || accountId === null) return refuse(ctx, 422, 'bad_input')
    const kept = `api:${key}`
    if (await keyIsTaken(project.id, kept, text)) return refuse(ctx, 422, 'key_reused')
    const events = follow(this.services, {
      project,
      key: kept,
      text,
      locale: ctx.i18n.locale,
      accountId,
      signal: connectionOf(ctx),
      demo: { name: ctx.i18n.t('coach.name'), greeting: ctx.i18n.t('coach.demo_greeting') },
    })
    if (ctx.request.accepts(['json', 'text/event-stream']) !== 'text/event-stream') {
      return this.#whole(ctx, events)
    }
    const { first, all } = await begin(events)
    if (first?.kind === 'limit') return limitReached(ctx, first.nextAt)
    return sendEvents(ctx, all, (event) => frameOf(ctx, event))
  }

  async #whole(ctx: HttpContext, events: AsyncGenerator<AnswerEvent, void>) {
    let noticed: Noticed | null = null
    for await (const event of events) {
      switch (event.kind) {
        case 'limit':
          return limitReached(ctx, event.nextAt)
        case 'failed':
          return problem(ctx, { status: 503, ...failure(ctx, event), retryAfter: TRY_AFTER })
        case 'end':
          return {
            answer: event.answer,
            ending: event.ending,
            noticed: noticed && noticedJson(noticed),
          }
        case 'noticed':
          noticed = event.noticed
          break
        case 'piece':
        case 'elsewhere':
          break
      }
    }
    return problem(ctx, {
      status: 503,
      ...failure(ctx, { reason: 'program' }),
      retryAfter: TRY_AFTER,
    })
  }
}

function failure(ctx: HttpContext, { reason }: { reason: 'model' | 'program' }) {
  return reason === 'model'
    ? { code: 'model_failed', detail: ctx.i18n.t('coach.model_failed') }
    : { code: 'failed', detail: ctx.i18n.t('coach.failed') }
}

function frameOf(ctx: HttpContext, event: AnswerEvent): Frame {
  switch (event.kind) {
    case 'piece':
      return { event: 'piece', data: { text: event.text } }
    case 'noticed':
      return { event: 'noticed', data: noticedJson(event.noticed) }
    case 'elsewhere':
      return { event: 'elsewhere', data: {} }
    case 'end':
      return { event: 'end', data: { answer: event.answer, ending: event.ending } }
    case 'failed':
      return { event: 'failed', data: failure(ctx, event) }
    case 'limit':
      return {
        event: 'limit',
        data: { code: 'messages_used_up', next_at: event.nextAt.toISOString() },
      }
  }
}
