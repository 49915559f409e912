import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { acceptPrice } from '#plugins/personas/actions/change_conversation'
import { findAnswerable, messageIdOf } from '#plugins/personas/bot/kept_message'
import { answerWith } from '#plugins/personas/bot/reply_view'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import type { ChatServices } from '#plugins/personas/services'

/** Most digits of an amount in a button's options. */
const PRICE_DIGITS = 12

/**
 * What the buttons "yes, at this price", "try again" and "send it now" mean: a message that was kept is answered.
 * With `again`, a message that was answered gets another answer, at a price that the button said.
 */
export const answerCommand = (services: ChatServices) =>
  defineCommand({
    name: 'answer',
    description: 'personas.answer.description',
    options: {
      message: {
        kind: 'text',
        description: 'personas.answer.message',
        maxLength: 20,
        required: true,
      },
      price: { kind: 'text', description: 'personas.quote.decline', maxLength: PRICE_DIGITS },
      again: { kind: 'boolean', description: 'personas.again.description' },
    },
    guards: [],
    visibility: 'public',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { message, price, again } = ctx.options
      const kept = await findAnswerable(ctx, messageIdOf(message))
      if (!kept)
        return [
          { kind: 'text', tone: 'error', code: 'not_found', text: ctx.t('personas.answer.gone') },
        ]
      if (kept.turnDone) return []
      if (kept.answered && !again) {
        return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.answer.answered') }]
      }
      const refusal = refusalToTalk(ctx, kept.conversation.persona)
      if (refusal) return refusal
      const agreedPrice = price === undefined ? undefined : BigInt(price)
      if (agreedPrice !== undefined && ctx.person && !again) {
        await acceptPrice(kept.conversation.id, agreedPrice)
      }
      return answerWith(ctx, services, { ...kept, agreedPrice })
    },
  })
