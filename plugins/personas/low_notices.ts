import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import coinsConfig from '#config/coins'

/** A person is told that coins run out at most once in so many seconds, on all platforms together. */
const NOTICE_SECONDS = 24 * 60 * 60

/**
 * Whether somebody is to be told now that coins run out; who asks first in a day is the one who tells. Only a low
 * wallet costs a statement, on one key.
 * @param wallet.available millicoins left
 * @param wallet.price millicoins of what they just paid for; a wallet that does not cover it again is low too
 */
export async function claimLowNotice(
  personId: string,
  wallet: { available: bigint; price: bigint }
): Promise<boolean> {
  if (wallet.available >= coinsConfig.lowBalance && wallet.available >= wallet.price) return false
  const claimed = await sql<{ person_id: string }>(
    `insert into personas_low_notices (person_id, told_at) values (:personId, now())
     on conflict (person_id) do update set told_at = now()
       where personas_low_notices.told_at <= now() - make_interval(secs => :seconds)
     returning person_id`,
    { personId, seconds: NOTICE_SECONDS }
  )
  return claimed.length > 0
}

/** Who was told as two people was told as one. */
const lowNotices: PeopleModuleFactory = () => ({
  async merge({ from, into, trx }) {
    await sql(
      `insert into personas_low_notices (person_id, told_at)
       select :into, told_at from personas_low_notices where person_id = :from
       on conflict (person_id) do update
         set told_at = greatest(personas_low_notices.told_at, excluded.told_at)`,
      { from, into },
      trx
    )
    await sql('delete from personas_low_notices where person_id = :from', { from }, trx)
    return { outcome: 'merged' }
  },
  async forget({ personId, trx }) {
    await sql('delete from personas_low_notices where person_id = :personId', { personId }, trx)
  },
})

export default lowNotices
