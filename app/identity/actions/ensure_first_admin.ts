import db from '@adonisjs/lucid/services/db'
import type { Outbox } from '#app/job_kit/types'
import AccountModel from '#app/identity/models/account'
import { createPerson } from '#app/identity/actions/create_person'

const DISPLAY_NAME = 'Admin'

/**
 * The oldest admin; made when there is none. Like every person it has an account, so that it can be looked up
 * before it ever signed in.
 */
export async function ensureFirstAdmin(outbox: Outbox): Promise<string> {
  return db.transaction(async (trx) => {
    // Two processes that start together must not make two.
    await trx.rawQuery(`select pg_advisory_xact_lock(hashtext('identity.first_admin'))`)
    const { rows } = await trx.rawQuery<{ rows: { person_id: string }[] }>(
      `select person_id from person_roles where role = 'admin' order by granted_at, person_id limit 1`
    )
    if (rows[0]) return rows[0].person_id

    const personId = await createPerson(trx, outbox, {
      displayName: DISPLAY_NAME,
      locale: null,
      roles: ['fan', 'admin'],
    })
    await AccountModel.create(
      { platform: 'web', platformId: `person:${personId}`, displayName: DISPLAY_NAME, personId },
      { client: trx }
    )
    return personId
  })
}
