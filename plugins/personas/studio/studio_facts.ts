import type { Words } from '#app/bot_kit/wording'
import { sumOf, type Figures } from '#plugins/personas/studio/figures'

/** The totals of a period in words, for the card and for the page. */
export function studioFacts(
  { locale, t, coins }: Words,
  { totals }: Figures
): { name: string; value: string }[] {
  const number = new Intl.NumberFormat(locale)
  const replies = totals.delivered + totals.stopped + totals.failed + totals.blocked
  const facts = [
    { key: 'messages', value: number.format(totals.messages) },
    {
      key: 'fans',
      value: t('personas.studio.fans_value', {
        fans: totals.distinct,
        fresh: totals.fresh,
        back: totals.distinct - totals.fresh,
      }),
    },
    {
      key: 'replies',
      value: t('personas.studio.replies_value', {
        replies,
        delivered: totals.delivered,
        stopped: totals.stopped,
        failed: totals.failed,
        blocked: totals.blocked,
      }),
    },
    { key: 'paid', value: coins(totals.paid) },
    { key: 'tokens', value: number.format(totals.tokens) },
  ]
  if (totals.earned) {
    const { promo, purchased, earned } = totals.earned
    facts.unshift({
      key: 'earned',
      value: t('personas.studio.earned_value', {
        coins: coins(sumOf(totals.earned)),
        promo: coins(promo),
        purchased: coins(purchased),
        earned: coins(earned),
      }),
    })
  }
  return facts.map(({ key, value }) => ({ name: t(`personas.studio.fact.${key}`), value }))
}
