import type { HttpContext } from '@adonisjs/core/http'
import { sendStatement } from '#plugins/payments/payouts/controllers/statement_file'
import { payeeHere } from '#plugins/payments/payouts/web'

/** A creator's own year for tax papers, as CSV or PDF. */
export default class StatementsController {
  async show(ctx: HttpContext) {
    const here = await payeeHere(ctx)
    if (here) await sendStatement(ctx, here.person)
  }
}
