import type { HttpContext } from '@adonisjs/core/http'
import { problem } from '#app/support/problem'
import { COACH_LIMITS } from '#plugins/coach/limits'

/** A day's messages are used up: how long until the next one is free, one minute at least. */
export const limitInWords = ({ i18n }: Pick<HttpContext, 'i18n'>, nextAt: Date): string =>
  i18n.t('coach.web.messages.limit', {
    most: COACH_LIMITS.messages,
    minutes: Math.max(1, Math.ceil((nextAt.getTime() - Date.now()) / 60_000)),
  })

/** As {@link limitInWords}, for scripts and programs. The page says the time in the reader's own hours. */
export function limitReached(ctx: HttpContext, nextAt: Date): void {
  problem(ctx, {
    status: 429,
    code: 'messages_used_up',
    detail: limitInWords(ctx, nextAt),
    retryAfter: Math.max(1, (nextAt.getTime() - Date.now()) / 1_000),
  })
}
