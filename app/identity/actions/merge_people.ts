import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox } from '#app/job_kit/types'
import type { Keeper } from '#app/identity/keepers'

/** A plugin cannot move what is its own now. */
export class MergeRefused extends Error {
  constructor(
    readonly keeper: string,
    readonly reason: 'busy'
  ) {
    super(`${keeper} is ${reason}`)
  }
}

/**
 * Makes one person of two, in a transaction that holds the locks of both: what the plugins keep, then accounts,
 * passwords, tokens and roles. The row of `from` stays, so that its id finds `into`.
 * @throws MergeRefused
 */
export async function mergePeople(
  trx: TransactionClientContract,
  { outbox, keepers }: { outbox: Outbox; keepers: readonly Keeper[] },
  { from, into }: { from: string; into: string }
): Promise<void> {
  for (const { name, keeps } of keepers) {
    const merged = await keeps.merge?.({ from, into, trx })
    if (merged?.outcome === 'refused') throw new MergeRefused(name, merged.reason)
  }
  const ids = { from, into }
  await trx.rawQuery('update accounts set person_id = :into where person_id = :from', ids)
  await trx.rawQuery('update credentials set person_id = :into where person_id = :from', ids)
  await trx.rawQuery('update api_tokens set tokenable_id = :into where tokenable_id = :from', ids)
  // Links that are on their way sign in to a person that is no more.
  await trx.rawQuery('delete from sign_in_tokens where person_id = :from', ids)
  await trx.rawQuery(
    `insert into person_roles (person_id, role, granted_at)
     select :into, role, granted_at from person_roles where person_id = :from on conflict do nothing`,
    ids
  )
  await trx.rawQuery('delete from person_roles where person_id = :from', ids)
  await trx.rawQuery(
    `update people i set adult_at = least(i.adult_at, f.adult_at), locale = coalesce(i.locale, f.locale),
       updated_at = now()
     from people f where i.id = :into and f.id = :from`,
    ids
  )
  // Who was merged into `from` before now finds `into` in one step.
  await trx.rawQuery('update people set merged_into = :into where merged_into = :from', ids)
  await trx.rawQuery(
    `update people set merged_into = :into, display_name = '', locale = null, adult_at = null, updated_at = now()
     where id = :from`,
    ids
  )
  await outbox.add(trx, [{ topic: 'identity.people_merged', key: from, payload: { from, into } }])
}
