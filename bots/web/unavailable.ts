import type { HttpContext } from '@adonisjs/core/http'
import { problem } from '#app/support/problem'

const RETRY_SECONDS = 5

/** Answers that nothing can be taken at the moment: the database is away, or the process is about to stop. */
export function unavailable(ctx: HttpContext): void {
  problem(ctx, {
    status: 503,
    code: 'unavailable',
    detail: ctx.i18n.t('web.problems.unavailable'),
    retryAfter: RETRY_SECONDS,
  })
}
