import type { TurnContext } from '#app/bot_kit/command'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { beginsToFade } from '#plugins/personas/actions/fold_older'
import type { SettledReply } from '#plugins/personas/actions/settle_reply'
import { answerOffer, buyOffer, joinOffer } from '#plugins/personas/bot/offers'
import { claimLowNotice } from '#plugins/personas/low_notices'
import type { RunningReplyOptions } from '#plugins/personas/running_reply'
import coinsConfig from '#config/coins'

/** What is said after a reply: what a stop cost, what went wrong, or that coins run out. */
export async function settledNotes(
  ctx: TurnContext,
  reply: RunningReplyOptions,
  settled: SettledReply
): Promise<Reply> {
  switch (settled.outcome) {
    case 'delivered':
      return [
        ...fadingNote(ctx, reply),
        ...guestNote(ctx, reply),
        ...includedNote(ctx, reply),
        ...(await balanceNote(ctx, settled)),
      ]
    case 'stopped':
      return [notice(stopText(ctx, settled)), ...(await balanceNote(ctx, settled))]
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

/** The last of a member's free replies of the month. */
function includedNote(ctx: TurnContext, { includedLeft, model }: RunningReplyOptions): Reply {
  if (includedLeft !== 0) return []
  return [notice(ctx.t('personas.included.last', { price: ctx.coins(model.price) }))]
}

/** Once for each stretch of talk. */
function fadingNote(ctx: TurnContext, reply: RunningReplyOptions): Reply {
  if (!beginsToFade(reply)) return []
  const { name } = reply.conversation.persona
  return [notice(ctx.t('personas.memory.fading', { name }))]
}

/** Said once a day, when a reply leaves few coins, or too few for the next one. */
async function balanceNote(ctx: TurnContext, { available, price }: SettledReply): Promise<Reply> {
  if (available === null || !ctx.person) return []
  if (!(await claimLowNotice(ctx.person.id, { available, price }))) return []
  const key = available < price ? 'personas.coins.last_reply' : 'personas.coins.low'
  return [
    {
      kind: 'choice',
      text: ctx.t(key, { balance: ctx.coins(available) }),
      buttons: [buyOffer(ctx)],
    },
  ]
}

const notice = (text: string): ReplyNode => ({ kind: 'text', tone: 'notice', text })
