import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'

/** Who is let into a space by a tier. */
export interface BehindSpace {
  /** Names of the tiers that open it, withdrawn ones only while they have members. */
  tiers: readonly string[]
  /** Members whose tier opens it. */
  members: number
  /** Those of them whose tier opens nothing else. */
  onlyHere: number
}

export async function behindSpace(
  spaceId: string,
  trx?: TransactionClientContract
): Promise<BehindSpace> {
  const rows = await sql<{ name: string; members: bigint; elsewhere: boolean; state: string }>(
    `select t.name, t.state,
       (select count(*) from communities_memberships m where m.tier_id = t.id and m.state <> 'ended') as members,
       exists (select 1 from communities_doors o join communities_spaces s on s.id = o.space_id
               where o.tier_id = t.id and o.space_id <> :spaceId and s.state <> 'disconnected') as elsewhere
     from communities_tiers t
     where exists (select 1 from communities_doors d where d.tier_id = t.id and d.space_id = :spaceId)
     order by t.position, t.id`,
    { spaceId },
    trx
  )
  const live = rows.filter(({ state, members }) => state !== 'withdrawn' || members > 0n)
  const sum = (some: typeof rows) => some.reduce((all, { members }) => all + Number(members), 0)
  return {
    tiers: live.map(({ name }) => name),
    members: sum(rows),
    onlyHere: sum(rows.filter(({ elsewhere }) => !elsewhere)),
  }
}
