import { defineCommand, needsAccount, type AnyBotCommand } from '#app/bot_kit/command'
import type { CardNode } from '#app/bot_kit/reply'
import type { IdentityService } from '#app/identity/types'

/** `/adult`: a person says to be 18 or older, which opens what is for adults only; or takes it back. */
export function adultCommands(identity: IdentityService): AnyBotCommand[] {
  const adult = defineCommand({
    name: 'adult',
    topic: 'safety',
    description: 'identity.adult.description',
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx) {
      const said = ctx.person?.adult ?? false
      const state = said ? 'said' : 'unsaid'
      const card: CardNode = {
        kind: 'card',
        title: ctx.t(`identity.adult.${state}.title`),
        text: ctx.t(`identity.adult.${state}.text`),
        footer: ctx.t('identity.adult.footer'),
        buttons: [
          {
            label: ctx.t(`identity.adult.${state}.button`),
            invoke: { command: 'adult_say', options: { adult: !said } },
            style: said ? 'secondary' : 'primary',
          },
        ],
      }
      return [card]
    },
  })
  const say = defineCommand({
    name: 'adult_say',
    description: 'identity.adult.description',
    options: {
      adult: { kind: 'boolean', description: 'identity.adult.description', required: true },
    },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx) {
      if (!ctx.person) throw new Error('/adult ran for a guest')
      const { adult: isAdult } = ctx.options
      await identity.setAdult(ctx.person.id, isAdult)
      const text = ctx.t(isAdult ? 'identity.adult.done' : 'identity.adult.withdrawn')
      return [{ kind: 'text', text }]
    },
  })
  return [adult, say]
}
