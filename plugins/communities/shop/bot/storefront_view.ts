import type { TurnContext } from '#app/bot_kit/command'
import type { Button, Reply, ReplyNode } from '#app/bot_kit/reply'
import { codeRefusalWords, codeWords } from '#plugins/communities/codes/code_words'
import { findCode, type CodeRefusal } from '#plugins/communities/codes/find_code'
import type { CodeRow } from '#plugins/communities/rows'
import { SHOP_LIMITS } from '#plugins/communities/shop/limits'
import type { Storefront, TierOffer } from '#plugins/communities/shop/storefront'
import { label, notice } from '#plugins/communities/tiers/bot/kit'
import { pictureAddress } from '#plugins/communities/tiers/pictures'
import { doorWords, includedWords, priceWords } from '#plugins/communities/tiers/tier_words'

/** A code that somebody typed, and which of the tiers on show it is for. */
interface TypedCode {
  typed: string
  byTier: ReadonlyMap<string, CodeRow>
  /** Why it is for none of them. */
  refusal: CodeRefusal | null
}

/** What a community sells, a card for each tier. */
export async function storefrontView(
  ctx: TurnContext,
  front: Storefront,
  asked: {
    code?: string
    page?: number
    /** What led here: the code of a tier's link leads to it again. By default the community. */
    named?: string
  } = {}
): Promise<Reply> {
  const { community, offers, state } = front
  const say = (key: string, data?: Record<string, unknown>) =>
    ctx.t(`communities.tiers.shop.${key}`, data)
  const name = { community: community.name }
  const named = asked.named ?? community.slug
  if (state !== 'open') return [toOthers(ctx, say(state, name), front)]
  if (offers.length === 0) return [toOthers(ctx, say('nothing', name), front)]

  const code = asked.code === undefined ? null : await codeFor(ctx, front, asked.code)
  const pages = Math.ceil(offers.length / SHOP_LIMITS.cards)
  const page = Math.min(asked.page ?? 1, pages)
  const shown = offers.slice((page - 1) * SHOP_LIMITS.cards, page * SHOP_LIMITS.cards)
  const more: Button[] =
    page < pages
      ? [
          {
            label: label(say('more')),
            invoke: {
              command: code ? 'join_code' : 'join',
              options: {
                community: named,
                page: page + 1,
                ...(code && { code: code.typed }),
              },
            },
          },
        ]
      : []
  return [
    {
      kind: 'text',
      text: [`**${community.name}**`, community.description].filter(Boolean).join('\n'),
    },
    ...(code?.refusal ? [notice(codeRefusalWords(ctx, code.refusal))] : []),
    ...shown.map((offer) => cardOf(ctx, front, offer, code)),
    {
      kind: 'choice',
      text: say(front.isMember ? 'member' : 'footer'),
      buttons: [
        ...more,
        ...(front.isMember ? [membershipsButton(ctx)] : []),
        {
          label: label(say('have_code')),
          invoke: { command: 'join_with_code', options: { community: named } },
        },
      ],
    },
  ]
}

function cardOf(
  ctx: TurnContext,
  front: Storefront,
  { tier, doors, persona, seatsLeft, isShut, isMine }: TierOffer,
  typed: TypedCode | null
): ReplyNode {
  const say = (key: string, data?: Record<string, unknown>) =>
    ctx.t(`communities.tiers.shop.${key}`, data)
  const code = typed?.byTier.get(tier.id) ?? null
  const field = (key: string, value: string) => ({ name: say(key), value })
  const isClosed = !isMine && (isShut || seatsLeft === 0)
  return {
    kind: 'card',
    title: isMine ? say('mine', { name: tier.name }) : tier.name,
    text: [tier.description, tier.perks.map((perk) => `• ${perk}`).join('\n')]
      .filter(Boolean)
      .join('\n\n'),
    ...(tier.picture_id !== null && { imageUrl: pictureAddress(tier.picture_id) }),
    fields: [
      field('price', priceWords(ctx, tier, code)),
      ...(code
        ? [field('code', say('code_off', { code: code.code, what: codeWords(ctx, code) }))]
        : []),
      ...(tier.trial_days > 0
        ? [field('trial', say('trial_days', { days: tier.trial_days }))]
        : []),
      ...(doors.length > 0
        ? [field('opens', doors.map((door) => doorWords(ctx, door)).join('\n'))]
        : []),
      ...(isShut ? [field('state_field', say('shut'))] : []),
      ...(persona ? [field('persona', includedWords(ctx, persona.name, tier))] : []),
      ...(seatsLeft === null || isMine
        ? []
        : [field('seats', say('seats_left', { seats: seatsLeft }))]),
    ],
    buttons: isMine
      ? [membershipsButton(ctx)]
      : isClosed
        ? []
        : [
            {
              label: label(say(front.isMember ? 'change' : 'join', { name: tier.name })),
              invoke: {
                command: 'join_tier',
                options: { tier: tier.id, ...(code && { code: code.code }) },
              },
              style: 'primary',
            },
          ],
  }
}

const membershipsButton = (ctx: TurnContext): Button => ({
  label: label(ctx.t('communities.tiers.shop.memberships')),
  invoke: { command: 'memberships' },
})

/** Nothing is sold here: other communities are a press away. */
function toOthers(ctx: TurnContext, text: string, front: Storefront): ReplyNode {
  return {
    kind: 'choice',
    text,
    buttons: [
      ...(front.isMember ? [membershipsButton(ctx)] : []),
      {
        label: label(ctx.t('communities.tiers.shop.others')),
        invoke: { command: 'join', options: { page: 1 } },
      },
    ],
  }
}

async function codeFor(
  ctx: TurnContext,
  { community, offers }: Storefront,
  typed: string
): Promise<TypedCode> {
  const byTier = new Map<string, CodeRow>()
  let refusal: CodeRefusal | null = 'unknown'
  for (const { tier } of offers) {
    const found = await findCode({
      communityId: community.id,
      code: typed,
      tierId: tier.id,
      // A guest has bought nothing yet, under whatever id.
      personId: ctx.person?.id ?? ctx.account.id,
    })
    if (found.outcome === 'found') byTier.set(tier.id, found.code)
    // Another tier's reason says more than that it is not for this one.
    else if (refusal !== 'expired' && refusal !== 'used_up' && refusal !== 'had_it')
      refusal = found.reason
  }
  if (byTier.size > 0) refusal = null
  return { typed, byTier, refusal }
}
