import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { choosePersona } from '#plugins/personas/actions/choose_persona'
import { joinFan } from '#plugins/personas/actions/join_fan'
import { invitation, welcome } from '#plugins/personas/bot/join_view'
import { meetingOf, personaList } from '#plugins/personas/bot/persona_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import { completePersonas, findPersona } from '#plugins/personas/queries/find_persona'
import type { ChatServices } from '#plugins/personas/services'

/**
 * The first thing that people press on Telegram: they join by it, and meet what a deep link names: a persona, or
 * something of another plugin; else all personas. On the web, where an e-mail address is needed to join, it invites.
 */
export const startCommand = (services: ChatServices) =>
  defineCommand({
    name: 'start',
    topic: 'people',
    description: 'personas.start.description',
    options: {
      persona: {
        kind: 'text',
        description: 'personas.start.persona',
        maxLength: 64,
        autocomplete: completePersonas,
      },
    },
    positional: 'persona',
    guards: [],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const { person, words } = await (async () => {
        if (ctx.person) return { person: ctx.person, words: [welcomeBack(ctx.t)] }
        if (ctx.frontend === 'web') return { person: null, words: invitation(ctx) }
        const joined = await joinFan(services, ctx.account)
        return { person: joined.person, words: welcome(ctx, joined) }
      })()
      const now = { ...ctx, person }
      const linked = ctx.options.persona ? await ctx.openLink(now, ctx.options.persona) : null
      // Who is here already came for what the link leads to.
      if (linked) return ctx.person ? linked : [...words, ...linked]
      const persona = ctx.options.persona
        ? await findPersona(ctx.options.persona, now.person?.id)
        : null
      if (!persona || refusalToTalk(now, persona)) return [...words, await personaList(now)]
      const whose = await whoseOf(now)
      const chosen = await choosePersona({ ...whose, persona, introduced: true })
      return [...words, ...meetingOf(now, services, chosen)]
    },
  })

const welcomeBack = (t: (key: string) => string) =>
  ({ kind: 'text', text: t('personas.start.again') }) as const
