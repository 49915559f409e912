import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { moneyLimits, waitingChanges } from '#plugins/payments/limits/queries/limits_of'

/** The limits' part when people are merged, deleted, or ask for their data. Limits for coins are the ledger's. */
const limitsOfPeople: PeopleModuleFactory = () => ({
  /** The stricter of two limits stays. What was to be raised has to be asked for again: it was for other limits. */
  async merge({ from, into, trx }) {
    await sql(
      `insert into payments_money_limits (person_id, daily, monthly)
       select :into, daily, monthly from payments_money_limits where person_id = :from
       on conflict (person_id) do update set
         daily = least(payments_money_limits.daily, excluded.daily),
         monthly = least(payments_money_limits.monthly, excluded.monthly)`,
      { from, into },
      trx
    )
    await sql('delete from payments_money_limits where person_id = :from', { from }, trx)
    await sql(
      'delete from payments_limit_changes where person_id in (:from, :into)',
      { from, into },
      trx
    )
    return { outcome: 'merged' }
  },

  async forget({ personId, trx }) {
    await sql('delete from payments_money_limits where person_id = :personId', { personId }, trx)
    await sql('delete from payments_limit_changes where person_id = :personId', { personId }, trx)
  },

  async export(personId) {
    const money = await moneyLimits(personId)
    const changes = await waitingChanges(personId)
    return {
      us_cents_a_day: money.daily?.toString() ?? null,
      us_cents_a_month: money.monthly?.toString() ?? null,
      changes_that_wait: changes.map(({ kind, amount, takesEffectAt }) => ({
        limit: kind,
        becomes: amount?.toString() ?? null,
        at: takesEffectAt.toISOString(),
      })),
    }
  },
})

export default limitsOfPeople
