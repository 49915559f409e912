import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Button, type ListItem, type Reply } from '#app/bot_kit/reply'
import { chooseCommunity } from '#plugins/communities/everyday/choose_community'
import { EVERYDAY_LIMITS } from '#plugins/communities/everyday/limits'
import { MEMBER_FILTERS, type Member } from '#plugins/communities/everyday/members/member'
import { memberLine } from '#plugins/communities/everyday/members/member_line'
import { membersCsv } from '#plugins/communities/everyday/members/members_csv'
import { countMembers, membersOf } from '#plugins/communities/everyday/members/queries/members_of'
import type { CommunityRow } from '#plugins/communities/rows'

const text = (key: string, maxLength = 40) =>
  ({ kind: 'text', maxLength, description: `communities.everyday.option.${key}` }) as const

/** `/members`: who is in, who is in trouble, who was; found by name, and all of them as a file. */
export const membersCommand = defineCommand({
  name: 'members',
  topic: 'creators',
  description: 'communities.everyday.members.description',
  options: {
    search: text('search', EVERYDAY_LIMITS.search),
    community: text('community'),
    which: {
      kind: 'choice',
      description: 'communities.everyday.option.which',
      choices: MEMBER_FILTERS.map((value) => ({
        value,
        name: `communities.everyday.members.filter.${value}`,
      })),
    },
    page: {
      kind: 'integer',
      min: 1,
      max: 100_000,
      description: 'communities.everyday.option.page',
    },
  },
  positional: 'search',
  guards: [needsAccount, { kind: 'creatorOnly' }],
  visibility: 'private',
  async run(ctx): Promise<Reply> {
    const chosen = await chooseCommunity(ctx, 'members', ctx.options.community)
    if (chosen.outcome === 'answered') return chosen.reply
    const { community } = chosen
    const search = (ctx.options.search ?? '').trim()
    const filter = MEMBER_FILTERS.find((one) => one === ctx.options.which) ?? 'in'
    const asked = { communityId: community.id, filter, search }
    const count = await countMembers(asked)
    const pages = Math.max(1, Math.ceil(count / EVERYDAY_LIMITS.members))
    const page = Math.min(ctx.options.page ?? 1, pages)
    const members = await membersOf({
      ...asked,
      limit: EVERYDAY_LIMITS.members,
      offset: (page - 1) * EVERYDAY_LIMITS.members,
    })
    const options = { community: community.id, which: filter, ...(search !== '' && { search }) }
    return [
      {
        kind: 'list',
        title: ctx.t('communities.everyday.members.title', {
          community: community.name,
          filter,
          count,
        }),
        items: members.map((member) => item(ctx, community, member)),
        empty: ctx.t(`communities.everyday.members.${search === '' ? 'empty' : 'not_found'}`, {
          search,
        }),
        paging: paging(
          { page, pages },
          {
            previous: ctx.t('communities.everyday.members.previous'),
            next: ctx.t('communities.everyday.members.next'),
          },
          { command: 'members', options }
        ),
        buttons: [
          ...MEMBER_FILTERS.filter((one) => one !== filter && one !== 'all').map(
            (which): Button => ({
              label: ctx.t(`communities.everyday.members.filter.${which}`),
              invoke: { command: 'members', options: { community: community.id, which } },
              replaces: true,
            })
          ),
          more(ctx, 'members_file', 'file', community),
          more(ctx, 'community_figures', 'figures', community),
        ],
      },
    ]
  },
})

const more = (ctx: TurnContext, command: string, key: string, { id }: CommunityRow): Button => ({
  label: ctx.t(`communities.everyday.members.${key}`),
  invoke: { command, options: { community: id } },
})

function item(ctx: TurnContext, community: CommunityRow, member: Member): ListItem {
  return {
    title: member.name === '' ? ctx.t('communities.everyday.members.forgotten') : member.name,
    text: memberLine(ctx, member),
    button: {
      label: ctx
        .t('communities.everyday.members.open', { name: member.name })
        .slice(0, LIMITS.buttonLabel),
      invoke: {
        command: 'member',
        options: { community: community.id, membership: member.membershipId },
      },
    },
  }
}

/** Everybody as a file. */
export const membersFileCommand = defineCommand({
  name: 'members_file',
  description: 'communities.everyday.members.description',
  options: { community: { ...text('community'), required: true } },
  guards: [needsAccount, { kind: 'creatorOnly' }, { kind: 'cooldown', seconds: 10 }],
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const chosen = await chooseCommunity(ctx, 'members', ctx.options.community)
    if (chosen.outcome === 'answered') return chosen.reply
    const { community } = chosen
    return [
      {
        kind: 'file',
        name: `${community.slug}-members.csv`,
        mediaType: 'text/csv',
        content: await membersCsv(community.id),
        caption: ctx.t('communities.everyday.members.file_caption', { community: community.name }),
      },
    ]
  },
})
