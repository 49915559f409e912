import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'

/** Gifts that an export names at most. */
const EXPORTED = 10_000

/**
 * Gifts when people are deleted or ask for their data; purchases and whoever took one follow a merge with the memberships.
 * A gift of somebody who is deleted is paid, and good for whoever holds its code.
 */
const gifts: PeopleModuleFactory = () => ({
  export: async (personId) => {
    const rows = await sql<{ mine: boolean; row: unknown }>(
      `select p.person_id = :personId as mine, jsonb_strip_nulls(jsonb_build_object('what', p.title,
         'code', case when p.person_id = :personId then g.code end, 'at', g.created_at, 'until', g.expires_at,
         'taken', g.redeemed_at, 'taken_by_me', nullif(g.redeemed_by is not distinct from :personId, false),
         'given_back', g.given_back_at)) as row
       from communities_gifts g join communities_purchases p on p.id = g.purchase_id
       where p.person_id = :personId or g.redeemed_by = :personId order by g.created_at desc limit :most`,
      { personId, most: EXPORTED }
    )
    const of = (isMine: boolean) => rows.filter(({ mine }) => mine === isMine).map(({ row }) => row)
    return { given: of(true), taken: of(false) }
  },

  async losses(personId, say) {
    const rows = await sql<{ title: string }>(
      `select p.title from communities_gifts g join communities_purchases p on p.id = g.purchase_id
       where p.person_id = :personId and p.state = 'paid' and g.redeemed_at is null and g.given_back_at is null
         and g.expires_at > :at order by g.created_at limit 20`,
      { personId, at: now() }
    )
    return rows.map(({ title }) => say.t('communities.gifts.loss', { title }))
  },
})

export default gifts
