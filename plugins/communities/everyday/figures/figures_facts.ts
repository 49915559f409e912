import type { Words } from '#app/bot_kit/wording'
import type { CommunityFigures } from '#plugins/communities/everyday/figures/figures'

const BASIS_POINTS = 10_000

/** The figures of a period in words, for the card and for the page. */
export function figuresFacts(
  { locale, t, coins }: Words,
  figures: CommunityFigures
): { name: string; value: string }[] {
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const { members, joined, left, churnBp, paid, earned, monthly, there } = figures
  const fact = (key: string, value: string) => ({
    name: t(`communities.everyday.figures.fact.${key}`),
    value,
  })
  return [
    fact('members', t('communities.everyday.figures.members_value', { members, joined, left })),
    fact('monthly', coins(monthly)),
    fact('paid', coins(paid)),
    fact('earned', coins(earned)),
    fact(
      'churn',
      churnBp === null
        ? t('communities.everyday.figures.churn_unknown')
        : percent.format(churnBp / BASIS_POINTS)
    ),
    ...(there.members === 0
      ? []
      : [
          fact(
            'there',
            t('communities.paid_there.figures', { ...there, stars: Number(there.stars) })
          ),
        ]),
    ...figures.tiers.map((tier) => ({
      name: tier.name,
      value: t('communities.everyday.figures.tier_value', {
        members: number.format(tier.members),
        coins: coins(tier.monthly),
      }),
    })),
  ]
}
