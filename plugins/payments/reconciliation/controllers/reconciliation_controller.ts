import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording, type Words } from '#app/bot_kit/wording'
import { GATEWAYS } from '#config/payments'
import { addressOf, asked, askedOf, timeOf } from '#app/web_kit/address'
import { idOf } from '#plugins/payments/admin/web'
import { paymentsServices } from '#plugins/payments/services'
import { moneyInWords } from '#app/support/money'
import { askForRuns } from '#plugins/payments/reconciliation/actions/ask_for_runs'
import type { Side } from '#plugins/payments/reconciliation/difference'
import {
  latestRuns,
  listDifferences,
  type DifferenceLine,
  type RunLine,
} from '#plugins/payments/reconciliation/queries/list_differences'

const PATH = '/admin/payments/reconciliation'

const RUN_TONES: Readonly<Record<RunLine['state'], string>> = {
  running: 'wait',
  done: 'good',
  failed: 'bad',
}

/** Where the gateways' lists and the books are not the same. */
export default class ReconciliationController {
  async index(ctx: HttpContext) {
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const closed = asked(ctx, 'show') === 'closed'
    const gateway = askedOf(ctx, 'gateway', GATEWAYS)
    const before = asked(ctx, 'before')
    const { differences, more } = await listDifferences({
      open: !closed,
      gateway,
      before: idOf(before),
    })
    const query = { gateway, show: closed ? 'closed' : null }
    const last = differences.at(-1)?.id.toString()
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'payments::reconciliation', {
      closed,
      gateway,
      gateways: GATEWAYS,
      differences: differences.map((one) => differenceLine(words, one)),
      runs: (await latestRuns()).map((run) => runLine(words, run)),
      older: more ? addressOf(PATH, { ...query, before: last }) : null,
      newest: before ? addressOf(PATH, query) : null,
    })
  }

  /** Asks for a run of each gateway now; twice within a minute is once. */
  async run(ctx: HttpContext) {
    const minute = new Date().toISOString().slice(0, 16)
    await askForRuns(await paymentsServices(), `asked:${minute}`)
    ctx.session.flash('done', ctx.i18n.t('payments.reconciliation.asked'))
    return ctx.response.redirect(PATH)
  }
}

function differenceLine(words: Words, one: DifferenceLine) {
  return {
    part: words.t(`payments.reconciliation.part.${one.part}`),
    kind: words.t(`payments.reconciliation.kind.${one.kind}`),
    subject: one.subject,
    gateway: one.gateway,
    href: one.paymentId && `/admin/payments/${one.paymentId}`,
    theirs: sideInWords(words, one.theirs, one.ours),
    ours: sideInWords(words, one.ours, one.theirs),
    found: timeOf(one.foundAt, words.locale),
    closed: one.closedAt && timeOf(one.closedAt, words.locale),
  }
}

/** A side that names no currency is in the other's. */
function sideInWords(words: Words, side: Side | null, other: Side | null): string {
  if (side === null) return words.t('payments.reconciliation.nothing')
  const { amount, fee, state, error } = side
  const currency = side.currency ?? other?.currency
  const sum = amount ?? fee
  const money =
    sum && currency && /^-?\d+$/.test(sum) ? moneyInWords(BigInt(sum), currency, words) : sum
  return [money, state, error].filter(Boolean).join(' · ') || '–'
}

const runLine = (words: Words, run: RunLine) => ({
  ...run,
  id: run.id.toString(),
  tone: RUN_TONES[run.state],
  stateWord: words.t(`payments.reconciliation.run_state.${run.state}`),
  since: timeOf(run.since, words.locale),
  started: timeOf(run.startedAt, words.locale),
})
