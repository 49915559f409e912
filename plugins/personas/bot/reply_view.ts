import type { TurnContext } from '#app/bot_kit/command'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import type { Model } from '#plugins/ai/api'
import { startReply, type ReplyStart } from '#plugins/personas/actions/start_reply'
import { atOwnPrice } from '#plugins/personas/allowances/allowance'
import { markIntroduced } from '#plugins/personas/actions/change_conversation'
import {
  answerOffer,
  answerTo,
  buyOffer,
  joinOffer,
  modelOffer,
  priceOf,
} from '#plugins/personas/bot/offers'
import { capReached } from '#plugins/personas/bot/cap_view'
import { speakerOf } from '#plugins/personas/bot/persona_view'
import { settledNotes } from '#plugins/personas/bot/settled_view'
import { untilText } from '#plugins/personas/bot/until'
import { chatKey, type Conversation, type FanMessage } from '#plugins/personas/conversation'
import type { Recollection } from '#plugins/personas/memory/recollection'
import type { RecentHistory } from '#plugins/personas/reply_request'
import { afterReply, hearAloud, lookAt, stopUnlessFine } from '#plugins/personas/safety/safe_answer'
import type { ChatServices } from '#plugins/personas/services'
import { voiceAfter } from '#plugins/personas/voice/bot/after_reply'

export interface Answering {
  conversation: Conversation
  message: FanMessage
  /** What was said before, where it is known already. */
  history?: RecentHistory
  recollection?: Recollection
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
  const chat = chatKey(ctx.frontend, ctx.place)
  const look = await lookAt(ctx, services, answering)
  if (look.stopped) return look.stopped
  const { safety, ...aloud } = await hearAloud(ctx, services, answering, look)
  const introduction = await introductionOf(ctx, answering.conversation)
  const request = { account, person, turnKey, signal, chat, ...answering, ...aloud, safety }
  const start = await startReply(services, request)
  // Nobody is asked for coins for what will not be answered.
  const stopped =
    start.outcome === 'started'
      ? null
      : await stopUnlessFine(ctx, services, answering, await safety.verdict)
  return [...introduction, ...(stopped ?? replyOf(ctx, services, answering, start))]
}

/** Who never saw the persona's card is told that it is an AI before its first words, however they came here. */
async function introductionOf(ctx: TurnContext, conversation: Conversation): Promise<Reply> {
  if (conversation.introduced) return []
  await markIntroduced(conversation.id)
  const text = ctx.t('personas.card.ai', { name: conversation.persona.name })
  return [{ kind: 'text', tone: 'notice', text }]
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
      const settle = async (delivery: Parameters<typeof reply.settle>[0]) => {
        const notes = await settledNotes(ctx, reply.options, await reply.settle(delivery))
        const voice = await voiceAfter(ctx, services, { conversation, delivery })
        return afterReply(ctx, services, { conversation, message }, delivery, [...voice, ...notes])
      }
      const speaker = speakerOf(conversation.persona)
      return [{ kind: 'stream', speaker, chunks: reply.chunks(), settle }]
    }
    case 'price_not_accepted':
      return [quote(ctx, services, { conversation, message }, start)]
    case 'insufficient_coins':
      return tooExpensive(ctx, services, { conversation, message }, start)
    case 'cap_reached': {
      // The price was said: who sends it again later agrees to it.
      const again = answerOffer(ctx.t('personas.coins.send_now'), message.id, {
        price: String(start.model.price),
      })
      return capReached(ctx, start.cap, 'personas.caps.message_kept', again)
    }
    case 'guest_limit':
      return guestLimit(ctx, message, start.nextAt)
    case 'already_answered':
      return []
  }
}

function quote(
  ctx: TurnContext,
  { ai }: ChatServices,
  { conversation, message }: Answering,
  { model, available }: { model: Model; available: bigint }
): ReplyNode {
  const full = ai.model(model.id).price
  return {
    kind: 'quote',
    text: ctx.t(full > model.price ? 'personas.quote.member' : 'personas.quote.text', {
      name: conversation.persona.name,
      model: model.label,
      price: priceOf(ctx, model.price),
      full: ctx.coins(full),
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
  { conversation, message }: Answering,
  { model, available }: { model: Model; available: bigint }
): Reply {
  const cheaper = ai
    .models()
    .map((other) => atOwnPrice(other, conversation))
    .find((other) => other.price <= available)
  // The price was said: who buys coins for this message agrees to it.
  const price = { price: String(model.price) }
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
        buyOffer(ctx, answerTo(message.id, price)),
        ...(cheaper ? [modelOffer(ctx, cheaper, message.id)] : []),
        {
          ...answerOffer(ctx.t('personas.coins.send_now'), message.id),
          singleUse: false,
          style: 'secondary',
        },
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
