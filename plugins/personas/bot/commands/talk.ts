import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { choosePersona } from '#plugins/personas/actions/choose_persona'
import { meetingOf, personaList } from '#plugins/personas/bot/persona_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import { completePersonas, findPersona } from '#plugins/personas/queries/find_persona'
import type { ChatServices } from '#plugins/personas/services'

/** Begins a conversation with a persona, or goes on with it. */
export const talkCommand = (services: ChatServices) =>
  defineCommand({
    name: 'talk',
    topic: 'talking',
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
      const persona = await findPersona(name, ctx.person?.id)
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
      const refusal = refusalToTalk(ctx, persona)
      if (refusal) return refusal
      const whose = await whoseOf(ctx)
      const chosen = await choosePersona({ ...whose, persona, introduced: true })
      return meetingOf(ctx, services, chosen)
    },
  })
