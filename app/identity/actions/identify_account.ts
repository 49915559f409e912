import db from '@adonisjs/lucid/services/db'
import type { AccountSighting, Identified } from '#app/identity/types'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { IDENTIFIED_COLUMNS, toIdentified, type IdentifiedRow } from '#app/identity/rows'

/**
 * Finds the account or makes it, and refreshes what its platform says of it, in one round trip. It stands before
 * every message, so nothing is written when nothing changed and the account spoke a little while ago.
 */
export async function identifyAccount(sighting: AccountSighting): Promise<Identified> {
  const identified = await findOrWrite(sighting)
  // The statement saw an account that was joined after the statement began, and hence not its person.
  if (identified.account.personId !== null && identified.person === null)
    return findOrWrite(sighting)
  return identified
}

async function findOrWrite(sighting: AccountSighting): Promise<Identified> {
  const { rows } = await db.rawQuery<{ rows: IdentifiedRow[] }>(
    `with found as (
       select * from accounts where platform = :platform and platform_id = :platformId
     ), written as (
       insert into accounts (platform, platform_id, display_name, locale, spoke_at)
       select :platform, :platformId, :displayName, cast(:locale as text), now()
       where not exists (
         select from found
         where display_name = :displayName and (cast(:locale as text) is null or locale = cast(:locale as text))
           and spoke_at > now() - make_interval(secs => :spokeEvery)
       )
       on conflict (platform, platform_id) do update set
         display_name = excluded.display_name,
         locale = coalesce(excluded.locale, accounts.locale),
         spoke_at = now(),
         updated_at = now()
       returning *
     ), a as (
       select * from written
       union all
       select * from found where not exists (select from written)
     )
     select ${IDENTIFIED_COLUMNS} from a left join people p on p.id = a.person_id`,
    { ...sighting, locale: sighting.locale ?? null, spokeEvery: IDENTITY_LIMITS.spokeEvery }
  )
  const [row] = rows
  if (!row) throw new Error('The database did not give back the account that it wrote')
  return toIdentified(row)
}
