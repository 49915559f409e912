import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { hotStatement } from '#plugins/personas/hot_statement'

/**
 * How long care is taken after somebody wrote that they are in danger, hours. Ours: longer than one evening, since the
 * hours after a crisis are the dangerous ones, and short enough that talk becomes ordinary again.
 */
export const CAREFUL_HOURS = 12

/** What a model is told meanwhile. */
export const CAREFUL_NOTE =
  'Not long ago this fan wrote that they may be in danger. Stay gentle, steady and honest. Bring no death, despair, ' +
  'violence or cruelty into the story, promise nothing that only a person can do, and when they speak of their pain, ' +
  'say warmly that talking to a person they trust or to a helpline does good.'

/** From now on care is taken with an owner. */
export async function takeCare(ownerId: string): Promise<void> {
  await sql(
    `insert into personas_careful (owner_id, until) values (:ownerId, now() + make_interval(hours => :hours))
     on conflict (owner_id) do update set until = excluded.until`,
    { ownerId, hours: CAREFUL_HOURS }
  )
}

/** The care that is taken with one owner is taken with another from now on: a guest joined, or two people are one. */
export async function moveCare(
  trx: TransactionClientContract,
  from: string,
  into: string
): Promise<void> {
  await sql(
    `with gone as (delete from personas_careful where owner_id = :from returning until)
     insert into personas_careful (owner_id, until) select cast(:into as uuid), until from gone
     on conflict (owner_id) do update set until = greatest(personas_careful.until, excluded.until)`,
    { from, into },
    trx
  )
}

const ask = hotStatement<{ ownerId: string }, { ord: bigint; careful: boolean }>({
  name: 'personas_careful',
  text: `select a.ord, c.owner_id is not null as careful
    from unnest($1::uuid[]) with ordinality as a (owner_id, ord)
      left join personas_careful c on c.owner_id = a.owner_id and c.until > now()`,
  arrays: (ops) => [ops.map((op) => op.ownerId)],
  key: (op) => op.ownerId,
})

/** Whether care is to be taken with an owner. */
export async function isCareful(ownerId: string): Promise<boolean> {
  const { careful } = await ask({ ownerId })
  return careful
}
