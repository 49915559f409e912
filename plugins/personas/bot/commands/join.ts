import { defineCommand } from '#app/bot_kit/command'
import { GOING_ON_LENGTH } from '#app/bot_kit/going_on'
import type { Reply } from '#app/bot_kit/reply'
import { joinFan } from '#plugins/personas/actions/join_fan'
import { invitation, welcome } from '#plugins/personas/bot/join_view'
import { messageIdOf, findAnswerable } from '#plugins/personas/bot/kept_message'
import { answerWith } from '#plugins/personas/bot/reply_view'
import type { ChatServices } from '#plugins/personas/services'

/** What the join button means. A message that waited for it is answered next, and what they meant to do goes on. */
export const joinCommand = (services: ChatServices) =>
  defineCommand({
    name: 'accept_terms',
    topic: 'people',
    description: 'personas.join.description',
    options: {
      message: { kind: 'text', description: 'personas.answer.message', maxLength: 20 },
      then: { kind: 'text', description: 'personas.answer.message', maxLength: GOING_ON_LENGTH },
    },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person && ctx.frontend === 'web') return invitation(ctx)
      const joined = ctx.person
        ? { person: ctx.person, welcomed: false }
        : await joinFan(services, ctx.account)
      const words = welcome(ctx, joined)
      const now = { ...ctx, person: joined.person }
      const { then } = ctx.options
      if (then !== undefined) return [...words, ...(await ctx.goOn(now, then))]
      const kept = await findAnswerable(now, messageIdOf(ctx.options.message))
      if (!kept || kept.answered) return words
      return [...words, ...(await answerWith(now, services, kept))]
    },
  })
