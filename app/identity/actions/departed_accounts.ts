import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { AccountPlatform } from '#app/identity/types'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { keyedHash } from '#app/support/keyed_hash'

interface Named {
  platform: AccountPlatform
  platformId: string
}

/** A browser's id is made up anew each time: there is nothing in it to come back with. */
const digestsOf = (accounts: readonly Named[]): Buffer[] =>
  accounts
    .filter(({ platform }) => platform !== 'web')
    .map(({ platform, platformId }) => keyedHash('departed', `${platform}:${platformId}`))

/**
 * Notes that accounts belonged to somebody who was deleted, as digests that only this program can make: enough to
 * know them when they come back, nothing to read a name out of.
 */
export async function noteDeparted(
  trx: TransactionClientContract,
  accounts: readonly Named[]
): Promise<void> {
  for (const digest of digestsOf(accounts)) {
    await trx.rawQuery(
      `insert into departed_accounts (digest) values (?)
       on conflict (digest) do update set departed_at = now()`,
      [digest]
    )
  }
}

/** Whether one of the accounts belonged to somebody who was deleted. */
export async function hasDeparted(
  trx: TransactionClientContract,
  accounts: readonly Named[]
): Promise<boolean> {
  const digests = digestsOf(accounts)
  if (digests.length === 0) return false
  const { rows } = await trx.rawQuery<{ rows: unknown[] }>(
    `select 1 from departed_accounts
     where digest in (${digests.map(() => '?').join(', ')})
       and departed_at > now() - make_interval(days => ?) limit 1`,
    [...digests, IDENTITY_LIMITS.departedDays]
  )
  return rows.length > 0
}
