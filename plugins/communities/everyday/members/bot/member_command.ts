import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { Button, Reply } from '#app/bot_kit/reply'
import { dayInWords } from '#app/support/day_in_words'
import { memberLine } from '#plugins/communities/everyday/members/member_line'
import type { Member } from '#plugins/communities/everyday/members/member'
import { memberDoors } from '#plugins/communities/everyday/members/queries/member_doors'
import { membersOf } from '#plugins/communities/everyday/members/queries/members_of'
import { ownCommunity } from '#plugins/communities/everyday/own_community'
import { banMember } from '#plugins/communities/lifecycle/actions/ban_member'
import { unbanMember } from '#plugins/communities/lifecycle/actions/unban_member'
import type { CommunityRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

const id = (key: string) =>
  ({
    kind: 'text',
    maxLength: 40,
    description: `communities.everyday.option.${key}`,
    required: true,
  }) as const

const options = { community: id('community'), membership: id('membership') } as const
const guards = [needsAccount, { kind: 'creatorOnly' }] as const

/** One member: what they bought, what is open to them, and the way to send them out. */
export const memberCommand = defineCommand({
  name: 'member',
  description: 'communities.everyday.members.description',
  options,
  guards,
  visibility: 'private',
  internal: true,
  run: (ctx) => show(ctx, ctx.options),
})

interface Which {
  community: string
  membership: string
}

async function show(ctx: TurnContext, which: Which): Promise<Reply> {
  const found = await find(ctx, which)
  if (!found) return notFound(ctx)
  const { community, member } = found
  const doors = await memberDoors(community.id, member.personId)
  return [
    {
      kind: 'card',
      title: member.name === '' ? ctx.t('communities.everyday.members.forgotten') : member.name,
      text: memberLine(ctx, member),
      fields: [
        {
          name: ctx.t('communities.everyday.member.since'),
          value: dayInWords(member.since, ctx.locale),
        },
        {
          name: ctx.t('communities.everyday.member.paid'),
          value: ctx.t('communities.everyday.member.paid_value', {
            coins: ctx.coins(member.coins),
            payments: member.payments,
          }),
        },
        ...doors.map((door) => ({
          name: door.role === null ? door.space : `${door.space}: ${door.role}`,
          value: ctx.t(`communities.everyday.member.door.${door.actual}`, {
            wanted: door.wanted,
            problem: door.problem ?? 'none',
          }),
        })),
      ],
      buttons: [banButton(ctx, which, member)],
    },
  ]
}

const banButton = (ctx: TurnContext, which: Which, { banned }: Member): Button => ({
  label: ctx.t(`communities.everyday.member.${banned ? 'unban' : 'ban'}`),
  invoke: { command: banned ? 'member_unban' : 'member_ban_ask', options: { ...which } },
  ...(!banned && { style: 'danger' }),
})

/** Sending somebody out is asked for twice: it ends what they paid for. */
export const memberBanAskCommand = defineCommand({
  name: 'member_ban_ask',
  description: 'communities.everyday.member.ban',
  options,
  guards,
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const found = await find(ctx, ctx.options)
    if (!found) return notFound(ctx)
    const { community, membership } = ctx.options
    return [
      {
        kind: 'form',
        title: ctx.t('communities.everyday.member.ban_form', { name: found.member.name }),
        fields: [
          {
            name: 'reason',
            label: ctx.t('communities.everyday.member.reason'),
            hint: ctx.t(
              found.member.means === 'telegram'
                ? 'communities.paid_there.ban_hint'
                : 'communities.everyday.member.reason_hint'
            ),
            kind: 'line',
            required: false,
            maxLength: 200,
          },
        ],
        submit: {
          label: ctx.t('communities.everyday.member.ban_now'),
          invoke: { command: 'member_ban', options: { community, membership } },
          style: 'danger',
        },
        cancelLabel: ctx.t('communities.everyday.member.keep'),
      },
    ]
  },
})

export const memberBanCommand = (services: CommunitiesServices) =>
  defineCommand({
    name: 'member_ban',
    description: 'communities.everyday.member.ban',
    options: {
      ...options,
      reason: {
        kind: 'text',
        maxLength: 200,
        description: 'communities.everyday.member.reason',
      },
    },
    guards,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const found = await find(ctx, ctx.options)
      if (!found || !ctx.person) return notFound(ctx)
      await banMember(services, {
        communityId: found.community.id,
        personId: found.member.personId,
        by: ctx.person.id,
        reason: ctx.options.reason ?? '',
      })
      return show(ctx, ctx.options)
    },
  })

export const memberUnbanCommand = defineCommand({
  name: 'member_unban',
  description: 'communities.everyday.member.unban',
  options,
  guards,
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const found = await find(ctx, ctx.options)
    if (!found || !ctx.person) return notFound(ctx)
    await unbanMember({
      communityId: found.community.id,
      personId: found.member.personId,
      by: ctx.person.id,
    })
    return show(ctx, ctx.options)
  },
})

async function find(
  ctx: TurnContext,
  { community: communityId, membership }: Which
): Promise<{ community: CommunityRow; member: Member } | null> {
  const community = await ownCommunity(ctx.person, communityId)
  if (!community) return null
  const [member] = await membersOf({
    communityId: community.id,
    filter: 'all',
    search: '',
    membershipId: membership,
    limit: 1,
    offset: 0,
  })
  return member ? { community, member } : null
}

const notFound = (ctx: TurnContext): Reply => [
  {
    kind: 'text',
    tone: 'error',
    code: 'not_found',
    text: ctx.t('communities.everyday.member.not_found'),
  },
]
