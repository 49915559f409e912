import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import type { CardNode } from '#app/bot_kit/reply'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import coinsConfig from '#config/coins'

const SECTIONS = ['ai', 'coins', 'refunds', 'data', 'adults', 'help'] as const

/** `/terms`: what one agrees to, in a few plain sentences; guests may join from here. */
export function termsCommand(): AnyBotCommand {
  return defineCommand({
    name: 'terms',
    topic: 'safety',
    description: 'identity.terms.description',
    options: {},
    guards: [],
    visibility: 'private',
    async run(ctx) {
      const data = {
        welcome: ctx.coins(coinsConfig.welcome),
        replies: IDENTITY_LIMITS.guestReplies,
        hours: IDENTITY_LIMITS.guestWindowHours,
      }
      const card: CardNode = {
        kind: 'card',
        title: ctx.t('identity.terms.title'),
        text: ctx.t('identity.terms.intro'),
        fields: SECTIONS.map((section) => ({
          name: ctx.t(`identity.terms.${section}.name`),
          value: ctx.t(`identity.terms.${section}.text`, data),
        })),
        footer: ctx.person
          ? ctx.t('identity.terms.accepted')
          : ctx.t('identity.terms.invitation', data),
        buttons: ctx.person
          ? []
          : [
              {
                label: ctx.t('identity.terms.join'),
                invoke: { command: 'accept_terms' },
                style: 'primary',
              },
            ],
      }
      return [card]
    },
  })
}
