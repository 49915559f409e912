import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { LIMITS } from '#app/bot_kit/limits'
import { answerFile } from '#bots/web/file_answer'
import { keptFiles } from '#bots/web/kept_files'
import { live } from '#bots/web/live'
import { WEB_LIMITS, WEB_RATES } from '#bots/web/limits'
import { menuOf } from '#bots/web/menu'
import { balanceInWords } from '#bots/web/page_info'
import { problem } from '#app/support/problem'
import { secondsToWait } from '#bots/web/rates'
import { renderPage } from '#bots/web/render_page'
import { unavailable } from '#bots/web/unavailable'
import { completionValidator } from '#bots/web/validators'
import { ensureVisitor, findVisitor, isUuid, personOf } from '#bots/web/visitor'
import { chatWords } from '#bots/web/words'

/** Commands that a link may start: they show something and change nothing. */
const LINKED = new Set(['balance', 'buy', 'help', 'history', 'models', 'personas', 'terms'])

/** The conversation in a browser. */
export default class ChatController {
  /** The page. Deep links name a persona, `/chat?talk=luna`, or what else a bot's link names, `/chat?start=join_club`. */
  async show(ctx: HttpContext) {
    await ensureVisitor(ctx)
    const house = await app.container.make('bots')
    const { talk, run, start }: Record<string, unknown> = ctx.request.qs()
    return renderPage(ctx, 'pages/chat', {
      menu: JSON.stringify(menuOf(house.context.runtime, ctx.i18n.locale)),
      words: JSON.stringify(chatWords(ctx.i18n)),
      limit: LIMITS.messageLength,
      fileBytes: WEB_LIMITS.fileBytes,
      recordingSeconds: WEB_LIMITS.recordingSeconds,
      talk: typeof talk === 'string' ? talk.slice(0, 100) : '',
      start: typeof start === 'string' ? start.slice(0, 64) : '',
      run: typeof run === 'string' && LINKED.has(run) ? run : '',
    })
  }

  /** Server-sent events: what the page missed since a revision, then what happens. */
  async events(ctx: HttpContext) {
    const visitor = await findVisitor(ctx)
    if (!visitor) {
      return problem(ctx, {
        status: 401,
        code: 'no_visitor',
        detail: ctx.i18n.t('web.problems.no_visitor'),
      })
    }
    const since = Number(ctx.request.qs().since ?? 0)
    if (!Number.isSafeInteger(since) || since < 0) {
      return problem(ctx, {
        status: 422,
        code: 'bad_input',
        detail: ctx.i18n.t('web.problems.bad_input'),
        errors: [{ field: 'since', message: 'a whole number from 0' }],
      })
    }
    if (live.isClosing) return unavailable(ctx)
    if (!live.hasRoom(visitor.id)) {
      return problem(ctx, {
        status: 429,
        code: 'too_many_pages',
        detail: ctx.i18n.t('web.problems.too_many_pages'),
        retryAfter: 10,
      })
    }
    await live.open(ctx, visitor.id, since)
  }

  /** A fresh CSRF token, and who is here, for a page that was open for long. */
  async session(ctx: HttpContext) {
    const identity = await app.container.make('identity')
    const person = await personOf(identity, await findVisitor(ctx))
    ctx.response.header('Cache-Control', 'no-store')
    return {
      csrfToken: ctx.request.csrfToken,
      member: person !== null,
      balance: await balanceInWords(person?.id ?? null, ctx.i18n.locale),
    }
  }

  /** Completions of a command's option while it is typed. */
  async complete(ctx: HttpContext) {
    const visitor = await findVisitor(ctx)
    const key = `complete:${visitor?.id ?? ctx.request.ip()}`
    const wait = await secondsToWait([{ key, rate: WEB_RATES.completionsPerVisitor }])
    const [invalid, asked] = await completionValidator.tryValidate(ctx.request.qs())
    if (wait > 0 || invalid) return []
    const house = await app.container.make('bots')
    return house.context.runtime.complete({
      frontend: 'web',
      locale: ctx.i18n.locale,
      command: asked.command,
      option: asked.option,
      typed: asked.typed ?? '',
    })
  }

  /** A file of the conversation: a picture, a recording, a download. Its visitor's alone. */
  async file(ctx: HttpContext) {
    const visitor = await findVisitor(ctx)
    const id: unknown = ctx.params.id
    const file = visitor && isUuid(id) ? await keptFiles.find(visitor.id, id) : null
    if (file) return answerFile(ctx, file)
    const page = await renderPage(ctx, 'pages/errors/not_found', {
      text: ctx.i18n.t('http.errors.404'),
    })
    return ctx.response.status(404).send(page)
  }
}
