import type { TurnContext } from '#app/bot_kit/command'
import type { Button, Delivery, Reply, ReplyNode, StreamNode } from '#app/bot_kit/reply'
import { ModelError } from '#plugins/ai/api'
import { noticedReply } from '#plugins/coach/bot/noticed_reply'
import { signatureOf, signed, unsigned } from '#plugins/coach/bot/signature'
import { fromNow } from '#plugins/coach/bot/from_now'
import { askCoach, type Answering } from '#plugins/coach/conversation/ask_coach'
import { COACH_LIMITS } from '#plugins/coach/limits'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

/** What the coach answers to a message, in a chat. */
export async function answerReply(
  services: CoachServices,
  ctx: TurnContext,
  project: Project,
  said: { key: string; text: string }
): Promise<Reply> {
  const asked = await askCoach(services, {
    project,
    ...said,
    locale: ctx.locale,
    accountId: ctx.account.id,
    signal: ctx.signal,
    demo: { name: ctx.t('coach.name'), greeting: ctx.t('coach.demo_greeting') },
  })
  switch (asked.outcome) {
    case 'limit':
      return [
        notice(
          ctx.t('coach.limit', {
            most: COACH_LIMITS.messages,
            when: fromNow(asked.nextAt, ctx.locale),
          })
        ),
      ]
    case 'being_answered':
      return [tryAgain(ctx, 'being_answered', said.key)]
    case 'crisis':
      return [{ kind: 'choice', text: asked.help.text, buttons: asked.help.links }]
    case 'heard_before': {
      const { label, ...by } = signatureOf(ctx)
      return [
        { kind: 'text', text: label + asked.answer, ...by },
        ...(asked.noticed ? noticedReply(ctx, project, asked.noticed) : []),
      ]
    }
    case 'answering':
      return [streamOf(ctx, project, said.key, asked)]
  }
}

/** The coach's answer as it is being made; then what was noticed in what the creator said. */
function streamOf(ctx: TurnContext, project: Project, key: string, asked: Answering): StreamNode {
  const signature = signatureOf(ctx)
  const { speaker } = signature
  return {
    kind: 'stream',
    ...(speaker && { speaker }),
    chunks: signed(asked.chunks, signature),
    async settle(delivery) {
      const { said, stopped } = saidOf(delivery)
      const { noticed, ending } = await asked.finish(unsigned(said, signature), stopped)
      if (delivery.outcome === 'undelivered') return []
      const after = noticedReply(ctx, project, noticed)
      const left = asked.left <= COACH_LIMITS.leftTold ? [leftNotice(ctx, asked.left)] : []
      if (delivery.outcome === 'failed') {
        const failure = delivery.error instanceof ModelError ? 'model_failed' : 'failed'
        return [...after, tryAgain(ctx, failure, key), ...left]
      }
      const cut = ending === 'cut' ? [notice(ctx.t('coach.cut'))] : []
      return [...cut, ...after, ...left]
    },
  }
}

function saidOf(delivery: Delivery): { said: string; stopped: boolean } {
  switch (delivery.outcome) {
    case 'delivered':
      return { said: delivery.text, stopped: false }
    case 'stopped':
      return { said: delivery.text, stopped: true }
    case 'failed':
    case 'undelivered':
      return { said: '', stopped: false }
  }
}

/** The message is kept: the same one is answered, and counts once. */
function tryAgain(
  ctx: TurnContext,
  why: 'model_failed' | 'failed' | 'being_answered',
  key: string
): ReplyNode {
  return { kind: 'choice', text: ctx.t(`coach.${why}`), buttons: [againButton(ctx, key)] }
}

export const againButton = (ctx: TurnContext, key: string): Button => ({
  label: ctx.t('coach.button.try_again'),
  invoke: { command: 'coach_again', options: { key } },
  style: 'primary',
})

const leftNotice = (ctx: TurnContext, left: number): ReplyNode =>
  notice(ctx.t('coach.left', { left }))

const notice = (text: string): ReplyNode => ({ kind: 'text', tone: 'notice', text })
