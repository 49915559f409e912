import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { MemberPage } from '#app/bot_kit/spaces/answers'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import { sql } from '#app/support/sql'
import { compareKnown } from '#plugins/communities/access/actions/compare_known'
import { followStaff } from '#plugins/communities/access/actions/note_staff'
import {
  compareOutsiders,
  forgetOutsiders,
} from '#plugins/communities/access/actions/compare_outsiders'
import { settleAbsent } from '#plugins/communities/access/actions/settle_absent'
import type { Step } from '#plugins/communities/access/actions/run_repair'
import type { Found, RunningRepair } from '#plugins/communities/access/repair'
import { now } from '#plugins/communities/clock'

export type Members = Extract<MemberPage, { outcome: 'page' }>['members']

/** One page of who is there, against who should be. */
export async function listPage(keeper: Doorkeeper, run: RunningRepair): Promise<Step> {
  const askedAt = now()
  const page = await keeper.list({ platform: run.platform, id: run.space_platform_id }, run.cursor)
  switch (page.outcome) {
    case 'retry':
      return { outcome: 'retry', calls: 1, afterMs: page.afterMs }
    case 'problem':
      // Its members cannot be listed: they are looked at one by one, and the preflight says what to switch on.
      if (page.problem.kind === 'members_hidden') return startLooking()
      return { outcome: 'problem', calls: 1, kind: page.problem.kind }
    case 'not_listed':
      return startLooking()
    case 'page':
      return {
        outcome: 'compared',
        calls: 1,
        phase: page.next === null ? 'done' : 'listing',
        cursor: page.next,
        write: async (trx) => {
          const found = await comparePage(trx, run, { members: page.members, askedAt })
          if (page.next !== null) return found
          await forgetOutsiders(trx, run)
          await settleAbsent(trx, run)
          await keepBaselines(trx, run)
          return found
        },
      }
  }
}

const startLooking = (): Step => ({
  outcome: 'compared',
  calls: 1,
  phase: 'looking',
  cursor: null,
  write: async () => ({ seen: 0, letIn: 0, putOut: 0, outsiders: 0 }),
})

async function comparePage(
  trx: TransactionClientContract,
  run: RunningRepair,
  { members, askedAt }: { members: Members; askedAt: Date }
): Promise<Found> {
  await followStaff(trx, run, members)
  const known = await sql<{ id: string; is_in: boolean; runs: boolean }>(
    `select g.id, g.role_id = '' or jsonb_exists(m.roles, g.role_id) as is_in, m.runs
     from jsonb_to_recordset(:members::jsonb) as m (id text, roles jsonb, runs boolean)
     join communities_grants g on g.space_id = :spaceId and g.platform_id = m.id`,
    {
      spaceId: run.space_id,
      members: JSON.stringify(
        members.map(({ platformId, roleIds, runs }) => ({ id: platformId, roles: roleIds, runs }))
      ),
    },
    trx
  )
  const compared = await compareKnown(trx, run, {
    known: known.map(({ id, is_in: isIn, runs }) => ({ id, isIn, runs })),
    askedAt,
    areThere: true,
  })
  const outsiders = await compareOutsiders(trx, run, members)
  return {
    seen: members.length,
    letIn: compared.letIn,
    putOut: compared.putOut + outsiders.putOut,
    outsiders: compared.outsiders + outsiders.outsiders,
  }
}

/** From now on, whoever is behind these doors without having paid came after they were opened. */
async function keepBaselines(trx: TransactionClientContract, run: RunningRepair): Promise<void> {
  await sql(
    `insert into communities_baselines (space_id, role_id, taken_at)
     select distinct space_id, coalesce(role_id, ''), cast(:at as timestamptz) from communities_doors
     where space_id = :spaceId on conflict do nothing`,
    { spaceId: run.space_id, at: now() },
    trx
  )
}
