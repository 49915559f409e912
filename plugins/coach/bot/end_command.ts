import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { endProject } from '#plugins/coach/actions/end_project'
import { progressNow } from '#plugins/coach/bot/overview'
import { activeProject } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

/** Ends the project: finished where everything is done, else given up, which is asked for twice. It is kept. */
export const coachEndCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_end',
    description: 'coach.description',
    options: { sure: { kind: 'boolean', description: 'coach.option.done' } },
    guards: [needsAccount, { kind: 'creatorOnly' }],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const project = ctx.person && (await activeProject(services.programmes, ctx.person.id))
      if (!project || !ctx.person) return [{ kind: 'text', text: ctx.t('coach.no_project') }]
      const isDone = progressNow(project).phase === null
      if (!isDone && ctx.options.sure !== true) {
        return [
          {
            kind: 'choice',
            text: ctx.t('coach.end.sure'),
            buttons: [
              {
                label: ctx.t('coach.button.give_up'),
                invoke: { command: 'coach_end', options: { sure: true } },
                style: 'danger',
              },
              { label: ctx.t('coach.button.on'), invoke: { command: 'coach' } },
            ],
          },
        ]
      }
      const state = isDone ? 'finished' : 'abandoned'
      await endProject(ctx.person.id, state)
      return [{ kind: 'text', text: ctx.t(`coach.end.${state}`) }]
    },
  })
