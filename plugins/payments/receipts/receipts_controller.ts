import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import type { Person } from '#app/identity/types'
import { findReceipt, listReceipts } from '#plugins/payments/receipts/queries/find_receipt'
import { amountIn, dateIn, packIn, receiptLines } from '#plugins/payments/receipts/receipt_words'

/** Receipts to read and print: a person's own; admins see everybody's. */
export default class ReceiptsController {
  async index(ctx: HttpContext) {
    const person = await this.#reader(ctx)
    if (!person) return
    const pages = await app.container.make('pages')
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const asked = Number(ctx.request.qs().page)
    const listed = await listReceipts(person.id, Number.isSafeInteger(asked) ? asked : 1)
    return pages.render(ctx, 'payments::receipts_index', {
      page: listed.page,
      pages: listed.pages,
      receipts: listed.receipts.map((receipt) => ({
        number: receipt.number,
        date: dateIn(words, receipt.paidAt),
        pack: packIn(words, receipt),
        amount: amountIn(words, receipt, receipt.amount),
      })),
    })
  }

  async show(ctx: HttpContext) {
    const person = await this.#reader(ctx)
    if (!person) return
    const pages = await app.container.make('pages')
    const number: unknown = ctx.params.number
    const receipt = typeof number === 'string' ? await findReceipt(number) : null
    const theirs = receipt?.personId === person.id || person.roles.includes('admin')
    if (!receipt || !theirs) {
      // Whether there is such a number is nobody else's business.
      ctx.response.status(404)
      const text = ctx.i18n.t('payments.receipts.unknown')
      return pages.render(ctx, 'pages/errors/not_found', { text })
    }
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    return pages.render(ctx, 'payments::receipts_show', {
      number: receipt.number,
      lines: receiptLines(words, receipt),
    })
  }

  async #reader(ctx: HttpContext): Promise<Person | null> {
    const pages = await app.container.make('pages')
    const person = await pages.personOf(ctx)
    if (!person) {
      ctx.response.redirect(`/sign-in?next=${encodeURIComponent(ctx.request.url(true))}`)
    }
    return person
  }
}
