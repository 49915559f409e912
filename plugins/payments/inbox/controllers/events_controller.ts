import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { GATEWAYS } from '#config/payments'
import { addressOf, asked, askedOf, timeOf } from '#app/web_kit/address'
import { idOf } from '#plugins/payments/admin/web'
import { paymentsServices } from '#plugins/payments/services'
import { replayEvent, replayFailed } from '#plugins/payments/inbox/actions/replay_events'
import {
  countFailed,
  EVENT_STATES,
  findEvent,
  listEvents,
  type EventLine,
  type EventState,
} from '#plugins/payments/inbox/queries/list_events'

const PATH = '/admin/payments/events'

const TONES: Readonly<Record<EventState, string>> = {
  new: 'wait',
  done: 'good',
  ignored: '',
  failed: 'bad',
}

/** The inbox, as admins see it. */
export default class EventsController {
  async index(ctx: HttpContext) {
    const filter = {
      provider: askedOf(ctx, 'provider', GATEWAYS),
      state: askedOf(ctx, 'state', EVENT_STATES),
      type: asked(ctx, 'type'),
    }
    const { events, more } = await listEvents({ ...filter, before: idOf(asked(ctx, 'before')) })
    const failed = await countFailed()
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'payments::inbox_events', {
      filter,
      gateways: GATEWAYS,
      states: EVENT_STATES.map((value) => ({ value, label: stateWord(ctx, value) })),
      events: events.map((event) => shown(ctx, event)),
      failed: failed.map(({ provider, count }) => ({ provider, count: Number(count) })),
      older: more ? addressOf(PATH, { ...filter, before: events.at(-1)?.id.toString() }) : null,
      newest: asked(ctx, 'before') ? addressOf(PATH, filter) : null,
    })
  }

  async show(ctx: HttpContext) {
    const id = idOf(ctx.params.id)
    const event = id === null ? null : await findEvent(id)
    const pages = await app.container.make('pages')
    if (!event) {
      ctx.response.status(404)
      return pages.render(ctx, 'payments::admin_gone', { back: PATH })
    }
    return pages.render(ctx, 'payments::inbox_event', {
      event: { ...shown(ctx, event), body: JSON.stringify(event.body, null, 2) },
    })
  }

  async replay(ctx: HttpContext) {
    const id = idOf(ctx.params.id)
    const found = id !== null && (await replayEvent(await paymentsServices(), id))
    if (!found) return ctx.response.redirect(PATH)
    ctx.session.flash('done', ctx.i18n.t('payments.inbox.replayed', { count: 1 }))
    return ctx.response.redirect(`${PATH}/${id}`)
  }

  async replayFailed(ctx: HttpContext) {
    const wanted: unknown = ctx.request.input('provider')
    const provider = GATEWAYS.find((name) => name === wanted) ?? null
    const count = await replayFailed(await paymentsServices(), provider)
    ctx.session.flash('done', ctx.i18n.t('payments.inbox.replayed', { count: Number(count) }))
    return ctx.response.redirect(PATH)
  }
}

const stateWord = ({ i18n }: HttpContext, state: EventState): string =>
  i18n.t(`payments.inbox.state.${state}`)

const shown = (ctx: HttpContext, event: EventLine) => ({
  id: event.id.toString(),
  provider: event.provider,
  eventId: event.eventId,
  type: event.type,
  state: event.state,
  stateWord: stateWord(ctx, event.state),
  tone: TONES[event.state],
  attempts: event.attempts,
  error: event.error,
  received: timeOf(event.receivedAt, ctx.i18n.locale),
  ended: event.endedAt && timeOf(event.endedAt, ctx.i18n.locale),
  href: `${PATH}/${event.id}`,
})
