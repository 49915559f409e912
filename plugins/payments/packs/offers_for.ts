import i18nManager from '@adonisjs/i18n/services/main'
import type { Frontend } from '#app/bot_kit/inbound'
import { Wording, type Words } from '#app/bot_kit/wording'
import { coinPriceInWords, moneyInWords } from '#app/support/money'
import { usualCurrency } from '#plugins/payments/packs/currencies'
import {
  isBestOf,
  savedPercent,
  totalOf,
  type Pack,
  type PackOffer,
} from '#plugins/payments/packs/pack'
import { packWords } from '#plugins/payments/packs/pack_words'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import { replyPrice } from '#plugins/payments/packs/reply_price'

/**
 * The packs that are sold in a place, with prices in its currency, in the order of the shop. Packs without a price in
 * that currency are left out.
 * @param request `locale` is BCP 47; `currency` is what the person chose, where there is a choice
 */
export async function offersFor(request: {
  frontend: Frontend
  locale: string
  currency?: string
}): Promise<readonly PackOffer[]> {
  const currency = request.currency ?? usualCurrency(request.frontend, request.locale)
  const [packs, reply] = await Promise.all([listPacks({ activeOnly: true }), replyPrice()])
  const words = new Wording(i18nManager).in(request.locale)
  const priced = packs.flatMap((pack) => {
    const amount = pack.prices[currency]
    return amount === undefined ? [] : [{ ...pack, amount }]
  })
  return priced.map((pack) => offerOf(pack, { priced, currency, reply, words }))
}

type PricedPack = Pack & { amount: bigint }

function offerOf(
  pack: PricedPack,
  about: { priced: readonly PricedPack[]; currency: string; reply: bigint; words: Words }
): PackOffer {
  const { priced, currency, words } = about
  const { id, shelf, coins, bonus, amount, discordSku } = pack
  const smallest = priced.reduce((least, one) => (totalOf(one) < totalOf(least) ? one : least))
  return {
    id,
    shelf,
    ...packWords(pack, words.locale),
    coins,
    bonus,
    currency,
    amount,
    price: moneyInWords(amount, currency, words),
    coinPrice: coinPriceInWords({ amount, currency, millicoins: totalOf(pack) }, words),
    saved: savedPercent(pack, smallest),
    best:
      pack.best &&
      isBestOf(
        pack,
        priced.filter((one) => one.shelf === shelf)
      ),
    replies: Number(totalOf(pack) / about.reply),
    discordSku,
  }
}
