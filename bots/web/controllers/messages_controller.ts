import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { LIMITS } from '#app/bot_kit/limits'
import { fieldErrors } from '#app/support/validation_mistakes'
import { live } from '#bots/web/live'
import { mayGoOn } from '#bots/web/may_go_on'
import { problem } from '#app/support/problem'
import type { Sent } from '#bots/web/protocol'
import { readable } from '#bots/web/readable'
import { Turns } from '#bots/web/turns'
import { unavailable } from '#bots/web/unavailable'
import { sentValidator } from '#bots/web/validators'
import { ensureVisitor } from '#bots/web/visitor'

/** Takes what the chat page sends; the answer comes as events. */
export default class MessagesController {
  async store(ctx: HttpContext) {
    if (live.isClosing) return unavailable(ctx)
    try {
      const sent = await this.#read(ctx)
      if (!sent) return
      const visitor = await ensureVisitor(ctx)
      if (!(await mayGoOn(ctx, visitor))) return

      const house = await app.container.make('bots')
      const turns = new Turns(house.context, await app.container.make('identity'))
      await turns.take(visitor, sent, ctx.i18n.locale)
      return ctx.response.status(202).send({ id: sent.id })
    } catch (error) {
      ctx.logger.error({ err: error }, 'a message of the web was not taken')
      return unavailable(ctx)
    }
  }

  /** What was sent, or null when the answer says what is wrong with it. */
  async #read(ctx: HttpContext): Promise<Sent | null> {
    const [invalid, sent] = await sentValidator.tryValidate(ctx.request.body())
    if (invalid) {
      problem(ctx, {
        status: 422,
        code: 'bad_input',
        detail: ctx.i18n.t('web.problems.bad_input'),
        errors: fieldErrors(invalid),
      })
      return null
    }
    const text = sent.kind === 'text' ? sent.text : sent.kind === 'command' ? sent.rest : null
    if (text !== null && text.length > LIMITS.messageLength) {
      const lengths = { length: text.length, limit: LIMITS.messageLength }
      problem(ctx, {
        status: 422,
        code: 'message_too_long',
        detail: ctx.i18n.t('bot.errors.message_too_long', lengths),
      })
      return null
    }
    if (sent.kind === 'text' && readable(sent.text) === '') {
      const detail = ctx.i18n.t('bot.errors.message_empty')
      problem(ctx, { status: 422, code: 'message_empty', detail })
      return null
    }
    return sent.kind === 'text' ? { ...sent, text: readable(sent.text) } : sent
  }
}
