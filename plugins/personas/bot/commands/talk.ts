import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { choosePersona } from '#plugins/personas/actions/choose_persona'
import { errorText } from '#plugins/personas/bot/error_text'
import { mayMeet, meetingOf, personaList } from '#plugins/personas/bot/persona_view'
import { placeKey } from '#plugins/personas/conversation'
import { completePersonas, findPersona } from '#plugins/personas/queries/find_persona'
import type { ChatServices } from '#plugins/personas/services'

/** Begins a conversation with a persona, or goes on with it. */
export const talkCommand = (services: ChatServices) =>
  defineCommand({
    name: 'talk',
    description: 'personas.talk.description',
    options: {
      name: {
        kind: 'text',
        description: 'personas.talk.name',
        maxLength: 80,
        autocomplete: completePersonas,
      },
    },
    positional: 'name',
    guards: [],
    visibility: 'public',
    async run(ctx): Promise<Reply> {
      const { name } = ctx.options
      if (name === undefined)
        return [await personaList(ctx, { title: ctx.t('personas.talk.whom') })]
      const persona = await findPersona(name)
      if (!persona) {
        return [
          {
            kind: 'text',
            tone: 'error',
            code: 'not_found',
            text: ctx.t('personas.talk.not_found', { name }),
          },
          await personaList(ctx),
        ]
      }
      if (!mayMeet(ctx, persona)) return errorText(ctx, 'adult_only')
      const place = placeKey(ctx.frontend, ctx.place)
      const chosen = await choosePersona({ accountId: ctx.account.id, place, persona })
      return meetingOf(ctx, services, chosen)
    },
  })
