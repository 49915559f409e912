import type { TurnContext } from '#app/bot_kit/command'
import type { Button, Reply } from '#app/bot_kit/reply'
import { celebration } from '#plugins/coach/bot/task_commands'
import { say } from '#plugins/coach/programme/say'
import type { Noticed } from '#plugins/coach/conversation/notice'
import { tasksOf } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import { valueInWords } from '#plugins/coach/project/value_in_words'

/**
 * What was written down and ticked, with a way to take it back; what was not sure, with a way to say so; what the coach
 * can do, with the button for it.
 * @param project as it stood before
 */
export function noticedReply(ctx: TurnContext, project: Project, noticed: Noticed): Reply {
  const titles = new Map(
    [...project.programme.decisions, ...tasksOf(project.programme)].map(({ id, title }) => [
      id,
      say(ctx, title),
    ])
  )
  const titleOf = (id: string) => titles.get(id) ?? id
  return [
    ...noticed.decided.map(({ decision, value }) =>
      choice(
        ctx.t('coach.noted', {
          title: titleOf(decision),
          value: valueInWords(ctx, project, decision, value),
        }),
        [button(ctx, 'button.undo', 'coach_undecide', { decision })]
      )
    ),
    ...noticed.done.map(({ task }) =>
      choice(ctx.t('coach.noticed.ticked', { title: titleOf(task) }), [
        button(ctx, 'button.undo', 'coach_tick', { task, done: false }),
      ])
    ),
    ...celebration(ctx, project, afterwards(project, noticed)),
    ...noticed.unsure.map(({ decision, value }) =>
      choice(
        ctx.t('coach.sure', {
          title: titleOf(decision),
          value: valueInWords(ctx, project, decision, value),
        }),
        [
          button(ctx, 'button.yes', 'coach_decide', { decision, value }),
          button(ctx, 'button.not_yet', 'coach_decisions', {}),
        ]
      )
    ),
    ...noticed.unsureDone.map(({ task }) =>
      choice(ctx.t('coach.noticed.sure_done', { title: titleOf(task) }), [
        button(ctx, 'noticed.yes', 'coach_tick', { task, done: true }),
        button(ctx, 'button.not_yet', 'coach_task', { task }),
      ])
    ),
    ...noticed.offered.map((action) =>
      choice(ctx.t(`coach.noticed.offer.${action}`), [
        button(ctx, `noticed.do.${action}`, 'coach_do', { action }),
      ])
    ),
  ]
}

/** The project with what was noticed: ticked by word, or by the decision that a task is. */
function afterwards(project: Project, { decided, done }: Noticed): Project {
  const taken = new Set(decided.map(({ decision }) => decision))
  const byDecision = tasksOf(project.programme).filter(
    ({ decision }) => decision !== undefined && taken.has(decision)
  )
  const ticked = [...byDecision.map(({ id }) => id), ...done.map(({ task }) => task)]
  return {
    ...project,
    ticks: new Map([...project.ticks, ...ticked.map((id) => [id, 'coach'] as const)]),
  }
}

const choice = (text: string, buttons: readonly Button[]): Reply[number] => ({
  kind: 'choice',
  text,
  buttons,
})

const button = (
  ctx: TurnContext,
  key: string,
  command: string,
  options: Record<string, string | boolean>
): Button => ({
  label: ctx.t(`coach.${key}`),
  invoke: { command, options },
  replaces: true,
})
