import type { TurnContext } from '#app/bot_kit/command'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import type { Model } from '#plugins/ai/api'
import { startReply, type ReplyStart } from '#plugins/personas/actions/start_reply'
import { answerOffer, buyOffer, joinOffer, modelOffer, priceOf } from '#plugins/personas/bot/offers'
import { speakerOf } from '#plugins/personas/bot/persona_view'
import { settledNotes } from '#plugins/personas/bot/settled_view'
import { untilText } from '#plugins/personas/bot/until'
import type { Conversation, FanMessage } from '#plugins/personas/conversation'
import type { RecentHistory } from '#plugins/personas/reply_request'
import type { ChatServices } from '#plugins/personas/services'

export interface Answering {
  conversation: Conversation
  message: FanMessage
  /** What was said before, where it is known already. */
  history?: RecentHistory
  /** Millicoins that the fan has just agreed to. */
  agreedPrice?: bigint
}

/** Answers a message, or says what stands in the way and offers what helps. */
export async function answerWith(
  ctx: TurnContext,
  services: ChatServices,
  answering: Answering
): Promise<Reply> {
  const { account, person, turnKey, signal } = ctx
  const start = await startReply(services, { account, person, turnKey, signal, ...answering })
  return replyOf(ctx, services, answering, start)
}

function replyOf(
  ctx: TurnContext,
  services: ChatServices,
  { conversation, message }: Answering,
  start: ReplyStart
): Reply {
  switch (start.outcome) {
    case 'started': {
      const { reply } = start
      const settle = async (delivery: Parameters<typeof reply.settle>[0]) =>
        settledNotes(ctx, reply.options, await reply.settle(delivery))
      const speaker = speakerOf(conversation.persona)
      return [{ kind: 'stream', speaker, chunks: reply.chunks(), settle }]
    }
    case 'price_not_accepted':
      return [quote(ctx, conversation, message, start)]
    case 'insufficient_coins':
      return tooExpensive(ctx, services, message, start)
    case 'guest_limit':
      return guestLimit(ctx, message, start.nextAt)
    case 'already_answered':
      return []
  }
}

function quote(
  ctx: TurnContext,
  { persona }: Conversation,
  message: FanMessage,
  { model, available }: { model: Model; available: bigint }
): ReplyNode {
  return {
    kind: 'quote',
    text: ctx.t('personas.quote.text', {
      name: persona.name,
      model: model.label,
      price: priceOf(ctx, model.price),
      balance: ctx.coins(available),
    }),
    price: model.price,
    balance: available,
    accept: answerOffer(
      ctx.t('personas.quote.accept', { coins: ctx.coins(model.price) }),
      message.id,
      { price: String(model.price) }
    ),
    decline: {
      label: ctx.t('personas.quote.decline'),
      invoke: { command: 'other_model', options: { message: String(message.id) } },
    },
  }
}

function tooExpensive(
  ctx: TurnContext,
  { ai }: ChatServices,
  message: FanMessage,
  { model, available }: { model: Model; available: bigint }
): Reply {
  const cheaper = ai.models().find((other) => other.price <= available)
  return [
    {
      kind: 'text',
      tone: 'error',
      code: 'insufficient_coins',
      text: ctx.t('personas.coins.insufficient', {
        price: priceOf(ctx, model.price),
        balance: ctx.coins(available),
      }),
    },
    {
      kind: 'choice',
      text: ctx.t(cheaper ? 'personas.coins.next_cheaper' : 'personas.coins.next', {
        model: cheaper?.label ?? '',
        coins: cheaper ? ctx.coins(cheaper.price) : '',
      }),
      buttons: [
        buyOffer(ctx),
        ...(cheaper ? [modelOffer(ctx, cheaper, message.id)] : []),
        { ...answerOffer(ctx.t('personas.coins.send_now'), message.id), singleUse: false },
      ],
    },
  ]
}

function guestLimit(ctx: TurnContext, message: FanMessage, nextAt: Date): Reply {
  return [
    {
      kind: 'text',
      tone: 'notice',
      code: 'guest_limit',
      text: ctx.t('personas.guest.limit', { wait: untilText(ctx, nextAt) }),
    },
    {
      kind: 'choice',
      text: ctx.t('personas.guest.invitation'),
      buttons: [
        joinOffer(ctx, message.id),
        { ...answerOffer(ctx.t('personas.coins.send_now'), message.id), singleUse: false },
      ],
    },
  ]
}
