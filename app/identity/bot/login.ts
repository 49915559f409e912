import { cooldown, defineCommand, needsAccount, type AnyBotCommand } from '#app/bot_kit/command'
import type { CardNode } from '#app/bot_kit/reply'
import type { IdentityService } from '#app/identity/types'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { appUrl } from '#config/app'

const COOLDOWN_SECONDS = 10

/** `/login`: a link that signs the person in on the web, once. */
export function loginCommand(identity: IdentityService): AnyBotCommand {
  return defineCommand({
    name: 'login',
    topic: 'people',
    description: 'identity.login.description',
    options: {},
    guards: [needsAccount, cooldown(COOLDOWN_SECONDS)],
    visibility: 'private',
    async run(ctx) {
      // In a group where answers cannot be private, the link would let anyone in as this person.
      if (ctx.place.kind === 'group' && ctx.frontend !== 'discord') {
        return [{ kind: 'text', text: ctx.t('identity.login.not_here'), tone: 'notice' }]
      }
      // The guard lets nobody else through.
      if (!ctx.person) throw new Error('/login ran for a guest')
      const { token } = await identity.issueSignInToken(ctx.person.id)
      const card: CardNode = {
        kind: 'card',
        title: ctx.t('identity.login.title'),
        text: ctx.t('identity.login.text', { minutes: IDENTITY_LIMITS.signInTokenLifetime }),
        footer: ctx.t('identity.login.footer'),
        buttons: [{ label: ctx.t('identity.login.open'), url: `${appUrl}/sign-in/${token}` }],
      }
      return [card]
    },
  })
}
