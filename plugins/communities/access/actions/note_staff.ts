import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { MemberPage } from '#app/bot_kit/spaces/answers'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'

/**
 * Who runs a space and is inside by their own hand, without having paid: told of apart, and never put out. Nobody keeps
 * them out anyway.
 */
export async function noteStaff(
  trx: TransactionClientContract,
  { space_id: spaceId }: { space_id: string },
  staff: readonly { role_id: string; platform_id: string }[]
): Promise<void> {
  if (staff.length === 0) return
  await sql(
    `insert into communities_outsiders as o (space_id, role_id, platform_id, was_in_before, state, found_at, seen_at)
     select :spaceId, role_id, platform_id, false, 'runs', cast(:at as timestamptz), cast(:at as timestamptz)
     from jsonb_to_recordset(:staff::jsonb) as n (role_id text, platform_id text)
     on conflict (space_id, role_id, platform_id) do update set state = 'runs', seen_at = excluded.seen_at`,
    { spaceId, staff: JSON.stringify(staff), at: now() },
    trx
  )
}

/** Somebody began to run the space, or does not any more: what was noted of them follows. */
export async function followStaff(
  trx: TransactionClientContract,
  { space_id: spaceId }: { space_id: string },
  members: readonly Pick<
    Extract<MemberPage, { outcome: 'page' }>['members'][number],
    'platformId' | 'runs'
  >[]
): Promise<void> {
  await sql(
    `update communities_outsiders o set state = case when m.runs then 'runs' else 'found' end, reported_at = null
     from jsonb_to_recordset(:members::jsonb) as m (id text, runs boolean)
     where o.space_id = :spaceId and o.platform_id = m.id and o.state = case when m.runs then 'found' else 'runs' end`,
    {
      spaceId,
      members: JSON.stringify(members.map(({ platformId, runs }) => ({ id: platformId, runs }))),
    },
    trx
  )
}
