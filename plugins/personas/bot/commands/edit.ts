import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { editMessage } from '#plugins/personas/actions/edit_message'
import { hasFreeReply, modelFor } from '#plugins/personas/allowances/allowance'
import { errorText } from '#plugins/personas/bot/error_text'
import { findAnswerable, messageIdOf, messageOfTurn } from '#plugins/personas/bot/kept_message'
import { excerpt, notice } from '#plugins/personas/bot/memory_view'
import { label, priceOf } from '#plugins/personas/bot/offers'
import { answerWith } from '#plugins/personas/bot/reply_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import type { Conversation, FanMessage } from '#plugins/personas/conversation'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import { plainText } from '#plugins/personas/plain_text'
import { currentConversation } from '#plugins/personas/queries/conversations'
import { lastMessage } from '#plugins/personas/queries/messages'
import type { ChatServices } from '#plugins/personas/services'

/** Most digits of a message's number, and of an amount, in a button's options. */
const ID_DIGITS = 20
const PRICE_DIGITS = 12

const TEXT = {
  kind: 'text',
  description: 'personas.memory.edit.text',
  maxLength: LIMITS.messageLength,
} as const

/**
 * Says one's last message otherwise and gets a new answer, at a price that is said first; a free one, as guests have
 * them, is made at once.
 */
export const editCommand = (services: ChatServices) =>
  defineCommand({
    name: 'edit',
    topic: 'talking',
    description: 'personas.memory.edit.description',
    options: { text: TEXT },
    positional: 'text',
    guards: [],
    visibility: 'public',
    async run(ctx): Promise<Reply> {
      const conversation = await currentConversation(await whoseOf(ctx))
      const last = conversation && (await lastMessage(conversation.id, ctx.turnKey))
      if (!conversation || !last) return [notice(ctx.t('personas.memory.edit.nothing'))]
      if (last.turnDone) return []
      const refusal = refusalToTalk(ctx, conversation.persona)
      if (refusal) return refusal
      if (ctx.options.text === undefined) return [form(ctx, last.message)]
      const text = plainText(ctx.options.text)
      if (text.trim() === '') return errorText(ctx, 'message_empty')
      const edit = { conversation, message: last.message, text }
      if (ctx.person && !hasFreeReply(conversation)) return [await quote(ctx, services, edit)]
      return (await resumed(ctx, services)) ?? editNow(ctx, services, edit)
    },
  })

/** What yes to the price means. */
export const editNowCommand = (services: ChatServices) =>
  defineCommand({
    name: 'edit_now',
    description: 'personas.memory.edit.description',
    options: {
      message: {
        kind: 'text',
        description: 'personas.answer.message',
        maxLength: ID_DIGITS,
        required: true,
      },
      text: { ...TEXT, required: true },
      price: { kind: 'text', description: 'personas.quote.decline', maxLength: PRICE_DIGITS },
    },
    guards: [],
    visibility: 'public',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { message, text, price } = ctx.options
      const agreedPrice = price === undefined ? undefined : BigInt(price)
      const again = await resumed(ctx, services, agreedPrice)
      if (again) return again
      const kept = await findAnswerable(ctx, messageIdOf(message))
      if (!kept) return [notice(ctx.t('personas.memory.edit.gone'))]
      const refusal = refusalToTalk(ctx, kept.conversation.persona)
      return refusal ?? editNow(ctx, services, { ...kept, text, agreedPrice })
    },
  })

interface Edit {
  conversation: Conversation
  message: FanMessage
  text: string
  /** Millicoins that the fan has just agreed to. */
  agreedPrice?: bigint
}

/** The turn whose process died after the change goes on with its answer; null when nothing was changed in it yet. */
async function resumed(
  ctx: TurnContext,
  services: ChatServices,
  agreedPrice?: bigint
): Promise<Reply | null> {
  const begun = await messageOfTurn(ctx)
  if (!begun) return null
  return begun.turnDone ? [] : answerWith(ctx, services, { ...begun, agreedPrice })
}

async function editNow(
  ctx: TurnContext,
  services: ChatServices,
  { conversation, message, text, agreedPrice }: Edit
): Promise<Reply> {
  const edited = await editMessage({
    conversationId: conversation.id,
    messageId: message.id,
    text,
    tokens: services.ai.countTokens(text),
    turnKey: ctx.turnKey,
  })
  if (!edited) return [notice(ctx.t('personas.memory.edit.gone'))]
  return answerWith(ctx, services, { conversation, message: edited, agreedPrice })
}

async function quote(
  ctx: TurnContext,
  services: ChatServices,
  { conversation, message, text }: Edit
): Promise<ReplyNode> {
  const model = modelFor(services.ai, conversation, ctx.person)
  const { available } = await services.ledger.balance(ctx.person?.id ?? '')
  const words = {
    text: excerpt(text),
    price: priceOf(ctx, model.price),
    balance: ctx.coins(available),
  }
  return {
    kind: 'quote',
    text: ctx.t('personas.memory.edit.quote', words),
    price: model.price,
    balance: available,
    accept: {
      label: label(ctx.t('personas.memory.edit.accept', { coins: ctx.coins(model.price) })),
      invoke: {
        command: 'edit_now',
        options: { message: String(message.id), text, price: String(model.price) },
      },
      style: 'primary',
      singleUse: true,
    },
  }
}

const form = (ctx: TurnContext, message: FanMessage): ReplyNode => ({
  kind: 'form',
  title: ctx.t('personas.memory.edit.title'),
  fields: [
    {
      name: 'text',
      label: ctx.t('personas.memory.edit.label'),
      value: message.text,
      kind: 'paragraph',
      required: true,
      maxLength: LIMITS.messageLength,
    },
  ],
  submit: {
    label: label(ctx.t('personas.memory.edit.submit')),
    invoke: { command: 'edit' },
    style: 'primary',
  },
  cancelLabel: ctx.t('personas.memory.cancel'),
})
