import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { postAnnouncement } from '#plugins/communities/everyday/announce/actions/post_announcement'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Says what was announced in the servers and chats, too. */
export const announcePostCommand = (services: Pick<CommunitiesServices, 'outbox'>) =>
  defineCommand({
    name: 'announce_post',
    description: 'communities.everyday.announce.description',
    options: {
      announcement: {
        kind: 'text',
        maxLength: 40,
        description: 'communities.everyday.option.announcement',
        required: true,
      },
    },
    guards: [needsAccount, { kind: 'creatorOnly' }],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const { announcement } = ctx.options
      const posting = await postAnnouncement(services, announcement, ctx.person.id)
      switch (posting.outcome) {
        case 'posting':
          services.outbox.nudge()
          return [
            {
              kind: 'text',
              text: ctx.t('communities.everyday.announce.posting', { count: posting.spaces }),
            },
          ]
        case 'nowhere':
        case 'not_yours':
        case 'suspended':
          return [
            {
              kind: 'text',
              tone: 'error',
              text: ctx.t(`communities.everyday.announce.${posting.outcome}`),
            },
          ]
      }
    },
  })
