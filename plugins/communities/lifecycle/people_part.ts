import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { E_PERSON_BUSY } from '#app/identity/errors'
import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { endAll } from '#plugins/communities/lifecycle/actions/end_membership'
import { mergeMemberships } from '#plugins/communities/lifecycle/actions/merge_memberships'
import { exportOf } from '#plugins/communities/lifecycle/queries/export_of'
import type { MembershipRow } from '#plugins/communities/rows'

/** Memberships and purchases when people are merged, deleted, or ask for their data. */
const memberships: PeopleModuleFactory = ({ outbox }) => ({
  async merge({ from, into, trx }) {
    if (await underWay([from, into], trx)) return { outcome: 'refused', reason: 'busy' }
    await mergeMemberships({ outbox }, trx, { from, into })
    return { outcome: 'merged' }
  },

  /** What was paid stays in the books; who it was, and where they were told of it, is forgotten. */
  async forget({ personId, accountIds, trx }) {
    if (await underWay([personId], trx)) {
      throw new E_PERSON_BUSY('A membership of the person is being paid')
    }
    const live = await sql<MembershipRow>(
      `select * from communities_memberships where person_id = :personId and state <> 'ended' for update`,
      { personId },
      trx
    )
    await endAll(
      { outbox },
      trx,
      live.map((membership) => ({ membership, reason: 'deleted', by: personId }))
    )
    const accounts = [...accountIds]
    for (const table of ['communities_memberships', 'communities_purchases']) {
      await sql(
        `update ${table} set account_id = null
         where person_id = :personId or account_id = any (:accounts::uuid[])`,
        { personId, accounts },
        trx
      )
    }
    await sql('delete from communities_bans where person_id = :personId', { personId }, trx)
  },

  export: exportOf,

  async losses(personId, say) {
    const members = await sql<{ name: string; paid_until: Date | null }>(
      `select c.name, m.paid_until from communities_memberships m
       join communities_communities c on c.id = m.community_id
       where m.person_id = :personId and m.state <> 'ended' and (m.paid_until is null or m.paid_until > :at)
       order by c.name`,
      { personId, at: now() }
    )
    return members.map(({ name, paid_until: until }) =>
      say.t('communities.lifecycle.losses.member', {
        name,
        until: until === null ? 'none' : until.toISOString().slice(0, 10),
      })
    )
  },
})

/** Whether a charge for one of them is being made: it is through in a moment. */
async function underWay(
  people: readonly string[],
  trx: TransactionClientContract
): Promise<boolean> {
  const rows = await sql(
    `select 1 from communities_purchases
     where person_id = any (:people::uuid[]) and state = 'asked' and means <> 'money'
     union all
     select 1 from communities_cycles y join communities_memberships m on m.id = y.membership_id
     where m.person_id = any (:people::uuid[]) and y.state = 'asked'
     limit 1`,
    { people: [...people] },
    trx
  )
  return rows.length > 0
}

export default memberships
