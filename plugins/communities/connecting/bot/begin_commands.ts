import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { FormNode, Reply } from '#app/bot_kit/reply'
import i18nManager from '@adonisjs/i18n/services/main'
import { beginCommunity } from '#plugins/communities/connecting/actions/begin_community'
import { changeCommunityText } from '#plugins/communities/connecting/actions/change_community'
import { communityCard } from '#plugins/communities/connecting/bot/community_card'
import { connectTo, refOf } from '#plugins/communities/connecting/bot/connect_commands'
import { addSpaceReply } from '#plugins/communities/connecting/bot/add_space'
import {
  CREATOR,
  DESCRIPTION,
  idNeeded,
  idOption,
  withCommunity,
} from '#plugins/communities/connecting/bot/own'
import {
  type CommunityText,
  readCommunityText,
} from '#plugins/communities/connecting/community_text'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { refusalOf } from '#plugins/communities/moderated'
import type { CommunitiesServices } from '#plugins/communities/services'

const typed = (maxLength: number) =>
  ({ kind: 'text', maxLength, description: DESCRIPTION }) as const
const TEXT = {
  name: typed(CONNECTING_LIMITS.name),
  description: typed(CONNECTING_LIMITS.description),
  locale: typed(16),
}
/** The space that the community begins with; none when it is begun in private. */
const WHERE = { platform: idOption, space: idOption }

const common = {
  description: DESCRIPTION,
  guards: CREATOR,
  visibility: 'private',
  internal: true,
} as const

/** The form of a new community. */
export const communityBeginCommand = defineCommand({
  ...common,
  name: 'community_begin',
  options: WHERE,
  run: (ctx): Promise<Reply> =>
    Promise.resolve([form(ctx, 'new', { locale: ctx.locale }, whereOf(ctx.options))]),
})

/** What the form is sent to: the community is there, and the space is connected to it. */
export const communityNewCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_new',
    options: { ...WHERE, ...TEXT },
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const read = readCommunityText(ctx.options)
      if (read.outcome === 'wrong') {
        return [wrong(ctx, read.field), form(ctx, 'new', ctx.options, whereOf(ctx.options))]
      }
      const refusal = await refusalOf(services.moderation, ctx, { words: wordsOf(read.text) })
      if (refusal) {
        return [trouble(refusal), form(ctx, 'new', ctx.options, whereOf(ctx.options))]
      }
      const begun = await beginCommunity({
        key: ctx.turnKey,
        creatorId: ctx.person.id,
        text: read.text,
      })
      if (begun.outcome === 'too_many') {
        const text = ctx.t('communities.connecting.too_many', { limit: begun.limit })
        return [{ kind: 'text', tone: 'error', text }]
      }
      const { community } = begun
      const ref = refOf(ctx.options)
      if (ref) return connectTo(ctx, services, { community, ref })
      const text = ctx.t('communities.connecting.begun', { name: community.name })
      return [{ kind: 'text', tone: 'notice', text }, ...(await addSpaceReply(ctx, services))]
    },
  })

/** The form of a community that there is. */
export const communityEditCommand = defineCommand({
  ...common,
  name: 'community_edit',
  options: { community: idNeeded },
  run: (ctx): Promise<Reply> =>
    withCommunity(ctx, ctx.options.community, (community) =>
      Promise.resolve([form(ctx, 'change', community, { community: community.id })])
    ),
})

export const communityChangeCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...common,
    name: 'community_change',
    options: { community: idNeeded, ...TEXT },
    run: (ctx): Promise<Reply> =>
      withCommunity(ctx, ctx.options.community, async (community) => {
        const read = readCommunityText(ctx.options)
        if (read.outcome === 'wrong') {
          return [
            wrong(ctx, read.field),
            form(ctx, 'change', ctx.options, { community: community.id }),
          ]
        }
        const refusal = await refusalOf(services.moderation, ctx, { words: wordsOf(read.text) })
        if (refusal) {
          return [trouble(refusal), form(ctx, 'change', ctx.options, { community: community.id })]
        }
        await changeCommunityText(community.id, community.creator_id, read.text)
        return [
          { kind: 'text', tone: 'notice', text: ctx.t('communities.connecting.changed') },
          await communityCard(ctx, { ...community, ...read.text }),
        ]
      }),
  })

const wordsOf = ({ name, description }: CommunityText): readonly string[] => [name, description]

const trouble = (text: string): Reply[number] => ({ kind: 'text', tone: 'error', text })

type Typed = Partial<Record<keyof CommunityText, string>>

const whereOf = ({
  platform,
  space,
}: {
  platform?: string
  space?: string
}): Readonly<Record<string, string>> =>
  platform !== undefined && space !== undefined ? { platform, space } : {}

const wrong = (ctx: TurnContext, field: keyof CommunityText): Reply[number] => ({
  kind: 'text',
  tone: 'error',
  text: ctx.t(`communities.connecting.wrong.${field}`, {
    limit: field === 'name' ? CONNECTING_LIMITS.name : CONNECTING_LIMITS.description,
  }),
})

function form(
  ctx: TurnContext,
  what: 'new' | 'change',
  values: Typed,
  options: Readonly<Record<string, string>>
): FormNode {
  const t = (key: string) => ctx.t(`communities.connecting.form.${key}`)
  return {
    kind: 'form',
    title: ctx.t(`communities.connecting.form.title_${what}`),
    fields: [
      {
        name: 'name',
        label: t('name'),
        hint: t('name_hint'),
        kind: 'line',
        required: true,
        maxLength: CONNECTING_LIMITS.name,
        value: values.name ?? '',
      },
      {
        name: 'description',
        label: t('description'),
        hint: t('description_hint'),
        kind: 'paragraph',
        required: false,
        maxLength: CONNECTING_LIMITS.description,
        value: values.description ?? '',
      },
      {
        name: 'locale',
        label: t('locale'),
        kind: 'select',
        required: true,
        maxLength: TEXT.locale.maxLength,
        value: values.locale ?? ctx.locale,
        choices: i18nManager
          .supportedLocales()
          .map((value) => ({ value, label: ctx.t(`communities.connecting.language.${value}`) })),
      },
    ],
    submit: {
      label: ctx.t(`communities.connecting.form.submit_${what}`),
      invoke: { command: `community_${what}`, options },
      style: 'primary',
      singleUse: true,
    },
    cancelLabel: t('cancel'),
  }
}
