import { defineCommand } from '#app/bot_kit/command'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { hasFreeReply, modelFor } from '#plugins/personas/allowances/allowance'
import { answerOffer, priceOf } from '#plugins/personas/bot/offers'
import { answerWith } from '#plugins/personas/bot/reply_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import { currentConversation } from '#plugins/personas/queries/conversations'
import { lastMessage } from '#plugins/personas/queries/messages'
import type { ChatServices } from '#plugins/personas/services'

/**
 * Another answer to the last message. It says its price first; a free one, as guests have them, is made at once.
 */
export const againCommand = (services: ChatServices) =>
  defineCommand({
    name: 'again',
    topic: 'talking',
    description: 'personas.again.description',
    options: {},
    guards: [],
    visibility: 'public',
    async run(ctx): Promise<Reply> {
      const conversation = await currentConversation(await whoseOf(ctx))
      const last = conversation && (await lastMessage(conversation.id, ctx.turnKey))
      if (!conversation || !last) {
        return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.again.nothing') }]
      }
      if (last.turnDone) return []
      const refusal = refusalToTalk(ctx, conversation.persona)
      if (refusal) return refusal
      if (!ctx.person || hasFreeReply(conversation)) {
        return answerWith(ctx, services, { conversation, message: last.message })
      }
      const model = modelFor(services.ai, conversation, ctx.person)
      const { available } = await services.ledger.balance(ctx.person.id)
      const quote: ReplyNode = {
        kind: 'quote',
        text: ctx.t('personas.again.quote', {
          name: conversation.persona.name,
          price: priceOf(ctx, model.price),
          balance: ctx.coins(available),
        }),
        price: model.price,
        balance: available,
        accept: answerOffer(
          ctx.t('personas.again.accept', { coins: ctx.coins(model.price) }),
          last.message.id,
          { price: String(model.price), again: true }
        ),
      }
      return [quote]
    },
  })
