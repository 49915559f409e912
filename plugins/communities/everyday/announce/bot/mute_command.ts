import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { muteCommunity } from '#plugins/communities/everyday/announce/actions/mute_community'

/** A member does not want a community's announcements, or wants them again. */
export const muteCommunityCommand = defineCommand({
  name: 'mute_community',
  description: 'communities.everyday.mute.description',
  options: {
    community: {
      kind: 'text',
      maxLength: 40,
      description: 'communities.everyday.option.community',
      required: true,
    },
    muted: {
      kind: 'boolean',
      description: 'communities.everyday.mute.description',
      required: true,
    },
  },
  guards: [needsAccount],
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const { community, muted } = ctx.options
    if (!ctx.person) return []
    await muteCommunity(community, ctx.person.id, muted)
    const key = muted ? 'muted' : 'heard_again'
    return [
      {
        kind: 'choice',
        text: ctx.t(`communities.everyday.mute.${key}`),
        buttons: [
          {
            label: ctx.t(`communities.everyday.mute.${muted ? 'undo' : 'button'}`),
            invoke: { command: 'mute_community', options: { community, muted: !muted } },
            replaces: true,
          },
        ],
      },
    ]
  },
})
