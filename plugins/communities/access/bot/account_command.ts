import { defineCommand } from '#app/bot_kit/command'
import { findMembershipShown } from '#plugins/communities/access/queries/membership_shown'

/** Says that a door is on a platform where the program does not know the person yet, and what to do. */
export const accessAccountCommand = defineCommand({
  name: 'access_account',
  description: 'communities.access.notice',
  options: {
    membership: {
      kind: 'text',
      maxLength: 36,
      required: true,
      description: 'communities.access.notice',
    },
    platform: {
      kind: 'choice',
      required: true,
      choices: [
        { value: 'discord', name: 'communities.access.platform.discord' },
        { value: 'telegram', name: 'communities.access.platform.telegram' },
      ],
      description: 'communities.access.notice',
    },
  },
  guards: [],
  visibility: 'private',
  internal: true,
  async run(ctx) {
    const membership = await findMembershipShown(ctx.options.membership)
    if (!membership || membership.person_id !== ctx.person?.id) {
      return [{ kind: 'text', tone: 'notice', text: ctx.t('communities.access.gone') }]
    }
    const platform = ctx.t(`communities.access.platform.${ctx.options.platform}`)
    return [
      {
        kind: 'card',
        title: ctx.t('communities.access.account.title', { platform }),
        text: ctx.t('communities.access.account.text', {
          platform,
          community: membership.community_name,
        }),
        buttons: [{ label: ctx.t('communities.access.account.link'), invoke: { command: 'link' } }],
      },
    ]
  },
})
