import type { TurnContext } from '#app/bot_kit/command'
import type { Button, CardNode, Reply } from '#app/bot_kit/reply'
import type { Person } from '#app/identity/types'
import {
  membershipsButton,
  payInvocation,
  choiceOptions,
  trouble,
  type Choice,
} from '#plugins/communities/buying/bot/kit'
import { offerWords, payLabel, seenOf, wayWords } from '#plugins/communities/buying/bot/terms_words'
import { quoteOf, type Quote } from '#plugins/communities/buying/quote'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What a tier costs, by each way to pay, with a button for each; or why it cannot be bought. */
export async function quoteReply(
  ctx: TurnContext,
  services: CommunitiesServices,
  person: Person,
  choice: Choice
): Promise<Reply> {
  const gift = choice.gift === true
  const code = choice.code === undefined || choice.code.trim() === '' ? null : choice.code
  const quote = await quoteOf(services, {
    tierId: choice.tier,
    personId: person.id,
    frontend: ctx.frontend,
    code,
    gift,
  })
  if (!quote) return trouble(ctx, ctx.t('communities.buying.refused.gone'))
  const { obstacle, codeRefusal, tier, community } = quote
  if (obstacle) {
    const names = { tier: tier.name, community: community.name }
    const isIn = obstacle === 'member' || obstacle === 'other_tier'
    return trouble(
      ctx,
      ctx.t(`communities.buying.refused.${obstacle}`, names),
      isIn ? [membershipsButton(ctx)] : []
    )
  }
  if (quote.offers.length === 0 && !quote.paidLink)
    return trouble(ctx, ctx.t('communities.buying.nothing_here'))
  const { available } = await services.ledger.balance(person.id)
  const valid: Choice = { ...choice, code: quote.code?.code }
  const card = cardOf(ctx, quote, { choice: valid, available })
  return codeRefusal
    ? [{ kind: 'text', tone: 'error', text: ctx.t(`communities.buying.code.${codeRefusal}`) }, card]
    : [card]
}

function cardOf(
  ctx: TurnContext,
  { tier, community, code, offers, paidLink }: Quote,
  { choice, available }: { choice: Choice; available: bigint }
): CardNode {
  const gift = choice.gift === true
  const names = { tier: tier.name, community: community.name }
  const inCoins = offers.some(({ wish }) => wish.means === 'coins')
  const fields = offers.map((offer) => ({
    name: wayWords(ctx, offer),
    value: offerWords(ctx, tier, offer, gift),
  }))
  return {
    kind: 'card',
    title: ctx.t(gift ? 'communities.buying.title_gift' : 'communities.buying.title', names),
    text: ctx.t(gift ? 'communities.buying.text_gift' : 'communities.buying.text', names),
    fields: [
      ...fields,
      ...(paidLink
        ? [
            {
              name: ctx.t('communities.paid_there.way'),
              value: ctx.t('communities.paid_there.terms', { stars: paidLink.stars }),
            },
          ]
        : []),
      ...(code
        ? [
            {
              name: ctx.t('communities.buying.code.field'),
              value: ctx.t('communities.buying.code.taken', { code: code.code }),
            },
          ]
        : []),
    ],
    footer: inCoins
      ? ctx.t('communities.buying.wallet', { coins: ctx.coins(available) })
      : undefined,
    buttons: [
      ...offers.map((offer, index): Button => ({
        label: payLabel(ctx, offer, gift),
        invoke: payInvocation(choice, offer.wish, seenOf(offer.terms)),
        style: index === 0 ? 'primary' : 'secondary',
        singleUse: true,
      })),
      ...(paidLink
        ? [
            {
              label: ctx.t('communities.paid_there.do.subscribe', { stars: paidLink.stars }),
              url: paidLink.link,
            },
          ]
        : []),
      {
        label: ctx.t(code ? 'communities.buying.do.other_code' : 'communities.buying.do.code'),
        invoke: {
          command: 'join_type_code',
          options: choiceOptions({ ...choice, code: undefined }),
        },
      },
    ],
  }
}
