import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'

/** Which picture an account is about to send. */
const tiers: PeopleModuleFactory = () => ({
  async forget({ accountIds, trx }) {
    await sql(
      'delete from communities_picture_waits where account_id = any (cast(:accounts as uuid[]))',
      { accounts: [...accountIds] },
      trx
    )
  },
})

export default tiers
