import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { hourInWords } from '#app/support/day_in_words'
import type { ModerationService } from '#plugins/moderation/api'
import { beginAnnouncement } from '#plugins/communities/everyday/announce/actions/begin_announcement'
import { draftAnnouncement } from '#plugins/communities/everyday/announce/actions/draft_announcement'
import { stopAnnouncement } from '#plugins/communities/everyday/announce/actions/stop_announcement'
import type { Announcement } from '#plugins/communities/everyday/announce/announcement'
import { findAnnouncement } from '#plugins/communities/everyday/announce/queries/find_announcement'
import { chooseCommunity } from '#plugins/communities/everyday/choose_community'
import { EVERYDAY_LIMITS } from '#plugins/communities/everyday/limits'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import type { CommunitiesServices } from '#plugins/communities/services'

const creators = [needsAccount, { kind: 'creatorOnly' }] as const
const ALL = 'all'
const id = (key: string) =>
  ({ kind: 'text', maxLength: 40, description: `communities.everyday.option.${key}` }) as const
const required = (key: string) => ({ ...id(key), required: true }) as const

/** `/announce`: who is to hear it, and what. */
export const announceCommand = defineCommand({
  name: 'announce',
  topic: 'creators',
  description: 'communities.everyday.announce.description',
  options: { community: id('community') },
  guards: creators,
  visibility: 'private',
  async run(ctx): Promise<Reply> {
    const chosen = await chooseCommunity(ctx, 'announce', ctx.options.community)
    if (chosen.outcome === 'answered') return chosen.reply
    const { community } = chosen
    const tiers = await listTiers(community.id, { forFans: false })
    return [
      {
        kind: 'form',
        title: ctx.t('communities.everyday.announce.form', { community: community.name }),
        fields: [
          {
            name: 'tier',
            label: ctx.t('communities.everyday.announce.to'),
            kind: 'select',
            required: true,
            maxLength: 40,
            value: ALL,
            choices: [
              { label: ctx.t('communities.everyday.announce.to_all'), value: ALL },
              ...tiers.slice(0, 24).map(({ id: value, name }) => ({ label: name, value })),
            ],
          },
          {
            name: 'text',
            label: ctx.t('communities.everyday.announce.text'),
            hint: ctx.t('communities.everyday.announce.hint'),
            kind: 'paragraph',
            required: true,
            maxLength: EVERYDAY_LIMITS.announcement,
          },
        ],
        submit: {
          label: ctx.t('communities.everyday.announce.look'),
          invoke: { command: 'announce_draft', options: { community: community.id } },
          style: 'primary',
        },
        cancelLabel: ctx.t('communities.everyday.announce.not_now'),
      },
    ]
  },
})

/** The draft as members will read it, and how many they are. */
export const announceDraftCommand = (moderation: Pick<ModerationService, 'check'>) =>
  defineCommand({
    name: 'announce_draft',
    description: 'communities.everyday.announce.description',
    options: {
      community: required('community'),
      tier: required('tier'),
      text: {
        kind: 'text',
        maxLength: EVERYDAY_LIMITS.announcement,
        description: 'communities.everyday.announce.text',
        required: true,
      },
    },
    guards: creators,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const { community, tier, text } = ctx.options
      const drafted = await draftAnnouncement(moderation, ctx, {
        communityId: community,
        tierId: tier === ALL ? null : tier,
        text,
      })
      if (drafted.outcome === 'refused') {
        return [wrong(ctx, `communities.everyday.announce.${drafted.reason}`)]
      }
      const draft = await findAnnouncement(drafted.announcementId)
      if (!draft) return []
      if (draft.total === 0) return [wrong(ctx, 'communities.everyday.announce.nobody')]
      return [
        card(ctx, draft),
        {
          kind: 'choice',
          text: ctx.t('communities.everyday.announce.sure', {
            count: draft.total,
            tier: draft.tierName ?? '',
            all: draft.tierId === null ? 'yes' : 'no',
          }),
          buttons: [
            {
              label: ctx.t('communities.everyday.announce.send', { count: draft.total }),
              invoke: { command: 'announce_send', options: { announcement: draft.id } },
              style: 'primary',
              singleUse: true,
            },
            {
              label: ctx.t('communities.everyday.announce.again'),
              invoke: { command: 'announce', options: { community: draft.communityId } },
            },
          ],
        },
      ]
    },
  })

