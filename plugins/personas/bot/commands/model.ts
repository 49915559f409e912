import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { formatCoinNumber } from '#app/support/coins'
import type { AiService, Model } from '#plugins/ai/api'
import { acceptPrice, chooseModel } from '#plugins/personas/actions/change_conversation'
import { atOwnPrice, modelFor } from '#plugins/personas/allowances/allowance'
import { findAnswerable, messageIdOf } from '#plugins/personas/bot/kept_message'
import { modelOffer, priceOf } from '#plugins/personas/bot/offers'
import { answerWith } from '#plugins/personas/bot/reply_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import type { Conversation } from '#plugins/personas/conversation'
import { currentConversation } from '#plugins/personas/queries/conversations'
import { searchName } from '#plugins/personas/search_name'
import type { ChatServices } from '#plugins/personas/services'

/** Chooses the model that answers in this conversation, or lists them with their prices. */
export const modelCommand = (services: ChatServices) =>
  defineCommand({
    name: 'model',
    topic: 'talking',
    description: 'personas.model.description',
    options: {
      name: {
        kind: 'text',
        description: 'personas.model.name',
        maxLength: 50,
        autocomplete: async (typed, { locale }) =>
          fitting(services.ai, typed).map((model) => ({
            name: `${model.label} (${formatCoinNumber(model.price, locale)})`,
            value: model.id,
          })),
      },
    },
    positional: 'name',
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const conversation = await currentConversation(await whoseOf(ctx))
      if (!conversation) return [noConversation(ctx)]
      const { name } = ctx.options
      const model = name === undefined ? undefined : fitting(services.ai, name)[0]
      if (!model) return [...notFound(ctx, name), choiceOfModels(ctx, services.ai, conversation)]
      await chooseModel(conversation.id, model.id)
      return [chosen(ctx, conversation, atOwnPrice(model, conversation))]
    },
  })

/** What "see other models" in a quote means: the message that was quoted waits for the choice. */
export const otherModelCommand = (services: ChatServices) =>
  defineCommand({
    name: 'other_model',
    description: 'personas.model.description',
    options: {
      message: {
        kind: 'text',
        description: 'personas.answer.message',
        maxLength: 20,
        required: true,
      },
    },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const kept = await findAnswerable(ctx, messageIdOf(ctx.options.message))
      if (!kept) return [noConversation(ctx)]
      const waiting = kept.answered ? undefined : kept.message.id
      return [choiceOfModels(ctx, services.ai, kept.conversation, waiting)]
    },
  })

/** What a button with a model and its price on it means: the fan said yes to both. */
export const useModelCommand = (services: ChatServices) =>
  defineCommand({
    name: 'use_model',
    description: 'personas.model.description',
    options: {
      model: { kind: 'text', description: 'personas.model.name', maxLength: 50, required: true },
      price: { kind: 'text', description: 'personas.quote.decline', maxLength: 12, required: true },
      message: { kind: 'text', description: 'personas.answer.message', maxLength: 20 },
    },
    guards: [needsAccount],
    visibility: 'public',
    internal: true,
    async run(ctx): Promise<Reply> {
      const kept = await findAnswerable(ctx, messageIdOf(ctx.options.message))
      if (kept?.turnDone) return []
      const conversation = kept?.conversation ?? (await currentConversation(await whoseOf(ctx)))
      if (!conversation) return [noConversation(ctx)]
      const model = atOwnPrice(services.ai.model(ctx.options.model), conversation)
      const agreedPrice = BigInt(ctx.options.price)
      await chooseModel(conversation.id, model.id)
      await acceptPrice(conversation.id, agreedPrice)
      if (!kept || kept.answered) return [chosen(ctx, conversation, model)]
      const switched = { ...conversation, modelId: model.id, acceptedPrice: agreedPrice }
      return answerWith(ctx, services, { conversation: switched, message: kept.message })
    },
  })

/** Models by what is typed of their id or label, cheapest first. */
function fitting(ai: AiService, typed: string): readonly Model[] {
  const words = searchName(typed)
  const models = ai.models()
  const exact = models.filter(({ id, label }) => id === words || searchName(label) === words)
  if (exact.length > 0) return exact
  return models.filter(({ id, label }) => id.includes(words) || searchName(label).includes(words))
}

function choiceOfModels(
  ctx: TurnContext,
  ai: AiService,
  conversation: Conversation,
  messageId?: bigint
): ReplyNode {
  const current = modelFor(ai, conversation, ctx.person)
  return {
    kind: 'list',
    title: ctx.t('personas.model.title', { name: conversation.persona.name }),
    items: ai
      .models()
      .map((listed) => atOwnPrice(listed, conversation))
      .map((model) => ({
        title: model.id === current.id ? `${model.label} ✓` : model.label,
        text: ctx.t('personas.model.item', {
          price: priceOf(ctx, model.price),
          good_for: ctx.t(model.goodFor),
        }),
        button: modelOffer(ctx, model, messageId),
      })),
    empty: '',
    footer: ctx.t('personas.model.footer'),
  }
}

const chosen = (ctx: TurnContext, { persona }: Conversation, model: Model): ReplyNode => ({
  kind: 'text',
  tone: 'notice',
  text: ctx.t('personas.model.chosen', {
    name: persona.name,
    model: model.label,
    price: priceOf(ctx, model.price),
  }),
})

const noConversation = (ctx: TurnContext): ReplyNode => ({
  kind: 'text',
  tone: 'notice',
  text: ctx.t('personas.model.no_conversation'),
})

const notFound = (ctx: TurnContext, name: string | undefined): Reply =>
  name === undefined
    ? []
    : [
        {
          kind: 'text',
          tone: 'error',
          code: 'not_found',
          text: ctx.t('personas.model.not_found', { name }),
        },
      ]
