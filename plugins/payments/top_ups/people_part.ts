import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { E_PERSON_BUSY } from '#app/identity/errors'
import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { mergeCustomers, takeCustomer } from '#plugins/payments/gateways/stripe/customers'
import { findTopUp } from '#plugins/payments/top_ups/queries/find_top_up'

const OPEN = `select id from payments_top_up_attempts
  where person_id = any (:people::uuid[]) and state in ('open', 'authentication') limit 1`

/** Cards and automatic top-ups when people are merged, deleted, or ask for their data. */
const topUpsOfPeople: PeopleModuleFactory = ({ outbox }) => {
  /** Stripe forgets cards that nobody here can reach any more. */
  const letGo = async (customer: string | null, trx: TransactionClientContract) => {
    if (customer === null) return
    await outbox.add(trx, [
      { topic: 'payments.forget_customer', key: customer, payload: { customer } },
    ])
  }
  return {
    async merge(request) {
      const { from, into, trx } = request
      const open = await sql<{ id: string }>(OPEN, { people: [from, into] }, trx)
      if (open.length > 0) return { outcome: 'refused', reason: 'busy' }
      await mergeCustomers(request)
      await sql(
        'update payments_top_up_attempts set person_id = :into where person_id = :from',
        { from, into },
        trx
      )
      // An agreement is about a card; the one who stays keeps their own card, and so their own agreement.
      await sql(
        `update payments_top_ups set person_id = :into
       where person_id = :from
         and not exists (select 1 from payments_top_ups where person_id = :into)
         and not exists (select 1 from payments_stripe_customers where person_id = :from)`,
        { from, into },
        trx
      )
      await sql('delete from payments_top_ups where person_id = :from', { from }, trx)
      await letGo(await takeCustomer(from, trx), trx)
      return { outcome: 'merged' }
    },

    async forget({ personId, trx }) {
      const open = await sql<{ id: string }>(OPEN, { people: [personId] }, trx)
      if (open.length > 0) throw new E_PERSON_BUSY('An automatic top-up of the person is under way')
      await sql('delete from payments_top_ups where person_id = :personId', { personId }, trx)
      await letGo(await takeCustomer(personId, trx), trx)
    },

    async export(personId) {
      const topUp = await findTopUp(personId)
      if (!topUp) return {}
      const { packId, currency, threshold, monthlyCap, cardName, state } = topUp
      const [agreed] = await sql<{ consent: string; consented_at: Date }>(
        'select consent, consented_at from payments_top_ups where person_id = :personId',
        { personId }
      )
      return {
        state,
        pack: packId,
        card: cardName,
        below_millicoins: threshold.toString(),
        monthly_cap_in_minor_units: monthlyCap.toString(),
        currency,
        agreed_to: agreed?.consent,
        agreed_at: agreed?.consented_at,
      }
    },
  }
}

export default topUpsOfPeople
