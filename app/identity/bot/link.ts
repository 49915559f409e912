import { defineCommand, type AnyBotCommand, type CommandContext } from '#app/bot_kit/command'
import type { CardNode, Reply } from '#app/bot_kit/reply'
import type { IdentityService, LinkPreview } from '#app/identity/types'
import { notForEveryone } from '#app/identity/bot/for_their_eyes'
import { sideInWords, staffRole, whyNotLinked } from '#app/identity/link_words'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import coinsConfig from '#config/coins'

/** `/link` gives a code; `/link CODE` in another account joins the two, after a look at both sides. */
export function linkCommands(identity: IdentityService): AnyBotCommand[] {
  const link = defineCommand({
    name: 'link',
    topic: 'people',
    description: 'identity.link.description',
    options: {
      code: { kind: 'text', description: 'identity.link.code', maxLength: 40 },
    },
    positional: 'code',
    guards: [],
    visibility: 'private',
    async run(ctx) {
      const elsewhere = notForEveryone(ctx, 'identity.link.not_here')
      if (elsewhere) return elsewhere
      const { code } = ctx.options
      return code ? showLink(identity, ctx, code) : giveCode(identity, ctx)
    },
  })

  const confirm = defineCommand({
    name: 'link_confirm',
    description: 'identity.link.description',
    options: {
      link: { kind: 'text', description: 'identity.link.code', maxLength: 36, required: true },
    },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx) {
      const linked = await identity.link(ctx.account.id, ctx.options.link)
      if (linked.outcome !== 'linked') {
        return notice(ctx, whyNotLinked(linked))
      }
      const name = linked.person.displayName
      return [{ kind: 'text', text: ctx.t(`identity.link.linked.${linked.kind}`, { name }) }]
    },
  })

  const leave = defineCommand({
    name: 'link_leave',
    description: 'identity.link.leave',
    options: {},
    guards: [],
    visibility: 'private',
    internal: true,
    run: async (ctx) => [{ kind: 'text', text: ctx.t('identity.link.left') }],
  })

  return [link, confirm, leave]
}

async function giveCode(identity: IdentityService, ctx: CommandContext): Promise<Reply> {
  if (staffRole(ctx.person)) return notice(ctx, 'identity.link.staff_here')
  const made = await identity.makeLinkCode(ctx.account.id)
  if (!made) return notice(ctx, 'identity.link.too_many_codes')
  const card: CardNode = {
    kind: 'card',
    title: ctx.t('identity.link.title', { code: made.code }),
    text: ctx.t('identity.link.text', {
      code: made.code,
      minutes: IDENTITY_LIMITS.linkCodeLifetime,
    }),
    footer: ctx.t('identity.link.secret'),
  }
  return [card]
}

async function showLink(
  identity: IdentityService,
  ctx: CommandContext,
  code: string
): Promise<Reply> {
  const preview = await identity.openLink(ctx.account.id, code)
  if (preview.outcome === 'too_many_tries') {
    const minutes = Math.ceil(preview.retryInSeconds / 60)
    return notice(ctx, 'identity.link.too_many_tries', { minutes })
  }
  if (preview.outcome !== 'ready') return notice(ctx, whyNotLinked(preview))
  return [await previewCard(identity, ctx, preview)]
}

async function previewCard(
  identity: IdentityService,
  ctx: CommandContext,
  { kind, here, there, linkId }: Extract<LinkPreview, { outcome: 'ready' }>
): Promise<CardNode> {
  const [ours, theirs] = await Promise.all([
    sideInWords(identity, here, ctx),
    sideInWords(identity, there, ctx),
  ])
  const data = { welcome: ctx.coins(coinsConfig.welcome) }
  return {
    kind: 'card',
    title: ctx.t(`identity.link.confirm.${kind}.title`),
    text: ctx.t(`identity.link.confirm.${kind}.text`, data),
    fields: [
      { name: ctx.t('identity.link.here'), value: ours.join('\n') },
      { name: ctx.t('identity.link.there'), value: theirs.join('\n') },
    ],
    footer: ctx.t('identity.link.for_good'),
    buttons: [
      {
        label: ctx.t(`identity.link.confirm.${kind}.button`),
        invoke: { command: 'link_confirm', options: { link: linkId } },
        style: kind === 'merge' ? 'danger' : 'primary',
        singleUse: true,
      },
      { label: ctx.t('identity.link.leave'), invoke: { command: 'link_leave' } },
    ],
  }
}

function notice(ctx: CommandContext, key: string, data?: Record<string, unknown>): Reply {
  return [{ kind: 'text', text: ctx.t(key, data), tone: 'notice' }]
}
