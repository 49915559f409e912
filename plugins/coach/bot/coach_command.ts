import { defineCommand, needsAccount, type CommandContext } from '#app/bot_kit/command'
import type { Button, Reply, StreamNode } from '#app/bot_kit/reply'
import { ModelError } from '#plugins/ai/api'
import { beginProject } from '#plugins/coach/actions/begin_project'
import { say } from '#plugins/coach/bot/words'
import { hear, keepAnswer, saidBefore } from '#plugins/coach/conversation/messages'
import { notice, type Noticed } from '#plugins/coach/conversation/notice'
import { promptFor } from '#plugins/coach/conversation/prompt'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { tickLive } from '#plugins/coach/live/tick_live'
import { findProfile } from '#plugins/coach/profile'
import { tasksOf } from '#plugins/coach/programme/programme'
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
  const heard = await hear(project, ctx.turnKey, text)
  switch (heard.outcome) {
    case 'limit':
      return [
        {
          kind: 'text',
          tone: 'notice',
          text: ctx.t('coach.limit', { most: COACH_LIMITS.messages, at: heard.nextAt }),
        },
      ]
    case 'heard_before':
      return heard.answer === null ? [] : [{ kind: 'text', text: heard.answer }]
    case 'heard':
      return [await streamOf(services, ctx, project, text)]
  }
}

/** The coach's answer as it is being made; then what was noticed in what the creator said. */
async function streamOf(
  { ai }: CoachServices,
  ctx: CommandContext,
  project: Project,
  text: string
): Promise<StreamNode> {
  const noticed = await notice(project, text)
  const [profile, history] = await Promise.all([
    findProfile(project.creatorId),
    saidBefore(project.id, ctx.turnKey),
  ])
  const tasks = tasksOf(project.programme)
  const run = ai.stream({
    modelId: ai.model(null).id,
    messages: promptFor({ project, profile, locale: ctx.locale, now: new Date() }, history, text),
    accountId: ctx.account.id,
    personId: project.creatorId,
    purpose: 'coach.reply',
    signal: ctx.signal,
    demo: {
      name: ctx.t('coach.name'),
      greeting: ctx.t('coach.demo_greeting'),
      lines: tasks.map((task) => say(ctx, task.what)),
      prompts: tasks.map((task) => say(ctx, task.title)),
      knowledge: tasks.map((task) => say(ctx, task.why)),
      locale: ctx.locale,
    },
  })
  return {
    kind: 'stream',
    chunks: run.chunks,
    async settle(delivery) {
      const after = noticedReply(ctx, project, noticed)
      if (delivery.outcome === 'delivered' || delivery.outcome === 'stopped') {
        if (delivery.text !== '') await keepAnswer(project.id, ctx.turnKey, delivery.text)
        return after
      }
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
