import type { TurnContext } from '#app/bot_kit/command'
import type { Button, Reply } from '#app/bot_kit/reply'
import { dayInWords } from '#app/support/day_in_words'
import { say } from '#plugins/coach/programme/say'
import { tasksOf, type Task } from '#plugins/coach/programme/programme'
import { barOf, progressNow } from '#plugins/coach/project/progress'
import type { Project } from '#plugins/coach/project/project'

/** The bars, what comes next, and the ways on. */
export function overviewReply(
  ctx: TurnContext,
  project: Project,
  {
    welcome,
    listens,
  }: { welcome: string; /** What is written now is for the coach. */ listens: boolean }
): Reply {
  const progress = progressNow(project)
  const next = tasksOf(project.programme).find(({ id }) => !project.ticks.has(id))
  const lines = [
    welcome,
    progress.phase
      ? ctx.t('coach.phase', {
          title: say(ctx, progress.phase.title),
          goal: say(ctx, progress.phase.goal),
        })
      : ctx.t('coach.all_done'),
    progress.behind ? ctx.t('coach.behind') : '',
    next ? nextInWords(ctx, next) : '',
  ]
  return [
    {
      kind: 'card',
      title: say(ctx, project.programme.title),
      text: lines.filter((line) => line !== '').join('\n\n'),
      fields: [
        { name: ctx.t('coach.progress.overall'), value: barOf(progress.overall) },
        { name: ctx.t('coach.progress.planning'), value: barOf(progress.planning) },
        { name: ctx.t('coach.progress.execution'), value: barOf(progress.execution) },
        {
          name: ctx.t('coach.progress.timeline'),
          value:
            progress.timeline === null || project.target === null
              ? ctx.t('coach.progress.no_day')
              : `${barOf(progress.timeline)} ${dayInWords(project.target, ctx.locale)}`,
        },
      ],
      footer: ctx.t(listens ? 'coach.talk.listens' : 'coach.how_to_talk'),
      buttons: [
        ...(next ? [button(ctx, 'task', 'coach_task', { task: next.id })] : []),
        button(ctx, 'tasks', 'coach_tasks', {}),
        button(ctx, 'decisions', 'coach_decisions', {}),
        button(ctx, 'profile', 'coach_profile', {}),
        button(ctx, progress.phase ? 'end' : 'finish', 'coach_end', {}),
        ...(listens ? [button(ctx, 'leave', 'coach_leave', {})] : []),
      ],
    },
  ]
}

/** What comes next, in a sentence. */
export const nextInWords = (ctx: TurnContext, { title, minutes }: Task): string =>
  ctx.t('coach.next', { title: say(ctx, title), minutes })

export const button = (
  ctx: TurnContext,
  key: string,
  command: string,
  options: Readonly<Record<string, string>>
): Button => ({ label: ctx.t(`coach.button.${key}`), invoke: { command, options } })
