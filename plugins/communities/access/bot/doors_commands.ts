import { defineCommand } from '#app/bot_kit/command'
import type { ListItem } from '#app/bot_kit/reply'
import { chooseAccount, followPerson } from '#plugins/communities/access/actions/follow_person'
import { letMeIn } from '#plugins/communities/access/actions/let_me_in'
import { doorName, doorState, wayIn } from '#plugins/communities/access/bot/words'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import {
  doorsOfMember,
  findGrantShown,
  type GrantShown,
  platformsWithoutAccount,
} from '#plugins/communities/access/queries/grants_shown'
import { findMembershipShown } from '#plugins/communities/access/queries/membership_shown'
import type { CommunitiesServices } from '#plugins/communities/services'

const id = { kind: 'text', maxLength: 36, required: true } as const

/** What a membership opens, how each way in stands, and what to press. `/memberships` leads here. */
export const accessDoorsCommand = defineCommand({
  name: 'access_doors',
  description: 'communities.access.doors.button',
  options: { membership: { ...id, description: 'communities.access.doors.button' } },
  guards: [],
  visibility: 'private',
  internal: true,
  async run(ctx) {
    const membership = await findMembershipShown(ctx.options.membership)
    if (!membership || !ctx.person || membership.person_id !== ctx.person.id) {
      return [{ kind: 'text', tone: 'notice', text: ctx.t('communities.access.gone') }]
    }
    const doors = await doorsOfMember(membership.id, ctx.person.id)
    const missing = await platformsWithoutAccount(membership.id)
    const elsewhere = doors.some(
      ({ platform, platform_id }) =>
        platform === ctx.account.platform && platform_id !== ctx.account.platformId
    )
    const items = doors.slice(0, ACCESS_LIMITS.doorsShown).map((grant): ListItem => {
      const button = wayIn(ctx, grant)
      return {
        title: doorName(ctx, grant),
        text: doorState(ctx, grant),
        ...(button && { button }),
      }
    })
    for (const platform of missing) {
      const name = ctx.t(`communities.access.platform.${platform}`)
      items.push({
        title: name,
        text: ctx.t('communities.access.account.text', {
          platform: name,
          community: membership.community_name,
        }),
        button: { label: ctx.t('communities.access.account.link'), invoke: { command: 'link' } },
      })
    }
    return [
      {
        kind: 'list',
        title: ctx.t('communities.access.doors.title', { community: membership.community_name }),
        items,
        empty: ctx.t('communities.access.doors.none'),
        ...(elsewhere && {
          footer: ctx.t('communities.access.doors.elsewhere'),
          buttons: [
            { label: ctx.t('communities.access.doors.here'), invoke: { command: 'access_here' } },
          ],
        }),
      },
    ]
  },
})

/** A link that is good again, or another try. */
export const accessLinkCommand = (services: CommunitiesServices) =>
  defineCommand({
    name: 'access_link',
    description: 'communities.access.let_me_in',
    options: { grant: { ...id, description: 'communities.access.let_me_in' } },
    guards: [{ kind: 'cooldown', seconds: ACCESS_LIMITS.letMeInEvery }],
    visibility: 'private',
    internal: true,
    async run(ctx) {
      const before = await findGrantShown(ctx.options.grant)
      if (!before || !ctx.person || before.person_id !== ctx.person.id || before.wanted === 'out') {
        return [{ kind: 'text', tone: 'notice', text: ctx.t('communities.access.gone') }]
      }
      await letMeIn(services, before.id)
      const grant: GrantShown = (await findGrantShown(before.id)) ?? before
      const button = wayIn(ctx, grant)
      return [
        {
          kind: 'card',
          title: doorName(ctx, grant),
          text: doorState(ctx, grant),
          buttons: button ? [button] : [],
        },
      ]
    },
  })

/** The account that is spoken with is let in from now on, instead of the person's other one on the platform. */
export const accessHereCommand = (services: CommunitiesServices) =>
  defineCommand({
    name: 'access_here',
    description: 'communities.access.doors.here',
    options: {},
    guards: [{ kind: 'cooldown', seconds: ACCESS_LIMITS.letMeInEvery }],
    visibility: 'private',
    internal: true,
    async run(ctx) {
      if (!ctx.person)
        return [{ kind: 'text', tone: 'notice', text: ctx.t('communities.access.gone') }]
      await chooseAccount(ctx.person.id, ctx.account.id)
      await followPerson(services, ctx.person.id, 'account')
      return [{ kind: 'text', text: ctx.t('communities.access.doors.moved') }]
    },
  })
