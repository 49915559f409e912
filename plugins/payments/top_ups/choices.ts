import type { Words } from '#app/bot_kit/wording'
import { amountOf } from '#app/support/money'
import { totalOf, type PackOffer } from '#plugins/payments/packs/pack'
import type { TopUpWish } from '#plugins/payments/top_ups/actions/set_top_up'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'

export interface Choice {
  value: string
  label: string
}

/** Packs to choose from. */
export function packChoices(
  say: Pick<Words, 't' | 'coins'>,
  offers: readonly PackOffer[]
): Choice[] {
  return offers.map((offer) => ({
    value: offer.id,
    label: say.t('payments.top_ups.pack_choice', {
      name: offer.name,
      coins: say.coins(totalOf(offer)),
      price: offer.price,
    }),
  }))
}

/** Points below which it may buy. */
export function thresholdChoices(say: Pick<Words, 'coins'>): Choice[] {
  return TOP_UP_LIMITS.thresholds.map((coins) => ({
    value: String(coins),
    label: say.coins(coins * 1000n),
  }))
}

/** What was typed, as a wish; amounts that are none are zero, which is refused. */
export function wishOf(
  typed: Readonly<Record<'pack' | 'threshold' | 'cap' | 'card', string | undefined>>,
  about: { personId: string; currency: string }
): TopUpWish {
  const coins = /^\d{1,6}$/.exec(typed.threshold ?? '')?.[0] ?? '0'
  return {
    ...about,
    packId: typed.pack ?? '',
    threshold: BigInt(coins) * 1000n,
    monthlyCap: amountOf((typed.cap ?? '').slice(0, TOP_UP_LIMITS.typed), about.currency) ?? 0n,
    cardId: typed.card ?? '',
  }
}
