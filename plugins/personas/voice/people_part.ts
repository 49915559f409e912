import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'

/** What spoken replies keep of people; `plugins/personas/people.ts` calls it with the plugin's other parts. */
const voicePeople: PeopleModuleFactory = () => ({
  async merge({ from, into, trx }) {
    const [underWay] = await sql<{ id: string }>(
      `select id from personas_spoken where person_id in (:from, :into) and settled_at is null limit 1`,
      { from, into },
      trx
    )
    if (underWay) return { outcome: 'refused', reason: 'busy' }
    await sql(
      'update personas_spoken set person_id = :into where person_id = :from',
      { from, into },
      trx
    )
    return { outcome: 'merged' }
  },
  async forget({ personId, trx }) {
    await sql('delete from personas_spoken where person_id = :personId', { personId }, trx)
  },
  async export(personId) {
    const rows = await sql<{ outcome: string; charge: bigint; begun_at: Date }>(
      'select outcome, charge, begun_at from personas_spoken where person_id = :personId order by id',
      { personId }
    )
    return {
      repliesHeard: rows.map((row) => ({
        at: row.begun_at.toISOString(),
        outcome: row.outcome,
        paidMillicoins: Number(row.charge),
      })),
    }
  },
})

export default voicePeople
