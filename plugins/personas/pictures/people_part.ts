import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'

/** What pictures keep of people; `plugins/personas/people.ts` calls it with the plugin's other parts. */
const picturesPeople: PeopleModuleFactory = () => ({
  async merge({ from, into, trx }) {
    const [underWay] = await sql<{ id: string }>(
      `select id from personas_pictures
       where person_id in (:from, :into) and outcome <> 'asked' and settled_at is null limit 1`,
      { from, into },
      trx
    )
    if (underWay) return { outcome: 'refused', reason: 'busy' }
    await sql(
      'update personas_pictures set person_id = :into where person_id = :from',
      { from, into },
      trx
    )
    return { outcome: 'merged' }
  },
  async forget({ personId, trx }) {
    await sql('delete from personas_pictures where person_id = :personId', { personId }, trx)
  },
  async losses(personId, say) {
    const [row] = await sql<{ pictures: bigint }>(
      'select count(*) as pictures from personas_pictures where person_id = :personId and content is not null',
      { personId }
    )
    const count = Number(row?.pictures ?? 0n)
    return count > 0 ? [say.t('personas.pictures.losses', { count })] : []
  },
  async export(personId) {
    const rows = await sql<ExportedRow>(
      `select p.words, n.name as persona, p.model_id, p.outcome, p.charge, p.created_at,
         p.content is not null as kept
       from personas_pictures p join personas_personas n on n.id = p.persona_id
       where p.person_id = :personId order by p.id`,
      { personId }
    )
    return {
      pictures: rows.map((row) => ({
        at: row.created_at.toISOString(),
        persona: row.persona,
        words: row.words,
        model: row.model_id,
        outcome: row.outcome,
        paidMillicoins: Number(row.charge),
        // The file itself is had again by /pictures; twenty of them would make the export too large to read.
        fileKept: row.kept,
      })),
    }
  },
})

interface ExportedRow {
  words: string
  persona: string
  model_id: string
  outcome: string
  charge: bigint
  created_at: Date
  kept: boolean
}

export default picturesPeople
