import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, Reply } from '#app/bot_kit/reply'
import type { SpaceRef } from '#app/bot_kit/spaces/space'
import {
  mayConnect,
  type NotConnectable,
} from '#plugins/communities/connecting/actions/connect_space'
import { addSpaceReply } from '#plugins/communities/connecting/bot/add_space'
import { spaceReply } from '#plugins/communities/connecting/bot/space_reply'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What somebody may do about a space: look at it, or choose what community it becomes part of. */
export async function connectReply(
  ctx: TurnContext,
  services: CommunitiesServices,
  ref: SpaceRef
): Promise<Reply> {
  if (!ctx.person) return []
  const may = await mayConnect(services, ctx.person, ref)
  if (may.outcome !== 'connectable') return notConnectable(ctx, services, ref, may)
  const communities = await communitiesOf(ctx.person.id)
  const options = { platform: ref.platform, space: ref.id }
  const begin: Button[] =
    communities.length < CONNECTING_LIMITS.communitiesPerCreator
      ? [
          {
            label: ctx.t('communities.connecting.new'),
            invoke: { command: 'community_begin', options },
            style: communities.length === 0 ? 'primary' : 'secondary',
          },
        ]
      : []
  return [
    {
      kind: 'choice',
      text: ctx.t(
        `communities.connecting.connect.${communities.length === 0 ? 'first' : 'which'}`,
        {
          title: may.title,
        }
      ),
      buttons: [
        ...communities.map(({ id, name }) => ({
          label: name.slice(0, LIMITS.buttonLabel),
          invoke: { command: 'community_connect', options: { ...options, community: id } },
          replaces: true,
        })),
        ...begin,
      ],
    },
  ]
}

/** Why it cannot be connected, and what to do about that. */
export async function notConnectable(
  ctx: TurnContext,
  services: CommunitiesServices,
  ref: SpaceRef,
  why: NotConnectable
): Promise<Reply> {
  const again: Button = {
    label: ctx.t('communities.connecting.check_again'),
    invoke: { command: 'community_offer', options: { platform: ref.platform, space: ref.id } },
    style: 'primary',
    replaces: true,
  }
  const say = (key: string, buttons: readonly Button[] = []): Reply =>
    buttons.length === 0
      ? [{ kind: 'text', tone: 'error', text: ctx.t(`communities.connecting.connect.${key}`) }]
      : [{ kind: 'choice', text: ctx.t(`communities.connecting.connect.${key}`), buttons }]
  switch (why.outcome) {
    case 'taken':
      return why.own ? spaceReply(ctx, services, why.space.id) : say('taken')
    case 'not_yours':
      return say(`not_yours_${ref.platform}`, [again])
    case 'unavailable':
      return say('unavailable', [again])
    case 'not_there':
      return addSpaceReply(ctx, services, { only: ref.platform, again })
  }
}
