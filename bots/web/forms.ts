import type { errors } from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { mistakesOf } from '#app/support/validation_mistakes'

/** Goes back to the form with what was typed (never passwords) and what is wrong with it. */
export function backWithErrors(ctx: HttpContext, wrong: Readonly<Record<string, string>>): void {
  ctx.session.flashExcept(['_csrf', 'password'])
  ctx.session.flash('errors', wrong)
  ctx.response.redirect().status(303).back()
}

/** The first message of each field. */
export function errorsByField(
  error: InstanceType<typeof errors.E_VALIDATION_ERROR>
): Record<string, string> {
  const wrong: Record<string, string> = {}
  for (const { field, message } of mistakesOf(error)) wrong[field] ??= message
  return wrong
}

/** When a limit is used up: how long to wait, in words. */
export function tooOften(ctx: HttpContext, seconds: number): string {
  return ctx.i18n.t('web.problems.too_often', { minutes: Math.ceil(seconds / 60) })
}
