import app from '@adonisjs/core/services/app'
import type { TurnContext } from '#app/bot_kit/command'
import type { ButtonLike, Reply } from '#app/bot_kit/reply'
import { dayInWords } from '#app/support/day_in_words'
import { giftWord, saidCode } from '#plugins/communities/gifts/gift_code'
import type { WholeGift } from '#plugins/communities/gifts/queries/find_gift'
import type { GiftRow } from '#plugins/communities/rows'

/** A gift that was bought: the code and the link to hand on. */
export async function giftReply(
  ctx: TurnContext,
  { gift, title }: { gift: Pick<GiftRow, 'code' | 'expires_at'>; title: string }
): Promise<Reply> {
  const pages = await app.container.make('pages')
  const bot = await pages.telegramBotName()
  const code = saidCode(gift.code)
  const link = bot === null ? null : `https://t.me/${bot}?start=${giftWord(gift.code)}`
  return [
    {
      kind: 'card',
      title: ctx.t('communities.gifts.bought.title', { title }),
      text: [
        ctx.t('communities.gifts.bought.text', { code }),
        ...(link === null ? [] : [ctx.t('communities.gifts.bought.link', { link })]),
      ].join('\n'),
      footer: ctx.t('communities.gifts.bought.until', {
        date: dayInWords(gift.expires_at, ctx.locale),
      }),
    },
  ]
}

/** A gift that somebody holds in their hand: what it is, and the button that takes it. */
export function openedReply(ctx: TurnContext, { gift, tier, community }: WholeGift): Reply {
  const take: ButtonLike = {
    label: ctx.t('communities.gifts.take'),
    invoke: { command: 'gift_take', options: { code: gift.code } },
    style: 'primary',
  }
  return [
    {
      kind: 'card',
      title: ctx.t('communities.gifts.opened.title'),
      text: ctx.t('communities.gifts.opened.text', {
        tier: tier.name,
        community: community.name,
        period: tier.period,
        days: tier.days_once ?? 0,
      }),
      fields: tier.description === '' ? [] : [{ name: tier.name, value: tier.description }],
      footer: ctx.t('communities.gifts.bought.until', {
        date: dayInWords(gift.expires_at, ctx.locale),
      }),
      buttons: [take],
    },
  ]
}
