import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import type { PaymentsServices } from '#plugins/payments/services'
import { changeLimits } from '#plugins/payments/limits/actions/change_limits'
import { limitLines } from '#plugins/payments/limits/limit_words'
import { LIMIT_KINDS, type LimitKind } from '#plugins/payments/limits/limits'
import { limitsOf } from '#plugins/payments/limits/queries/limits_of'
import {
  LIMIT_LENGTH,
  readLimits,
  typedOf,
  type TypedLimits,
} from '#plugins/payments/limits/read_limits'

/** Changes that one person may make on the page. */
const CHANGES = { requests: 20, duration: '1 minute' }

/** A person's own limits on the web. */
export class LimitsController {
  constructor(private readonly services: PaymentsServices) {}

  async show(ctx: HttpContext) {
    const personId = await this.#person(ctx)
    return personId === null ? undefined : this.#page(ctx, personId)
  }

  async update(ctx: HttpContext) {
    const personId = await this.#person(ctx)
    if (personId === null) return
    await limiter.use(CHANGES).consume(`limits:${personId}`)
    const typed = typedIn(ctx.request.body())
    const read = readLimits(typed)
    if (read.outcome === 'wrong') {
      ctx.response.status(422)
      return this.#page(ctx, personId, { typed, wrong: read.kind })
    }
    await changeLimits(this.services.ledger, personId, read.limits)
    ctx.session.flash('said', ctx.i18n.t('payments.limits.saved'))
    return ctx.response.redirect('/limits')
  }

  async #person(ctx: HttpContext): Promise<string | null> {
    const pages = await app.container.make('pages')
    const person = await pages.personOf(ctx)
    if (!person) ctx.response.redirect('/sign-in?next=/limits')
    return person?.id ?? null
  }

  async #page(
    ctx: HttpContext,
    personId: string,
    problem: { typed?: TypedLimits; wrong?: LimitKind } = {}
  ) {
    const pages = await app.container.make('pages')
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const own = await limitsOf(this.services.ledger, personId)
    const typed = problem.typed ?? typedOf(own)
    return pages.render(ctx, 'payments::limits_show', {
      said: ctx.session.flashMessages.get('said'),
      most: LIMIT_LENGTH,
      wrong: problem.wrong && words.t(`payments.limits.kind.${problem.wrong}`),
      lines: limitLines(words, own).map((line) => ({
        ...line,
        typed: typed[line.kind] ?? '',
        wrong: line.kind === problem.wrong,
      })),
    })
  }
}

function typedIn(body: Readonly<Record<string, unknown>>): TypedLimits {
  return Object.fromEntries(
    LIMIT_KINDS.map((kind) => {
      const value = body[kind]
      return [kind, typeof value === 'string' ? value.slice(0, LIMIT_LENGTH) : '']
    })
  )
}
