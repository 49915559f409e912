import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { DateTime } from 'luxon'
import { adminOf } from '#app/web_kit/admin'
import { moneyInWords } from '#app/support/money'
import { approvePayout } from '#plugins/payments/payouts/actions/approve_payout'
import {
  markPaid,
  markReturned,
  NOTE_LENGTH,
  refusePayout,
  type Marking,
} from '#plugins/payments/payouts/actions/mark_payout'
import { sendStatement } from '#plugins/payments/payouts/controllers/statement_file'
import { OPEN_STATES, PAYOUT_STATES, type Payout } from '#plugins/payments/payouts/payout'
import { detailsOf } from '#plugins/payments/payouts/people'
import { findPayee, findPayout, payoutsIn } from '#plugins/payments/payouts/queries/payouts'
import { paymentsServices, type PaymentsServices } from '#plugins/payments/services'

/** Payouts on the page; those that wait longest come first. */
const SHOWN = 100

type Mark = (
  services: PaymentsServices,
  mark: { payoutId: string; adminId: string; note: string }
) => Promise<Marking>

/** Payouts that wait for an admin, and all others by state. */
export default class AdminPayoutsController {
  async index(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    const asked = String(ctx.request.input('state') ?? '')
    const states = PAYOUT_STATES.filter((state) => state === asked)
    const shown = await payoutsIn(states.length > 0 ? states : OPEN_STATES, SHOWN)
    return pages.render(ctx, 'payments::payouts_admin', {
      state: states[0] ?? '',
      states: PAYOUT_STATES.map((state) => ({
        value: state,
        label: ctx.i18n.t(`payments.payouts.state.${state}`),
      })),
      payouts: await Promise.all(shown.map((payout) => this.#line(ctx, payout))),
      noteLength: NOTE_LENGTH,
    })
  }

  async approve(ctx: HttpContext) {
    const services = await paymentsServices()
    const approval = await approvePayout(services, {
      payoutId: idOf(ctx),
      adminId: adminOf(ctx).id,
    })
    const t = ctx.i18n.t.bind(ctx.i18n)
    switch (approval.outcome) {
      case 'approved':
        return back(
          ctx,
          'done',
          t('payments.payouts.admin.approved', { missing: approval.missing })
        )
      case 'not_waiting':
      case 'own':
        return back(ctx, 'wrong', t(`payments.payouts.admin.${approval.outcome}`))
    }
  }

  async paid(ctx: HttpContext) {
    return this.#mark(ctx, markPaid)
  }

  async refuse(ctx: HttpContext) {
    return this.#mark(ctx, refusePayout)
  }

  async returned(ctx: HttpContext) {
    return this.#mark(ctx, markReturned)
  }

  /** The year of the creator whose payout it is. */
  async statement(ctx: HttpContext) {
    const payout = await findPayout(idOf(ctx))
    const services = await paymentsServices()
    const creator = payout && (await services.identity.findPerson(payout.personId))
    if (!creator) return ctx.response.status(404).send(ctx.i18n.t('payments.payouts.admin.gone'))
    return sendStatement(ctx, creator)
  }

  async #mark(ctx: HttpContext, mark: Mark) {
    const t = ctx.i18n.t.bind(ctx.i18n)
    const note = String(ctx.request.input('note') ?? '').trim()
    if (note === '' || note.length > NOTE_LENGTH) {
      return back(ctx, 'wrong', t('payments.payouts.admin.note_wrong', { most: NOTE_LENGTH }))
    }
    const services = await paymentsServices()
    const marking = await mark(services, { payoutId: idOf(ctx), adminId: adminOf(ctx).id, note })
    switch (marking.outcome) {
      case 'marked':
        return back(ctx, 'done', t('payments.payouts.admin.marked'))
      case 'needs_approval':
        return back(
          ctx,
          'wrong',
          t('payments.payouts.admin.needs_approval', { missing: marking.missing })
        )
      case 'not_now':
      case 'own':
        return back(ctx, 'wrong', t(`payments.payouts.admin.${marking.outcome}`))
    }
  }

  async #line(ctx: HttpContext, payout: Payout) {
    const { i18n } = ctx
    const { identity } = await paymentsServices()
    const payee = await findPayee(payout.personId)
    const creator = await identity.findPerson(payout.personId)
    const at = payout.paidAt ?? payout.askedAt
    return {
      id: payout.id,
      day: DateTime.fromJSDate(payout.askedAt, { zone: 'utc' })
        .setLocale(i18n.locale)
        .toLocaleString(DateTime.DATE_MED),
      year: DateTime.fromJSDate(at, { zone: 'utc' }).year,
      creator: creator?.displayName ?? i18n.t('payments.payouts.admin.nobody'),
      amount: moneyInWords(payout.amount, payout.currency, {
        locale: i18n.locale,
        t: i18n.t.bind(i18n),
      }),
      provider: i18n.t(`payments.payouts.provider.${payout.provider}`),
      state: payout.state,
      stateWord: i18n.t(`payments.payouts.state.${payout.state}`),
      approvals: payout.approvals,
      approvalsNeeded: payout.approvalsNeeded,
      reference: payout.reference ?? '',
      reason: payout.reason ?? '',
      // Shown while somebody has to send money there, and no longer.
      details:
        payout.provider === 'manual' && payout.state === 'reserved' && payee?.detailsSealed
          ? detailsOf(payee.id, payee.detailsSealed)
          : '',
      mayApprove: payout.state === 'reserved' && payout.approvals < payout.approvalsNeeded,
      mayPay:
        payout.state === 'reserved' &&
        payout.provider === 'manual' &&
        payout.approvals >= payout.approvalsNeeded,
      mayRefuse: payout.state === 'reserved',
      mayReturn: payout.state === 'paid' && payout.provider === 'manual',
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** An id that no payout has, for addresses that name none. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

const idOf = ({ params }: HttpContext): string =>
  typeof params.id === 'string' && UUID.test(params.id) ? params.id : NOBODY

function back(ctx: HttpContext, how: 'done' | 'wrong', words: string): void {
  if (how === 'done') ctx.session.flash('done', words)
  else ctx.session.flash('errors', { form: words })
  ctx.response.redirect().status(303).toPath('/admin/payouts')
}
