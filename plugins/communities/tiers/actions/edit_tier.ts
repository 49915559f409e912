import { sql } from '#app/support/sql'
import { changeTier, noteChange } from '#plugins/communities/tiers/change_tier'
import type { TierCosts, TierTerms, TierWords } from '#plugins/communities/tiers/check_tier'

export function editWords(tierId: string, words: TierWords): Promise<void> {
  return changeTier(tierId, async (trx, tier) => {
    await sql(
      'update communities_tiers set name = :name, description = :description, perks = :perks where id = :tierId',
      { tierId, name: words.name, description: words.description, perks: [...words.perks] },
      trx
    )
    await noteChange(trx, tier, 'tier_words')
  })
}

/** What it costs from now on. Who is a member already goes on paying what was agreed. */
export function editCosts(tierId: string, { coins, prices }: TierCosts): Promise<void> {
  return changeTier(tierId, async (trx, tier) => {
    await sql(
      'update communities_tiers set coins = :coins where id = :tierId',
      { tierId, coins },
      trx
    )
    await sql('delete from communities_tier_prices where tier_id = :tierId', { tierId }, trx)
    for (const { currency, amount } of prices) {
      await sql(
        'insert into communities_tier_prices (tier_id, currency, amount) values (:tierId, :currency, :amount)',
        { tierId, currency, amount },
        trx
      )
    }
    const paid = prices.map(({ currency, amount }) => `${amount} ${currency}`)
    await noteChange(trx, tier, 'tier_prices', { coins: coins?.toString() ?? null, paid })
  })
}

export function editTerms(tierId: string, terms: TierTerms): Promise<void> {
  return changeTier(tierId, async (trx, tier) => {
    await sql(
      `update communities_tiers set days_once = :daysOnce, trial_days = :trialDays, seats = :seats, hidden = :hidden,
         welcome = :welcome where id = :tierId`,
      {
        tierId,
        daysOnce: terms.days_once,
        trialDays: terms.trial_days,
        seats: terms.seats,
        hidden: terms.hidden,
        welcome: terms.welcome,
      },
      trx
    )
    await noteChange(trx, tier, 'tier_terms', { seats: terms.seats, hidden: terms.hidden })
  })
}
