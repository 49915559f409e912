import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { removePersonas } from '#plugins/personas/making/remove_personas'
import { sql } from '#app/support/sql'

interface MadeRow {
  slug: string
  name: string
  status: string
  tagline: string
  description: string
  greeting: string
  scenario: string
  examples: unknown
  tags: string[]
  topics: string[]
  rules: string[]
  knowledge: string[]
  lorebook: unknown
  created_at: Date
}

/**
 * What a creator made. It moves with them; when they leave, what nobody talked to goes, and the rest is emptied and
 * talks to nobody.
 */
export const making: PeopleModuleFactory = () => ({
  async merge({ from, into, trx }) {
    const whose = { from, into }
    await sql(
      `update personas_personas set creator_id = :into, updated_at = clock_timestamp()
       where creator_id = :from`,
      whose,
      trx
    )
    await sql('update personas_uploads set person_id = :into where person_id = :from', whose, trx)
    return { outcome: 'merged' }
  },
  async forget({ personId, accountIds, trx }) {
    await removePersonas(trx, personId, null)
    await sql('delete from personas_uploads where person_id = :personId', { personId }, trx)
    await sql(
      'delete from personas_picture_waits where account_id = any (cast(:accountIds as uuid[]))',
      { accountIds: [...accountIds] },
      trx
    )
  },
  async export(personId) {
    const personas = await sql<MadeRow>(
      `select slug, name, status, tagline, description, greeting, scenario, examples, tags, topics, rules,
         knowledge, lorebook, created_at
       from personas_personas where creator_id = :personId order by created_at, id`,
      { personId }
    )
    return {
      personas: personas.map(({ created_at: createdAt, ...persona }) => ({
        ...persona,
        createdAt: createdAt.toISOString(),
      })),
    }
  },
})
