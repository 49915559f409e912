import app from '@adonisjs/core/services/app'
import type { I18n } from '@adonisjs/i18n'
import i18nManager from '@adonisjs/i18n/services/main'
import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { errors as limiterErrors } from '@adonisjs/limiter'
import type { HttpError, StatusPageRange, StatusPageRenderer } from '@adonisjs/core/types/http'
import { isOutage } from '#app/support/outage'
import { problem, type Problem } from '#app/support/problem'

/** Paths that programs ask for; they get problems whatever they accept. */
const FOR_PROGRAMS = /^\/(api|webhooks|health|metrics)(\/|$)/

/** Statuses that have words of their own; others fall back to 400 or 500. */
const WORDED = [400, 401, 403, 404, 413, 415, 422, 429, 500, 503]

/** Seconds to wait when the database is away. */
const OUTAGE_RETRY_AFTER = 5

/** Words every error that nobody caught: problems for programs, pages for people. */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected override debug = app.inDev
  protected override renderStatusPages = true
  protected override statusPages: Record<StatusPageRange, StatusPageRenderer> = {
    '404': (error, ctx) => page('pages/errors/not_found', error, ctx),
    // While developing, the error itself is worth more than the page about it.
    ...(app.inDev
      ? {}
      : {
          '500..599': (error: HttpError, ctx: HttpContext) =>
            page('pages/errors/server_error', error, ctx),
        }),
  }

  override async handle(error: unknown, ctx: HttpContext): Promise<unknown> {
    if (wantsProblem(ctx)) return problem(ctx, this.#describe(error, ctx))
    if (isOutage(error)) {
      ctx.response.header('Retry-After', String(OUTAGE_RETRY_AFTER))
      return super.handle(
        Object.assign(new Error('Out of reach', { cause: error }), { status: 503 }),
        ctx
      )
    }
    return super.handle(error, ctx)
  }

  #describe(error: unknown, ctx: HttpContext): Problem {
    if (isOutage(error)) {
      const detail = wording(503, ctx)
      return { status: 503, code: 'unavailable', detail, retryAfter: OUTAGE_RETRY_AFTER }
    }
    const httpError = this.toHttpError(error)
    const { status, code } = httpError
    const messages: unknown = httpError.messages
    const about = { status, code: publicCode(status, code), detail: wording(status, ctx) }
    if (error instanceof limiterErrors.E_TOO_MANY_REQUESTS) {
      return { ...about, retryAfter: error.response.availableIn }
    }
    return Array.isArray(messages) ? { ...about, errors: messages.map(fieldError) } : about
  }
}

function wantsProblem({ request }: HttpContext): boolean {
  if (FOR_PROGRAMS.test(request.url())) return true
  const best = request.accepts(['html', 'application/problem+json', 'json'])
  return best !== null && best !== 'html'
}

/** `E_ROUTE_NOT_FOUND` becomes `route_not_found`; what went wrong inside is nobody's business. */
function publicCode(status: number, code: string | undefined): string {
  if (status >= 500 || !code) return status >= 500 ? 'internal' : 'bad_request'
  return code.replace(/^E_/, '').toLowerCase()
}

/** The language of the page, where it was picked before the error; else what the browser asks for. */
function languageOf(ctx: HttpContext): I18n {
  const picked: I18n | undefined = ctx.i18n
  if (picked) return picked
  const locale = i18nManager.getSupportedLocaleFor(ctx.request.languages())
  return i18nManager.locale(locale ?? i18nManager.defaultLocale)
}

function wording(status: number, ctx: HttpContext): string {
  const known = WORDED.includes(status) ? status : status >= 500 ? 500 : 400
  return languageOf(ctx).t(`http.errors.${known}`)
}

/** What VineJS tells of one field. */
function fieldError(message: unknown): { field: string; message: string } {
  const told = typeof message === 'object' && message !== null ? message : {}
  return {
    field: 'field' in told ? String(told.field) : '',
    message: 'message' in told ? String(told.message) : '',
  }
}

/** A page that cannot be drawn must not hide the error that it is about. */
async function page(view: string, error: HttpError, ctx: HttpContext): Promise<string> {
  const text = wording(error.status, ctx)
  try {
    const i18n = languageOf(ctx)
    return await ctx.view.render(view, { status: error.status, text, i18n, locale: i18n.locale })
  } catch (drawing) {
    ctx.logger.error({ err: drawing }, 'An error page could not be drawn')
    return `<!doctype html><title>${error.status}</title><p>${text}</p>`
  }
}
