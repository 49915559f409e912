import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { planAccess } from '#plugins/communities/access/actions/plan_access'
import { now } from '#plugins/communities/clock'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Something about a person or their accounts changed: their access is planned anew, wherever they have any. */
export async function followPerson(
  services: Pick<CommunitiesServices, 'outbox'>,
  personId: string,
  by: 'account' | 'ban'
): Promise<void> {
  const communities = await sql<{ id: string }>(
    `select community_id as id from communities_memberships where person_id = :personId and state <> 'ended'
     union select community_id from communities_grants where person_id = :personId`,
    { personId }
  )
  for (const { id } of communities) {
    await planAccess(services, { communityId: id, personId, by })
  }
}

/** The account is a person's from now on: on its platform, access goes by it. */
export async function followAccount(
  services: Pick<CommunitiesServices, 'outbox'>,
  { accountId, personId }: { accountId: string; personId: string }
): Promise<void> {
  await chooseAccount(personId, accountId)
  await followPerson(services, personId, 'account')
}

/** Has a person let in by this account of theirs, on its platform. */
export async function chooseAccount(personId: string, accountId: string): Promise<void> {
  await sql(
    `insert into communities_chosen_accounts (person_id, platform, account_id, chosen_at)
     select person_id, platform, id, :at from accounts
     where id = :accountId and person_id = :personId and platform in ('discord', 'telegram')
     on conflict (person_id, platform) do update set account_id = excluded.account_id, chosen_at = excluded.chosen_at`,
    { accountId, personId, at: now() }
  )
}

/** Two people became one: what one was let into is the other's, each by the account that it was. */
export async function followMerge(
  services: Pick<CommunitiesServices, 'outbox'>,
  { from, into }: { from: string; into: string }
): Promise<void> {
  await db.transaction(async (trx) => {
    const ids = { from, into }
    await sql('update communities_grants set person_id = :into where person_id = :from', ids, trx)
    await sql(
      `insert into communities_chosen_accounts (person_id, platform, account_id, chosen_at)
       select :into, platform, account_id, chosen_at from communities_chosen_accounts where person_id = :from
       on conflict do nothing`,
      ids,
      trx
    )
    await sql('delete from communities_chosen_accounts where person_id = :from', ids, trx)
  })
  await followPerson(services, into, 'account')
}

/** A person is no more: their accounts are put out, and then nothing is kept of them. */
export async function followDeletion(
  services: Pick<CommunitiesServices, 'outbox'>,
  personId: string
): Promise<void> {
  await followPerson(services, personId, 'account')
  await db.transaction(async (trx) => {
    const values = { personId }
    await sql(
      `delete from communities_grants
       where person_id = :personId and actual = 'out' and next_try_at is null and claimed_until is null`,
      values,
      trx
    )
    await sql(
      'update communities_grants set person_id = null where person_id = :personId',
      values,
      trx
    )
    await sql('delete from communities_chosen_accounts where person_id = :personId', values, trx)
  })
}
