import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { beginProject } from '#plugins/coach/actions/begin_project'
import { againButton, answerReply } from '#plugins/coach/bot/answer'
import { overviewReply } from '#plugins/coach/bot/overview'
import { screenNamed } from '#plugins/coach/bot/screens'
import { welcomeFor } from '#plugins/coach/conversation/welcome'
import { findSaid, newestUnanswered } from '#plugins/coach/conversation/messages'
import { openTalk } from '#plugins/coach/conversation/talks'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { tickLive } from '#plugins/coach/live/tick_live'
import { findProfile } from '#plugins/coach/profile'
import { activeProject } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

/**
 * `/coach`: how far one is, what comes next; `/coach profile`, `tasks` or `decisions` opens that; with other words, the coach
 * answers. In a private chat it goes on listening.
 */
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
      const listens = await openTalk(ctx)
      const text = ctx.options.text?.trim() ?? ''
      const screen = screenNamed(ctx, text)
      if (screen) return screen(services, ctx)
      if (text !== '') return answerReply(services, ctx, project, { key: ctx.turnKey, text })
      const [profile, left] = await Promise.all([
        findProfile(ctx.person.id),
        newestUnanswered(project.id),
      ])
      return [
        ...overviewReply(ctx, project, {
          welcome: begun || !profile ? welcomeFor(ctx, profile, project) : '',
          listens,
        }),
        ...(left === null
          ? []
          : [
              {
                kind: 'choice',
                text: ctx.t('coach.unanswered'),
                buttons: [againButton(ctx, left)],
              } as const,
            ]),
      ]
    },
  })

/** Another try at the answer to a message that has none. */
export const coachAgainCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_again',
    description: 'coach.description',
    options: {
      key: { kind: 'text', maxLength: 300, description: 'coach.option.text', required: true },
    },
    guards: [needsAccount, { kind: 'creatorOnly' }],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { key } = ctx.options
      const project = ctx.person && (await activeProject(services.programmes, ctx.person.id))
      const text = project && (await findSaid(project.id, key))
      if (!project || text === null) return [{ kind: 'text', text: ctx.t('coach.no_project') }]
      return answerReply(services, ctx, project, { key, text })
    },
  })
