import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { findProfile } from '#plugins/coach/profile'

/** Lines of an export at most. */
const EXPORTED = 10_000

/** A creator's way with the coach goes with them. */
const people: PeopleModuleFactory = () => ({
  async merge({ from, into, trx }) {
    await sql(
      `update coach_projects set state = 'abandoned', ended_at = now()
       where creator_id = :from and state = 'active'
         and exists (select from coach_projects where creator_id = :into and state = 'active')`,
      { from, into },
      trx
    )
    await sql(
      'update coach_projects set creator_id = :into where creator_id = :from',
      { from, into },
      trx
    )
    await sql(
      `update coach_profiles set person_id = :into
       where person_id = :from and not exists (select from coach_profiles where person_id = :into)`,
      { from, into },
      trx
    )
    await sql('delete from coach_profiles where person_id = :from', { from }, trx)
    return { outcome: 'merged' }
  },

  async forget({ personId, accountIds, trx }) {
    await sql(
      'delete from coach_talks where account_id = any(:accounts::uuid[])',
      { accounts: [...accountIds] },
      trx
    )
    for (const table of ['coach_deeds', 'coach_messages', 'coach_decisions', 'coach_ticks']) {
      await sql(
        `delete from ${table} where project_id in (select id from coach_projects where creator_id = :personId)`,
        { personId },
        trx
      )
    }
    await sql('delete from coach_projects where creator_id = :personId', { personId }, trx)
    await sql('delete from coach_profiles where person_id = :personId', { personId }, trx)
  },

  async export(personId) {
    const projects = await sql<Readonly<Record<string, unknown>>>(
      `select p.programme, p.state, p.created_at::text as begun_at, p.ended_at::text,
         (select coalesce(jsonb_agg(jsonb_build_object('decision', d.decision, 'value', d.value, 'reason', d.reason,
            'at', d.at) order by d.id), '[]') from coach_decisions d where d.project_id = p.id) as decisions,
         (select coalesce(jsonb_agg(jsonb_build_object('task', t.task, 'at', t.at) order by t.at), '[]')
          from coach_ticks t where t.project_id = p.id) as done,
         (select coalesce(jsonb_agg(jsonb_build_object('what', d.action, 'state', d.state, 'plan', d.plan -> 'values',
            'at', coalesce(d.confirmed_at, d.proposed_at)) order by d.proposed_at, d.id), '[]')
          from coach_deeds d where d.project_id = p.id) as "doneForThem",
         (select coalesce(jsonb_agg(jsonb_build_object('by', m.role, 'text', m.text, 'at', m.at) order by m.id), '[]')
          from (select * from coach_messages where project_id = p.id order by id desc limit :most) m) as said
       from coach_projects p where p.creator_id = :personId order by p.created_at`,
      { personId, most: EXPORTED }
    )
    return { profile: await findProfile(personId), projects }
  },
})

export default people
