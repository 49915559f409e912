import { defineCommand, needsAccount, type CommandContext } from '#app/bot_kit/command'
import type { Button, Reply, StreamNode } from '#app/bot_kit/reply'
import { ModelError } from '#plugins/ai/api'
import { beginProject } from '#plugins/coach/actions/begin_project'
import { say } from '#plugins/coach/bot/words'
import { askCoach, type Answering } from '#plugins/coach/conversation/ask_coach'
import type { Noticed } from '#plugins/coach/conversation/notice'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { tickLive } from '#plugins/coach/live/tick_live'
import type { Project } from '#plugins/coach/project/project'
import { overviewReply } from '#plugins/coach/bot/overview'
import type { CoachServices } from '#plugins/coach/services'

/** `/coach`: how far one is, what comes next; with words, the coach answers. */
export const coachCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach',
    topic: 'creators',
    description: 'coach.description',
    options: {
      text: { kind: 'text', maxLength: COACH_LIMITS.message, description: 'coach.option.text' },
    },
    positional: 'text',
    guards: [needsAccount, { kind: 'creatorOnly' }],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const { begun } = await beginProject(services.programmes, ctx.person.id)
      const project = await tickLive(services, ctx.person.id)
      const text = ctx.options.text?.trim() ?? ''
      return text === '' ? overviewReply(ctx, project, begun) : answer(services, ctx, project, text)
    },
  })

async function answer(
  services: CoachServices,
  ctx: CommandContext,
  project: Project,
  text: string
): Promise<Reply> {
  const asked = await askCoach(services, {
    project,
    key: ctx.turnKey,
    text,
    locale: ctx.locale,
    accountId: ctx.account.id,
    signal: ctx.signal,
    demo: { name: ctx.t('coach.name'), greeting: ctx.t('coach.demo_greeting') },
  })
  switch (asked.outcome) {
    case 'limit':
      return [
        {
          kind: 'text',
          tone: 'notice',
          text: ctx.t('coach.limit', { most: COACH_LIMITS.messages, at: asked.nextAt }),
        },
      ]
    case 'heard_before':
      return asked.answer === null ? [] : [{ kind: 'text', text: asked.answer }]
    case 'answering':
      return [streamOf(ctx, project, asked)]
  }
}

/** The coach's answer as it is being made; then what was noticed in what the creator said. */
function streamOf(ctx: CommandContext, project: Project, asked: Answering): StreamNode {
  return {
    kind: 'stream',
    chunks: asked.chunks,
    async settle(delivery) {
      const reached = delivery.outcome === 'delivered' || delivery.outcome === 'stopped'
      const after = noticedReply(ctx, project, await asked.finish(reached ? delivery.text : ''))
      if (reached) return after
      if (delivery.outcome === 'undelivered') return []
      const failure = delivery.error instanceof ModelError ? 'model_failed' : 'failed'
      return [{ kind: 'text', tone: 'error', text: ctx.t(`coach.${failure}`) }, ...after]
    },
  }
}

/** What was written down, with a way to take it back; what was not sure, with a way to say so. */
function noticedReply(ctx: CommandContext, project: Project, noticed: Noticed): Reply {
  const titleOf = (decision: string) => {
    const found = project.programme.decisions.find(({ id }) => id === decision)
    return found ? say(ctx, found.title) : decision
  }
  const noted: Reply = noticed.decided.map(({ decision, value }) => ({
    kind: 'choice',
    text: ctx.t('coach.noted', { title: titleOf(decision), value }),
    buttons: [button(ctx, 'undo', 'coach_undecide', { decision })],
  }))
  const asked: Reply = noticed.unsure.map(({ decision, value }) => ({
    kind: 'choice',
    text: ctx.t('coach.sure', { title: titleOf(decision), value }),
    buttons: [
      button(ctx, 'yes', 'coach_decide', { decision, value }),
      button(ctx, 'not_yet', 'coach_decisions', {}),
    ],
  }))
  return [...noted, ...asked]
}

const button = (
  ctx: CommandContext,
  key: string,
  command: string,
  options: Record<string, string>
): Button => ({
  label: ctx.t(`coach.button.${key}`),
  invoke: { command, options },
  replaces: true,
})
