import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'

/** What people have with personas. */
const allowances: PeopleModuleFactory = () => ({
  async merge({ from, into, trx }) {
    for (const table of ['personas_allowances', 'personas_free_replies']) {
      await sql(
        `update ${table} set person_id = :into where person_id = :from`,
        { from, into },
        trx
      )
    }
    return { outcome: 'merged' }
  },
  async forget({ personId, trx }) {
    for (const table of ['personas_allowances', 'personas_free_replies']) {
      await sql(`delete from ${table} where person_id = :personId`, { personId }, trx)
    }
  },
  async export(personId) {
    const rows = await sql<{
      name: string
      free_replies: number
      discount_bp: number
      until: Date | null
    }>(
      `select p.name, a.free_replies, a.discount_bp, a.until from personas_allowances a
       join personas_personas p on p.id = a.persona_id where a.person_id = :personId order by p.name, a.key`,
      { personId }
    )
    return {
      included: rows.map(({ name, free_replies: free, discount_bp: discount, until }) => ({
        persona: name,
        free_replies_a_month: free,
        discount_percent: discount / 100,
        until: until?.toISOString() ?? null,
      })),
    }
  },
})

export default allowances
