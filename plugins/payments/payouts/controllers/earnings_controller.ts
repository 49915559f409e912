import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { formatCoinNumber } from '#app/support/coins'
import { moneyInWords } from '#app/support/money'
import {
  beginOnboarding,
  DETAILS_LENGTH,
  payByHand,
  refreshPayee,
  setMonthly,
} from '#plugins/payments/payouts/actions/choose_payee'
import { requestPayout } from '#plugins/payments/payouts/actions/request_payout'
import { pendingDays } from '#plugins/payments/payouts/bot/earnings_command'
import type { Payout } from '#plugins/payments/payouts/payout'
import { detailsOf } from '#plugins/payments/payouts/people'
import { payoutProvider } from '#plugins/payments/payouts/providers/index'
import { earningsOf } from '#plugins/payments/payouts/queries/earnings_of'
import { findPayee, payoutsOf } from '#plugins/payments/payouts/queries/payouts'
import { statementYears } from '#plugins/payments/payouts/queries/statement_years'
import { takenEarnings } from '#plugins/payments/queries/taken_earnings'
import { takenLine } from '#plugins/payments/taken_line'
import { payeeHere } from '#plugins/payments/payouts/web'
import paymentsConfig from '#config/payments'

/** Payouts on the page; the year's statement has all. */
const SHOWN = 24
/** Shortest details that an admin can send money to, characters. */
const DETAILS_LEAST = 8

/** A creator's money: what waits, what may be paid out, where it goes. */
export default class EarningsController {
  async show(ctx: HttpContext) {
    const here = await payeeHere(ctx)
    if (!here) return
    const { person, services } = here
    const t = ctx.i18n.t.bind(ctx.i18n)
    const words = { locale: ctx.i18n.locale, t }
    const earnings = await earningsOf(services, person.id)
    const payee = await findPayee(person.id)
    const money = (amount: bigint) => moneyInWords(amount, earnings.currency, words)
    const both = ({ coins, amount }: { coins: bigint; amount: bigint }) =>
      t('payments.payouts.both', {
        coins: t('payments.payouts.coins', { coins: formatCoinNumber(coins, words.locale) }),
        money: money(amount),
      })
    const enough = earnings.available.amount >= earnings.minimum
    return here.pages.render(ctx, 'payments::payouts_earnings', {
      facts: [
        { name: t('payments.payouts.available'), value: both(earnings.available) },
        { name: t('payments.payouts.pending'), value: both(earnings.pending) },
        { name: t('payments.payouts.under_way'), value: money(earnings.underWay) },
        { name: t('payments.payouts.paid'), value: money(earnings.paid) },
        { name: t('payments.payouts.reversed'), value: money(earnings.reversed) },
      ],
      rule: t('payments.payouts.rule', { days: pendingDays() }),
      payNow:
        payee?.ready === true && enough && earnings.underWay === 0n
          ? money(earnings.available.amount)
          : null,
      minimum: money(earnings.minimum),
      enough,
      underWay: earnings.underWay > 0n,
      payee: payee && {
        provider: payee.provider,
        ready: payee.ready,
        monthly: payee.monthly,
        begun: payee.providerAccount !== null,
        details: payee.detailsSealed ? detailsOf(payee.id, payee.detailsSealed) : '',
      },
      connect: (await payoutProvider('stripe')) !== null,
      detailsLength: DETAILS_LENGTH,
      payouts: (await payoutsOf(person.id, SHOWN)).map((payout) => lineOf(payout, words)),
      years: await statementYears(person.id),
      taken: (await takenEarnings(person.id, SHOWN)).map((one) => takenLine(one, words)),
    })
  }

