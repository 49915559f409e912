import { DateTime } from 'luxon'
import type { JobModule } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { requestPayout } from '#plugins/payments/payouts/actions/request_payout'
import { servicesOf } from '#plugins/payments/services'

/**
 * On the first of a month (UTC) pays everybody who wants it so. Whoever has too little then, or another payout under
 * way, waits for the next month or asks.
 */
const job: JobModule = (context) => async () => {
  const today = DateTime.utc()
  if (today.day !== 1) return
  const month = today.toFormat('yyyy-MM')
  const services = servicesOf(context)
  const waiting = await sql<{ person_id: string }>(
    `select p.person_id from payments_payees p where p.monthly and p.ready and not exists (
       select 1 from payments_payouts o where o.person_id = p.person_id and o.month = :month)
     order by p.person_id`,
    { month }
  )
  for (const { person_id: personId } of waiting) await requestPayout(services, { personId, month })
}

export default job
