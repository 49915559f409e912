import type { Frontend } from '#app/bot_kit/inbound'
import type { PeopleModule } from '#app/plugin_kit/types'

/** What somebody wrote into forms that they did not send goes with them. It is kept for too short to be exported. */
export function formsOfPeople(frontend: Frontend): PeopleModule {
  return {
    async forget({ accountIds, trx }) {
      await trx.rawQuery(
        `delete from bot_forms where frontend = ? and platform_id in (
           select platform_id from accounts where platform = ? and id = any(?::uuid[])
         )`,
        [frontend, frontend, [...accountIds]]
      )
    },
  }
}
