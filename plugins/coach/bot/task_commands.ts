import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Button, type Reply } from '#app/bot_kit/reply'
import { mayUntick, tickTask, untickTask } from '#plugins/coach/actions/tick_task'
import { button } from '#plugins/coach/bot/overview'
import { say } from '#plugins/coach/programme/say'
import { lastDone } from '#plugins/coach/deeds/deed'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { tickLive } from '#plugins/coach/live/tick_live'
import { tasksOf } from '#plugins/coach/programme/programme'
import { celebrated } from '#plugins/coach/project/celebrated'
import { activeProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

const guards = [needsAccount, { kind: 'creatorOnly' }] as const
const task = {
  kind: 'text',
  maxLength: 40,
  description: 'coach.option.task',
  required: true,
} as const

/** The project that a button is about; null when it has ended meanwhile. */
async function projectHere(services: CoachServices, ctx: TurnContext): Promise<Project | null> {
  if (!ctx.person) return null
  const project = await activeProject(services.programmes, ctx.person.id)
  return project && tickLive(services, ctx.person.id)
}

const none = (ctx: TurnContext): Reply => [
  {
    kind: 'choice',
    text: ctx.t('coach.no_project'),
    buttons: [
      { label: ctx.t('coach.button.begin'), invoke: { command: 'coach' }, style: 'primary' },
    ],
  },
]

/** Every task, phase by phase, with what is done. `wanted`: the page, from 1. */
export async function tasksReply(
  services: CoachServices,
  ctx: TurnContext,
  wanted = 1
): Promise<Reply> {
  const project = await projectHere(services, ctx)
  if (!project) return none(ctx)
  const rows = project.programme.phases.flatMap((phase) =>
    phase.tasks.map((one) => ({ phase, task: one }))
  )
  const pages = Math.ceil(rows.length / COACH_LIMITS.tasks)
  const page = Math.min(wanted, pages)
  return [
    {
      kind: 'list',
      title: ctx.t('coach.tasks.title', { done: project.ticks.size, all: rows.length }),
      items: rows
        .slice((page - 1) * COACH_LIMITS.tasks, page * COACH_LIMITS.tasks)
        .map(({ phase, task: one }) => ({
          title: `${project.ticks.has(one.id) ? '✅' : '⬜'} ${say(ctx, one.title)}`,
          text: ctx.t('coach.tasks.line', {
            phase: say(ctx, phase.title),
            minutes: one.minutes,
          }),
          button: {
            label: say(ctx, one.title).slice(0, LIMITS.buttonLabel),
            invoke: { command: 'coach_task', options: { task: one.id } },
          },
        })),
      empty: ctx.t('coach.all_done'),
      paging: paging(
        { page, pages },
        { previous: ctx.t('coach.button.previous'), next: ctx.t('coach.button.next') },
        { command: 'coach_tasks' }
      ),
    },
  ]
}

export const coachTasksCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_tasks',
    description: 'coach.description',
    options: { page: { kind: 'integer', min: 1, max: 100, description: 'coach.option.page' } },
    guards,
    visibility: 'private',
    internal: true,
    run: (ctx) => tasksReply(services, ctx, ctx.options.page),
  })

/** One task: what, why, how long, and the way to tick it. */
export const coachTaskCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_task',
    description: 'coach.description',
    options: { task },
    guards,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const project = await projectHere(services, ctx)
      return project ? await taskReply(ctx, project, ctx.options.task) : none(ctx)
    },
  })

/** Ticks or unticks a task, and celebrates a phase that is done with it. */
export const coachTickCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_tick',
    description: 'coach.description',
    options: { task, done: { kind: 'boolean', description: 'coach.option.done', required: true } },
    guards,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const before = await projectHere(services, ctx)
      if (!before || !ctx.person) return none(ctx)
      if (ctx.options.done) await tickTask(before, ctx.options.task, 'creator')
      else await untickTask(before, ctx.options.task)
      const project = await activeProject(services.programmes, ctx.person.id)
      if (!project) return none(ctx)
      return [
        ...celebration(ctx, before, project),
        ...(await taskReply(ctx, project, ctx.options.task)),
      ]
    },
  })

/** The phase that has just been finished, if one has. */
export function celebration(ctx: TurnContext, before: Project, after: Project): Reply {
  const phase = celebrated(before, after)
  return phase ? [{ kind: 'text', text: `🎉 ${say(ctx, phase.celebration)}` }] : []
}

async function taskReply(ctx: TurnContext, project: Project, taskId: string): Promise<Reply> {
  const one = tasksOf(project.programme).find(({ id }) => id === taskId)
  if (!one) return none(ctx)
  const ticked = project.ticks.get(one.id)
  const buttons: Button[] = []
  const tick = (done: boolean): Button => ({
    label: ctx.t(`coach.button.${done ? 'done' : 'not_done'}`),
    invoke: { command: 'coach_tick', options: { task: one.id, done } },
    replaces: true,
    ...(done && { style: 'primary' }),
  })
  const deed = one.action ? await lastDone(project.id, one.id) : null
  if (deed) buttons.push(button(ctx, 'did_it', 'coach_deed', { deed: deed.id }))
  else if (ticked === undefined && one.action) {
    const options = { action: one.action }
    buttons.push({ ...button(ctx, 'do_it', 'coach_do', options), style: 'primary' })
  }
  if (ticked === undefined && one.tickedBy.includes('creator')) buttons.push(tick(true))
  if (mayUntick(one, ticked)) buttons.push(tick(false))
  buttons.push(button(ctx, 'tasks', 'coach_tasks', {}))
  return [
    {
      kind: 'card',
      title: `${ticked === undefined ? '' : '✅ '}${say(ctx, one.title)}`,
      text: `${say(ctx, one.what)}\n\n_${say(ctx, one.why)}_`,
      fields: [
        { name: ctx.t('coach.tasks.minutes'), value: String(one.minutes) },
        { name: ctx.t('coach.tasks.cost'), value: say(ctx, one.cost) },
      ],
      footer: say(ctx, one.how),
      buttons,
    },
  ]
}
