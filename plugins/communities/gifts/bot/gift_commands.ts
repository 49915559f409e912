import {
  defineCommand,
  needsAccount,
  type AnyBotCommand,
  type TurnContext,
} from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { Person } from '#app/identity/types'
import { membershipsButton, text, trouble } from '#plugins/communities/buying/bot/kit'
import { dayInWords } from '#app/support/day_in_words'
import {
  openGift,
  redeemGift,
  type RedeemOutcome,
} from '#plugins/communities/gifts/actions/redeem_gift'
import { openedReply } from '#plugins/communities/gifts/bot/gift_view'
import { shelfReply, tiersReply } from '#plugins/communities/gifts/bot/shelf_view'
import { codeInWord, readGiftCode } from '#plugins/communities/gifts/gift_code'
import { GIFT_LIMITS } from '#plugins/communities/gifts/limits'
import { findCommunity, findCommunityBySlug } from '#plugins/communities/queries/find_community'
import type { CommunitiesServices } from '#plugins/communities/services'

const INTERNAL = {
  description: 'communities.gifts.description',
  guards: [needsAccount],
  visibility: 'private',
  internal: true,
} as const

/** `/gift`: buys one, or takes one. */
const giftCommand = defineCommand({
  name: 'gift',
  topic: 'people',
  description: 'communities.gifts.description',
  options: {
    code: { kind: 'text', description: 'communities.gifts.option', maxLength: GIFT_LIMITS.typed },
  },
  positional: 'code',
  guards: [needsAccount],
  visibility: 'private',
  async run({ options, ...ctx }): Promise<Reply> {
    const { person } = ctx
    if (!person) return []
    const typed = options.code?.trim() ?? ''
    if (typed === '') return shelfReply(ctx, person)
    // A community's name in its link is no code; anything that looks like a code is one, right or wrong.
    const community = readGiftCode(typed) === null ? await findCommunityBySlug(typed) : null
    return community ? tiersReply(ctx, community) : openedFor(ctx, person, typed)
  },
})

/** A gift's link, or its code: what it is. */
const giftOpenCommand = defineCommand({
  ...INTERNAL,
  name: 'gift_open',
  options: { code: { ...text(GIFT_LIMITS.typed), required: true } },
  run: async ({ options, ...ctx }): Promise<Reply> =>
    ctx.person ? openedFor(ctx, ctx.person, options.code) : [],
})

const giftTakeCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'gift_take',
    options: { code: { ...text(GIFT_LIMITS.typed), required: true } },
    async run({ options, ...ctx }): Promise<Reply> {
      const { person, account } = ctx
      if (!person) return []
      const outcome = await redeemGift(services, {
        code: options.code,
        personId: person.id,
        accountId: account.id,
      })
      services.outbox.nudge()
      return outcome.outcome === 'refused' ? refusedReply(ctx, outcome) : takenReply(ctx, outcome)
    },
  })

/** The tiers of a community, to be given. */
const giftCommunityCommand = defineCommand({
  ...INTERNAL,
  name: 'gift_community',
  options: { community: { ...text(36), required: true } },
  async run({ options, ...ctx }): Promise<Reply> {
    const community = await findCommunity(options.community)
    return community
      ? tiersReply(ctx, community)
      : trouble(ctx, ctx.t('communities.gifts.no_community'))
  },
})

export const giftCommands = (services: CommunitiesServices): readonly AnyBotCommand[] => [
  giftCommand,
  giftOpenCommand,
  giftTakeCommand(services),
  giftCommunityCommand,
]

/** Answers a gift's link; null for any other word. A guest is asked to join first, and finds the gift behind that. */
export async function openGiftLink(ctx: TurnContext, word: string): Promise<Reply | null> {
  const code = codeInWord(word)
  if (code === null) return null
  if (ctx.person) return openedFor(ctx, ctx.person, code)
  return [
    {
      kind: 'choice',
      text: ctx.t('communities.gifts.opened.title'),
      buttons: [
        {
          label: ctx.t('communities.gifts.look'),
          invoke: { command: 'gift_open', options: { code } },
          style: 'primary',
        },
      ],
    },
  ]
}

async function openedFor(ctx: TurnContext, person: Person, code: string): Promise<Reply> {
  const opened = await openGift({ code, personId: person.id })
  if (opened.outcome === 'refused') return refusedReply(ctx, opened)
  const { gift } = opened.gift
  if (gift.redeemed_at !== null && gift.redeemed_by !== person.id) {
    return refusedReply(ctx, { outcome: 'refused', reason: 'taken', gift: opened.gift })
  }
  if (gift.given_back_at !== null) {
    return refusedReply(ctx, { outcome: 'refused', reason: 'over', gift: opened.gift })
  }
  return openedReply(ctx, opened.gift)
}

function takenReply(
  ctx: TurnContext,
  { membership, gift }: Extract<RedeemOutcome, { outcome: 'redeemed' }>
): Reply {
  const { paid_until: until } = membership
  return [
    {
      kind: 'card',
      title: ctx.t('communities.gifts.taken.title', {
        tier: gift.tier.name,
        community: gift.community.name,
      }),
      text:
        until === null
          ? ctx.t('communities.gifts.taken.for_good')
          : ctx.t('communities.gifts.taken.until', { date: dayInWords(until, ctx.locale) }),
      buttons: [membershipsButton(ctx)],
    },
  ]
}

function refusedReply(
  ctx: TurnContext,
  { reason, gift, retryInSeconds = 0 }: Extract<RedeemOutcome, { outcome: 'refused' }>
): Reply {
  const said = ctx.t(`communities.gifts.refused.${reason}`, {
    community: gift?.community.name ?? '',
    date: gift ? dayInWords(gift.gift.expires_at, ctx.locale) : '',
    minutes: Math.ceil(retryInSeconds / 60),
  })
  return trouble(ctx, said, reason === 'member' ? [membershipsButton(ctx)] : [])
}
