import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'

/** A membership, locked until the transaction ends. */
export async function lockMembership(
  trx: TransactionClientContract,
  id: string
): Promise<MembershipRow | null> {
  const [row] = await sql<MembershipRow>(
    'select * from communities_memberships where id = cast(:id as uuid) for update',
    { id },
    trx
  )
  return row ?? null
}

/** The one that a person has in a community now, locked until the transaction ends. */
export async function lockLive(
  trx: TransactionClientContract,
  { communityId, personId }: { communityId: string; personId: string }
): Promise<MembershipRow | null> {
  const [row] = await sql<MembershipRow>(
    `select * from communities_memberships
     where community_id = :communityId and person_id = :personId and state <> 'ended' for update`,
    { communityId, personId },
    trx
  )
  return row ?? null
}

/** The newest cycle of each, by the membership's id. */
export async function lastCycles(
  membershipIds: readonly string[],
  trx?: TransactionClientContract
): Promise<Map<string, CycleRow>> {
  const rows = await sql<CycleRow>(
    `select distinct on (membership_id) * from communities_cycles
     where membership_id = any (:ids::uuid[]) order by membership_id, number desc`,
    { ids: [...membershipIds] },
    trx
  )
  return new Map(rows.map((row) => [row.membership_id, row]))
}

/** All cycles of a membership, the newest first. */
export async function cyclesOf(
  membershipId: string,
  trx?: TransactionClientContract
): Promise<CycleRow[]> {
  return sql<CycleRow>(
    'select * from communities_cycles where membership_id = :membershipId order by number desc',
    { membershipId },
    trx
  )
}

/** A membership, live or ended; null when there is none. */
export async function findMembership(id: string): Promise<MembershipRow | null> {
  const [row] = await sql<MembershipRow>(
    'select * from communities_memberships where id = cast(:id as uuid)',
    { id }
  )
  return row ?? null
}