export const announceSendCommand = (services: Pick<CommunitiesServices, 'outbox'>) =>
  defineCommand({
    name: 'announce_send',
    description: 'communities.everyday.announce.description',
    options: { announcement: required('announcement') },
    guards: creators,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const { announcement } = ctx.options
      const { outcome } = await beginAnnouncement(services, announcement, ctx.person.id)
      switch (outcome) {
        case 'begun':
        case 'begun_before':
          services.outbox.nudge()
          return progress(ctx, announcement)
        case 'nobody':
        case 'too_many':
        case 'not_yours':
        case 'suspended':
          return [
            wrong(ctx, `communities.everyday.announce.${outcome}`, {
              most: EVERYDAY_LIMITS.announcements,
            }),
          ]
      }
    },
  })

/** How far an announcement has come; also what its creator is told at the end. */
export const announcementCommand = defineCommand({
  name: 'announcement',
  description: 'communities.everyday.announce.description',
  options: {
    announcement: required('announcement'),
    stop: { kind: 'boolean', description: 'communities.everyday.announce.stop' },
  },
  guards: creators,
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const { announcement, stop } = ctx.options
    if (stop === true && ctx.person) await stopAnnouncement(announcement, ctx.person.id)
    return progress(ctx, announcement)
  },
})

/** The announcement itself, as a member reads it. */
export const announcedCommand = defineCommand({
  name: 'announced',
  description: 'communities.everyday.announce.description',
  options: { announcement: required('announcement') },
  guards: [needsAccount],
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const announcement = await findAnnouncement(ctx.options.announcement)
    return announcement?.state === 'sending' ? [card(ctx, announcement, 'mute')] : []
  },
})

async function progress(ctx: TurnContext, announcementId: string): Promise<Reply> {
  const found = await findAnnouncement(announcementId)
  if (!found || found.writtenBy !== ctx.person?.id) return []
  const { state, total, said, unreachable, id: announcement } = found
  const text = ctx.t(`communities.everyday.announce.progress.${state}`, {
    community: found.communityName,
    total,
    said,
    unreachable,
    at: found.scheduledAt === null ? '' : hourInWords(found.scheduledAt, ctx.locale),
  })
  const post = {
    label: ctx.t('communities.everyday.announce.post'),
    invoke: { command: 'announce_post', options: { announcement } },
    singleUse: true,
  }
  // What is for one tier is not said where others read.
  const posts = found.tierId === null && state !== 'draft' && state !== 'scheduled' ? [post] : []
  if (state !== 'sending' && state !== 'scheduled') {
    return posts.length > 0 ? [{ kind: 'choice', text, buttons: posts }] : [{ kind: 'text', text }]
  }
  const button = (key: string, stop: boolean) => ({
    label: ctx.t(`communities.everyday.announce.${key}`),
    invoke: { command: 'announcement', options: { announcement, stop } },
    replaces: true,
  })
  return [
    {
      kind: 'choice',
      text,
      buttons: [
        ...(state === 'sending' ? [button('how_far', false)] : []),
        button('stop', true),
        ...posts,
      ],
    },
  ]
}

function card(ctx: TurnContext, announcement: Announcement, button?: 'mute'): Reply[number] {
  const { communityId, communityName, text } = announcement
  return {
    kind: 'card',
    title: ctx.t('communities.everyday.announce.title', { community: communityName }),
    text,
    ...(button && {
      buttons: [
        {
          label: ctx.t('communities.everyday.mute.button'),
          invoke: { command: 'mute_community', options: { community: communityId, muted: true } },
        },
      ],
    }),
  }
}

function wrong(ctx: TurnContext, key: string, data: Record<string, unknown> = {}): Reply[number] {
  return { kind: 'text', tone: 'error', text: ctx.t(key, data) }
}
