import { defineCommand, needsAccount, type AnyBotCommand } from '#app/bot_kit/command'
import type { CardNode, Reply } from '#app/bot_kit/reply'
import type { TurnContext } from '#app/bot_kit/command'
import type { IdentityService } from '#app/identity/types'
import { notForEveryone } from '#app/identity/bot/for_their_eyes'
import { exportAsFile } from '#app/identity/export_file'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { appUrl } from '#config/app'

const KEPT = ['accounts', 'talks', 'coins'] as const

/** `/privacy`: what is kept of a person; a copy of it, or an end to it. */
export function privacyCommands(identity: IdentityService): AnyBotCommand[] {
  const privacy = defineCommand({
    name: 'privacy',
    topic: 'safety',
    description: 'identity.privacy.description',
    options: {},
    guards: [],
    visibility: 'private',
    async run(ctx) {
      const card: CardNode = {
        kind: 'card',
        title: ctx.t('identity.privacy.title'),
        text: ctx.t('identity.privacy.text'),
        fields: KEPT.map((what) => ({
          name: ctx.t(`identity.privacy.${what}.name`),
          value: ctx.t(`identity.privacy.${what}.text`),
        })),
        footer: ctx.person ? undefined : ctx.t('identity.privacy.guest'),
        buttons: ctx.person
          ? [
              { label: ctx.t('identity.privacy.copy'), invoke: { command: 'privacy_copy' } },
              {
                label: ctx.t('identity.privacy.delete'),
                invoke: { command: 'privacy_delete' },
                style: 'danger',
              },
            ]
          : [],
      }
      return [card]
    },
  })
  return [privacy, copyCommand(identity), ...deleteCommands(identity)]
}

function copyCommand(identity: IdentityService): AnyBotCommand {
  return defineCommand({
    name: 'privacy_copy',
    description: 'identity.privacy.copy',
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx) {
      const elsewhere = notForEveryone(ctx, 'identity.privacy.not_here')
      if (elsewhere) return elsewhere
      const made = await exportAsFile(identity, personOf(ctx).id)
      if (made.outcome === 'too_often') {
        return notice(ctx, 'identity.privacy.copy_too_often', {
          minutes: Math.ceil(made.retryInSeconds / 60),
        })
      }
      if (made.content.length > IDENTITY_LIMITS.exportFileBytes) {
        return notice(ctx, 'identity.privacy.copy_too_large', { url: `${appUrl}/account` })
      }
      const { name, mediaType, content } = made
      return [
        { kind: 'file', name, mediaType, content, caption: ctx.t('identity.privacy.copy_caption') },
      ]
    },
  })
}

/** Deleting is asked twice: the first time with what would be lost, the second with nothing else on the table. */
function deleteCommands(identity: IdentityService): AnyBotCommand[] {
  const about = {
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
  } as const
  const ask = defineCommand({
    ...about,
    name: 'privacy_delete',
    description: 'identity.privacy.delete',
    async run(ctx) {
      const losses = await identity.lossesOf(personOf(ctx).id, ctx)
      const lines = [...losses, ctx.t('identity.privacy.loses')].map((loss) => `- ${loss}`)
      const card: CardNode = {
        kind: 'card',
        title: ctx.t('identity.privacy.delete_title'),
        text: [ctx.t('identity.privacy.delete_text'), '', ...lines].join('\n'),
        footer: ctx.t('identity.privacy.delete_footer'),
        buttons: [
          {
            label: ctx.t('identity.privacy.delete_go_on'),
            invoke: { command: 'privacy_delete_sure' },
            style: 'danger',
          },
          { label: ctx.t('identity.privacy.keep'), invoke: { command: 'privacy_keep' } },
        ],
      }
      return [card]
    },
  })
  const askAgain = defineCommand({
    ...about,
    name: 'privacy_delete_sure',
    description: 'identity.privacy.delete',
    run: async (ctx) => [
      {
        kind: 'choice',
        text: ctx.t('identity.privacy.delete_sure'),
        buttons: [
          {
            label: ctx.t('identity.privacy.delete_now'),
            invoke: { command: 'privacy_delete_now' },
            style: 'danger',
            singleUse: true,
          },
          { label: ctx.t('identity.privacy.keep'), invoke: { command: 'privacy_keep' } },
        ],
      },
    ],
  })
  const doIt = defineCommand({
    ...about,
    name: 'privacy_delete_now',
    description: 'identity.privacy.delete',
    async run(ctx) {
      const { outcome } = await identity.deletePerson(personOf(ctx).id)
      // No buttons from here: the account that they would belong to is gone.
      return [{ kind: 'text', text: ctx.t(`identity.privacy.outcome.${outcome}`) }]
    },
  })
  const keep = defineCommand({
    ...about,
    guards: [],
    name: 'privacy_keep',
    description: 'identity.privacy.keep',
    run: async (ctx) => [{ kind: 'text', text: ctx.t('identity.privacy.kept') }],
  })
  return [ask, askAgain, doIt, keep]
}

/** The guard lets nobody else through. */
function personOf(ctx: TurnContext) {
  if (!ctx.person) throw new Error('A command that needs an account ran for a guest')
  return ctx.person
}

function notice(ctx: TurnContext, key: string, data?: Record<string, unknown>): Reply {
  return [{ kind: 'text', text: ctx.t(key, data), tone: 'notice' }]
}
