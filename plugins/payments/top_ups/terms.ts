import type { Words } from '#app/bot_kit/wording'
import { cardInWords } from '#plugins/payments/gateways/stripe/card_words'
import { moneyInWords } from '#app/support/money'
import { packWords } from '#plugins/payments/packs/pack_words'
import { totalOf } from '#plugins/payments/packs/pack'
import type {
  CheckedWish,
  TopUpWish,
  WishRefusal,
} from '#plugins/payments/top_ups/actions/set_top_up'

type Say = Pick<Words, 'locale' | 't' | 'coins'>

/** What a fan agrees to: it is shown, and kept as it was shown. */
export function consentWords(
  say: Say,
  wish: TopUpWish,
  { pack, amount, card }: CheckedWish
): string {
  return say.t('payments.top_ups.consent', {
    pack: packWords(pack, say.locale).name,
    all: say.coins(totalOf(pack)),
    price: moneyInWords(amount, wish.currency, say),
    threshold: say.coins(wish.threshold),
    cap: moneyInWords(wish.monthlyCap, wish.currency, say),
    card: cardInWords(card, say),
  })
}

/** Why a wish was not granted, and what to do next. */
export function wishRefusalWords(say: Pick<Words, 't'>, reason: WishRefusal | 'changed'): string {
  switch (reason) {
    case 'unavailable':
      return say.t('payments.top_ups.refused.unavailable')
    case 'unknown_pack':
      return say.t('payments.top_ups.refused.unknown_pack')
    case 'no_card':
      return say.t('payments.top_ups.refused.no_card')
    case 'threshold':
      return say.t('payments.top_ups.refused.threshold')
    case 'cap':
      return say.t('payments.top_ups.refused.cap')
    case 'changed':
      return say.t('payments.top_ups.refused.changed')
  }
}
