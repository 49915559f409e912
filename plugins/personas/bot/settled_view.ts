import type { TurnContext } from '#app/bot_kit/command'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { beginsToFade } from '#plugins/personas/actions/fold_older'
import type { SettledReply } from '#plugins/personas/actions/settle_reply'
import { answerOffer, buyOffer, joinOffer } from '#plugins/personas/bot/offers'
import type { RunningReplyOptions } from '#plugins/personas/running_reply'
import coinsConfig from '#config/coins'

/** What is said after a reply: what a stop cost, what went wrong, or that coins run out. */
export function settledNotes(
  ctx: TurnContext,
  reply: RunningReplyOptions,
  settled: SettledReply
): Reply {
  switch (settled.outcome) {
    case 'delivered':
      return [...fadingNote(ctx, reply), ...guestNote(ctx, reply), ...balanceNote(ctx, settled)]
    case 'stopped':
      return [notice(stopText(ctx, settled)), ...balanceNote(ctx, settled)]
    case 'failed':
      return [
        {
          kind: 'text',
          tone: 'error',
          code: 'model_failed',
          text: ctx.t('personas.failed.text', { name: reply.conversation.persona.name }),
        },
        {
          kind: 'choice',
          text: ctx.t('personas.failed.next'),
          buttons: [answerOffer(ctx.t('personas.failed.retry'), reply.message.id)],
        },
      ]
    case 'blocked':
      return [
        {
          kind: 'text',
          tone: 'error',
          code: 'blocked_content',
          text: ctx.t('personas.failed.blocked', { name: reply.conversation.persona.name }),
        },
      ]
    // Nothing reaches them; the message waits for /again.
    case 'undelivered':
      return []
  }
}

function stopText(ctx: TurnContext, { charge, price }: SettledReply): string {
  if (price === 0n) return ctx.t('personas.stop.free')
  if (charge === 0n) return ctx.t('personas.stop.nothing_paid')
  return ctx.t('personas.stop.paid', { charge: ctx.coins(charge), price: ctx.coins(price) })
}

/** A guest's last free reply comes with the invitation. */
function guestNote(ctx: TurnContext, { freeLeft }: RunningReplyOptions): Reply {
  if (freeLeft === null) return []
  if (freeLeft > 0) return [notice(ctx.t('personas.guest.left', { left: freeLeft }))]
  return [
    {
      kind: 'choice',
      text: ctx.t('personas.guest.last', { coins: ctx.coins(coinsConfig.welcome) }),
      buttons: [joinOffer(ctx)],
    },
  ]
}

/** Once for each stretch of talk. */
function fadingNote(ctx: TurnContext, reply: RunningReplyOptions): Reply {
  if (!beginsToFade(reply)) return []
  const { name } = reply.conversation.persona
  return [notice(ctx.t('personas.memory.fading', { name }))]
}

/** Said when a reply brings the wallet under the limit, and while the next one cannot be paid. */
function balanceNote(ctx: TurnContext, { available, charge, price }: SettledReply): Reply {
  if (available === null) return []
  const crossed = available < coinsConfig.lowBalance && available + charge >= coinsConfig.lowBalance
  const last = available < price
  if (!crossed && !last) return []
  const key = last ? 'personas.coins.last_reply' : 'personas.coins.low'
  return [
    {
      kind: 'choice',
      text: ctx.t(key, { balance: ctx.coins(available) }),
      buttons: [buyOffer(ctx)],
    },
  ]
}

const notice = (text: string): ReplyNode => ({ kind: 'text', tone: 'notice', text })
