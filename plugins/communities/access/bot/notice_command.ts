import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { TurnContext } from '#app/bot_kit/command'
import { doorName, doorState, wayIn } from '#plugins/communities/access/bot/words'
import { findGrantShown, type GrantShown } from '#plugins/communities/access/queries/grants_shown'
import { findMembershipShown } from '#plugins/communities/access/queries/membership_shown'

/** What the program says of somebody's way in: their link, that they are in, what stands in the way. */
export const accessNoticeCommand = defineCommand({
  name: 'access_notice',
  description: 'communities.access.notice',
  options: {
    what: {
      kind: 'choice',
      required: true,
      choices: [
        { value: 'link', name: 'communities.access.notice' },
        { value: 'welcome', name: 'communities.access.notice' },
        { value: 'problem', name: 'communities.access.notice' },
      ],
      description: 'communities.access.notice',
    },
    grant: {
      kind: 'text',
      maxLength: 36,
      required: true,
      description: 'communities.access.notice',
    },
  },
  guards: [],
  visibility: 'private',
  internal: true,
  async run(ctx) {
    const grant = await findGrantShown(ctx.options.grant)
    // A link lets one person in: it is theirs alone.
    if (!grant || !ctx.person || grant.person_id !== ctx.person.id || grant.wanted === 'out') {
      return [{ kind: 'text', tone: 'notice', text: ctx.t('communities.access.gone') }]
    }
    return ctx.options.what === 'welcome' ? welcome(ctx, grant) : [doorCard(ctx, grant)]
  },
})

function doorCard(ctx: TurnContext, grant: GrantShown): Reply[number] {
  const button = wayIn(ctx, grant)
  return {
    kind: 'card',
    title: doorName(ctx, grant),
    text: doorState(ctx, grant),
    footer: ctx.t('communities.access.of', { community: grant.community_name }),
    buttons: button ? [button] : [],
  }
}

async function welcome(ctx: TurnContext, grant: GrantShown): Promise<Reply> {
  const membership = grant.membership_id ? await findMembershipShown(grant.membership_id) : null
  return [
    {
      kind: 'card',
      title: ctx.t('communities.access.welcome.title', { community: grant.community_name }),
      text: membership?.welcome
        ? membership.welcome
        : ctx.t('communities.access.welcome.text', { door: doorName(ctx, grant) }),
      buttons: [
        {
          label: ctx.t('communities.access.doors.button'),
          invoke: { command: 'access_doors', options: { membership: grant.membership_id ?? '' } },
        },
      ],
    },
  ]
}
