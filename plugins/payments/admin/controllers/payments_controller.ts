import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import limiter from '@adonisjs/limiter/services/main'
import { Wording, type Words } from '#app/bot_kit/wording'
import { isOutage } from '#app/support/outage'
import { adminOf } from '#app/web_kit/admin'
import { GATEWAYS } from '#config/payments'
import { refundPayment, type RefundOutcome } from '#plugins/payments/actions/refund_payment'
import { PAYMENT_TONES, paymentPage } from '#plugins/payments/admin/payment_page'
import {
  listPayments,
  PAYMENT_STATES,
  type PaymentLine,
} from '#plugins/payments/admin/queries/list_payments'
import { wholePayment, type WholePayment } from '#plugins/payments/admin/queries/whole_payment'
import { addressOf, asked, askedOf, timeOf } from '#app/web_kit/address'
import { paymentsServices } from '#plugins/payments/services'
import { amountOf, moneyInWords } from '#app/support/money'

const PATH = '/admin/payments'

/** Longest reason of a refund, characters. */
const REASON_LENGTH = 200

/** Refunds that one admin may ask for within a minute. */
const RATE = { requests: 30, duration: '1 minute' }

/** Payments, as admins see them. */
export default class PaymentsController {
  async index(ctx: HttpContext) {
    const filter = {
      search: asked(ctx, 'search'),
      gateway: askedOf(ctx, 'gateway', GATEWAYS),
      state: askedOf(ctx, 'state', PAYMENT_STATES),
    }
    const before = asked(ctx, 'before')
    const { payments, more } = await listPayments(await paymentsServices(), { ...filter, before })
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'payments::admin_payments', {
      filter,
      gateways: GATEWAYS,
      states: PAYMENT_STATES.map((value) => ({
        value,
        label: words.t(`payments.admin.states.${value}`),
      })),
      payments: payments.map((payment) => shown(words, payment)),
      older: more ? addressOf(PATH, { ...filter, before: payments.at(-1)?.id }) : null,
      newest: before ? addressOf(PATH, filter) : null,
    })
  }

  async show(ctx: HttpContext) {
    const found = await wholePayment(await paymentsServices(), String(ctx.params.id))
    return found ? this.#page(ctx, found) : this.#gone(ctx)
  }

  async refund(ctx: HttpContext) {
    const admin = adminOf(ctx)
    const services = await paymentsServices()
    const found = await wholePayment(services, String(ctx.params.id))
    if (!found) return this.#gone(ctx)
    const form = readRefund(ctx, found)
    if ('wrong' in form) return this.#page(ctx, found, ctx.i18n.t(form.wrong))

    await limiter.use(RATE).consume(`refunds:${admin.id}`)
    const paymentId = found.payment.id
    let result: RefundOutcome
    try {
      result = await refundPayment(services, { paymentId, by: admin.id, ...form })
    } catch (error) {
      if (isOutage(error)) throw error
      // The wish is kept, and finished once the gateway answers.
      ctx.logger.warn({ err: error, payment: paymentId }, 'A refund did not come through yet')
      return this.#page(ctx, found, ctx.i18n.t('payments.admin.refund_waits'))
    }
    if (result.outcome === 'refused') {
      const why = ctx.i18n.t(`payments.admin.refused.${result.reason}`, { detail: result.detail })
      return this.#page(ctx, found, why)
    }
    ctx.session.flash('done', ctx.i18n.t('payments.admin.refund_done', { refund: result.refund }))
    return ctx.response.redirect(`${PATH}/${paymentId}`)
  }

  async #gone(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    ctx.response.status(404)
    return pages.render(ctx, 'payments::admin_gone', { back: PATH })
  }

  async #page(ctx: HttpContext, found: WholePayment, wrong?: string) {
    const { gateway: name } = found.payment
    const gateway = (await (await paymentsServices()).gateways()).get(name)
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    if (wrong) ctx.response.status(422)
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'payments::admin_payment', {
      ...paymentPage(words, found),
      connected: gateway !== undefined,
      partial: gateway?.partialRefunds ?? false,
      reasonLength: REASON_LENGTH,
      wrong,
      typed: { amount: textOf(ctx, 'amount'), reason: textOf(ctx, 'reason') },
    })
  }
}

const textOf = (ctx: HttpContext, name: string): string => {
  const value: unknown = ctx.request.input(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** An empty amount is all that is left. */
function readRefund(
  ctx: HttpContext,
  { payment }: WholePayment
): { amount: bigint | null; reason: string } | { wrong: string } {
  const reason = textOf(ctx, 'reason')
  if (reason === '' || reason.length > REASON_LENGTH || reason.includes('\0')) {
    return { wrong: 'payments.admin.wrong.reason' }
  }
  if (ctx.request.input('sure') !== 'yes') return { wrong: 'payments.admin.wrong.sure' }
  const text = textOf(ctx, 'amount')
  if (text === '') return { amount: null, reason }
  const amount = amountOf(text, payment.currency ?? 'USD')
  return amount === null || amount === 0n
    ? { wrong: 'payments.admin.wrong.amount' }
    : { amount, reason }
}

function shown(words: Words, payment: PaymentLine) {
  const { currency, amount, returned } = payment
  return {
    ...payment,
    href: `${PATH}/${payment.id}`,
    stateWord: words.t(`payments.admin.states.${payment.state}`),
    tone: PAYMENT_TONES[payment.state],
    money: currency && amount !== null ? moneyInWords(amount, currency, words) : '–',
    returned: currency && returned > 0n ? moneyInWords(returned, currency, words) : '–',
    created: timeOf(payment.createdAt, words.locale),
  }
}
