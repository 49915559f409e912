import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { membershipsButton, quoteButton, trouble, text } from '#plugins/communities/buying/bot/kit'
import { givenBackText, joinedReply } from '#plugins/communities/buying/bot/outcome_view'
import { boughtBy, findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import { BUYER_NEWS, type BuyerNews } from '#plugins/communities/buying/tell_buyer'
import { dayInWords } from '#app/support/day_in_words'
import { giftReply } from '#plugins/communities/gifts/bot/gift_view'
import type { PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What the program says of a purchase that nobody is waiting beside any more. */
export const purchaseNewsCommand = ({ identity }: Pick<CommunitiesServices, 'identity'>) =>
  defineCommand({
    name: 'purchase_news',
    description: 'communities.buying.description',
    options: { purchase: { ...text(36), required: true }, news: { ...text(20), required: true } },
    guards: [],
    visibility: 'private',
    internal: true,
    async run({ options, ...ctx }): Promise<Reply> {
      const purchase = await findPurchase(options.purchase)
      const news = BUYER_NEWS.find((one) => one === options.news)
      const buyer = purchase && (await identity.findPerson(purchase.person_id))
      // It is about somebody's money: theirs alone.
      if (!purchase || !news || !ctx.person || buyer?.id !== ctx.person.id) {
        return trouble(ctx, ctx.t('communities.buying.refused.gone'))
      }
      return newsReply(ctx, purchase, news)
    },
  })

async function newsReply(ctx: TurnContext, purchase: PurchaseRow, news: BuyerNews): Promise<Reply> {
  const { title, means } = purchase
  const notice = (said: string): Reply => [{ kind: 'text', tone: 'notice', text: said }]
  switch (news) {
    case 'end':
      return endReply(ctx, purchase)
    case 'double':
      return notice(ctx.t('communities.buying.news.double', { title }))
    case 'gift_over':
      return notice(ctx.t('communities.gifts.news.over', { title, means }))
    case 'gift_taken':
      return notice(ctx.t('communities.gifts.news.taken', { title }))
    case 'gift_kept': {
      const { gift } = await boughtBy(purchase)
      const date = gift ? dayInWords(gift.expires_at, ctx.locale) : ''
      return notice(ctx.t('communities.gifts.news.kept', { title, date }))
    }
  }
}

async function endReply(ctx: TurnContext, purchase: PurchaseRow): Promise<Reply> {
  const { title, state } = purchase
  const choice = { tier: purchase.tier_id, gift: purchase.gift }
  switch (state) {
    case 'paid': {
      const { membership, gift } = await boughtBy(purchase)
      if (gift) return giftReply(ctx, { gift, title })
      return membership ? joinedReply(ctx, purchase, membership) : []
    }
    case 'given_back':
      return trouble(ctx, givenBackText(ctx, purchase), [membershipsButton(ctx)])
    case 'refused':
      return trouble(ctx, ctx.t('communities.buying.news.interrupted', { title }), [
        quoteButton(ctx, choice, 'communities.buying.do.again'),
      ])
    case 'asked':
      return []
  }
}
