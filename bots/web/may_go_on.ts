import type { HttpContext } from '@adonisjs/core/http'
import { problem } from '#app/support/problem'
import { WEB_RATES } from '#bots/web/limits'
import { secondsToWait, type Use } from '#bots/web/rates'
import type { Visitor } from '#bots/web/visitor'

/** Whether the visitor may send something now; if not, the answer says how long to wait. */
export async function mayGoOn(
  ctx: HttpContext,
  visitor: Visitor,
  more: readonly Use[] = []
): Promise<boolean> {
  const ip = ctx.request.ip()
  const seconds = await secondsToWait([
    { key: `visitor:${visitor.id}`, rate: WEB_RATES.messagesPerVisitor },
    { key: `ip:${ip}`, rate: WEB_RATES.messagesPerIp },
    ...(visitor.known ? [] : [{ key: `new:${ip}`, rate: WEB_RATES.visitorsPerIp }]),
    ...more,
  ])
  if (seconds === 0) return true
  problem(ctx, {
    status: 429,
    code: 'too_fast',
    detail: ctx.i18n.t('web.problems.too_fast', { seconds }),
    retryAfter: seconds,
  })
  return false
}
