import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'

/** What is kept of people whom Telegram charges. A merge moves nothing: it hangs on the account. */
const paidThere: PeopleModuleFactory = () => ({
  async forget({ accountIds, trx }) {
    const accounts = [...accountIds]
    for (const table of ['communities_paid_there', 'communities_kept_out']) {
      await sql(
        `delete from ${table} where platform_id in
           (select platform_id from accounts where id = any (:accounts::uuid[]) and platform = 'telegram')`,
        { accounts },
        trx
      )
    }
  },

  /** Nothing of ours stops it. */
  async losses(personId, say) {
    const live = await sql<{ channel: string; stars: number }>(
      `select s.title as channel, l.stars
       from accounts a
       join communities_paid_there p on p.platform_id = a.platform_id and p.over_at is null
       join communities_spaces s on s.id = p.space_id and s.platform = a.platform
       join communities_paid_links l on l.id = p.link_id
       where a.person_id = :personId order by s.title`,
      { personId }
    )
    return live.map((one) => say.t('communities.paid_there.loss', { ...one }))
  },

  async export(personId) {
    const rows = await sql<{ channel: string; stars: number; until: Date; over: Date | null }>(
      `select s.title as channel, l.stars, p.until, p.over_at as over
       from accounts a
       join communities_paid_there p on p.platform_id = a.platform_id
       join communities_spaces s on s.id = p.space_id and s.platform = a.platform
       join communities_paid_links l on l.id = p.link_id
       where a.person_id = :personId order by p.heard_at`,
      { personId }
    )
    const subscriptions = rows.map(({ until, over, ...about }) => ({
      ...about,
      until: until.toISOString(),
      over: over?.toISOString() ?? null,
    }))
    return { subscriptions }
  },
})

export default paidThere