  /** Asks for everything that is available. */
  async payOut(ctx: HttpContext) {
    const here = await payeeHere(ctx)
    if (!here) return
    const { i18n } = ctx
    const asked = await requestPayout(here.services, { personId: here.person.id })
    const words = { locale: i18n.locale, t: i18n.t.bind(i18n) }
    switch (asked.outcome) {
      case 'asked':
        return this.#back(
          ctx,
          i18n.t('payments.payouts.bot.asked', {
            money: moneyInWords(asked.amount, asked.currency, words),
          })
        )
      case 'not_ready':
        return this.#wrong(ctx, i18n.t('payments.payouts.bot.not_ready'))
      case 'too_little':
        return this.#wrong(
          ctx,
          i18n.t('payments.payouts.bot.too_little', {
            available: moneyInWords(asked.available, asked.currency, words),
            minimum: moneyInWords(asked.minimum, asked.currency, words),
          })
        )
      case 'one_is_open':
        return this.#wrong(ctx, i18n.t('payments.payouts.bot.one_is_open'))
    }
  }

  /** To the provider's page. */
  async connect(ctx: HttpContext) {
    const here = await payeeHere(ctx)
    if (!here) return
    const accounts = await here.services.identity.accountsOf(here.person.id)
    const begun = await beginOnboarding({
      personId: here.person.id,
      email: accounts.find(({ platform }) => platform === 'email')?.platformId ?? null,
      backTo: `${paymentsConfig.appUrl}/earnings/connected`,
    }).catch((error: unknown) => {
      ctx.logger.error({ err: error }, 'a creator could not be onboarded')
      return { outcome: 'unavailable' } as const
    })
    return begun.outcome === 'open'
      ? ctx.response.redirect(begun.url)
      : this.#wrong(ctx, ctx.i18n.t('payments.payouts.web.connect_away'))
  }

  /** Back from the provider's page. */
  async connected(ctx: HttpContext) {
    const here = await payeeHere(ctx)
    if (!here) return
    await refreshPayee(here.person.id).catch((error: unknown) => {
      ctx.logger.warn({ err: error }, 'the provider did not say whether a creator can be paid')
    })
    const payee = await findPayee(here.person.id)
    const key = payee?.ready === true ? 'connected' : 'not_finished'
    return this.#back(ctx, ctx.i18n.t(`payments.payouts.web.${key}`))
  }

  async byHand(ctx: HttpContext) {
    const here = await payeeHere(ctx)
    if (!here) return
    const details = String(ctx.request.input('details') ?? '').trim()
    if (details.length < DETAILS_LEAST || details.length > DETAILS_LENGTH) {
      return this.#wrong(
        ctx,
        ctx.i18n.t('payments.payouts.web.details_wrong', { most: DETAILS_LENGTH })
      )
    }
    await payByHand(here.person.id, details)
    return this.#back(ctx, ctx.i18n.t('payments.payouts.web.details_kept'))
  }

  async monthly(ctx: HttpContext) {
    const here = await payeeHere(ctx)
    if (!here) return
    const monthly = ctx.request.input('monthly') === 'on'
    await setMonthly(here.person.id, monthly)
    return this.#back(
      ctx,
      ctx.i18n.t(`payments.payouts.web.${monthly ? 'monthly_on' : 'monthly_off'}`)
    )
  }

  #back(ctx: HttpContext, done: string): void {
    ctx.session.flash('done', done)
    ctx.response.redirect().status(303).toPath('/earnings')
  }

  #wrong(ctx: HttpContext, why: string): void {
    ctx.session.flash('errors', { form: why })
    ctx.response.redirect().status(303).toPath('/earnings')
  }
}

function lineOf(payout: Payout, words: { locale: string; t(key: string): string }) {
  return {
    day: DateTime.fromJSDate(payout.askedAt, { zone: 'utc' })
      .setLocale(words.locale)
      .toLocaleString(DateTime.DATE_MED),
    amount: moneyInWords(payout.amount, payout.currency, words),
    state: words.t(`payments.payouts.state.${payout.state}`),
    reference: payout.reference ?? '',
    reason: payout.reason ?? '',
  }
}
