import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { endingOf, endProject } from '#plugins/coach/actions/end_project'
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
      if (!project) return [{ kind: 'text', text: ctx.t('coach.no_project') }]
      const ending = endingOf(project)
      if (ending === 'abandoned' && ctx.options.sure !== true) {
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
      await endProject(project, ending)
      return [{ kind: 'text', text: ctx.t(`coach.end.${ending}`) }]
    },
  })
