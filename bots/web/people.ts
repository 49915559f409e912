import type { PeopleModule } from '#app/plugin_kit/types'
import db from '@adonisjs/lucid/services/db'

/** Ids of visitors among accounts: what the web's tables are named by. */
const VISITORS = `select platform_id::uuid from accounts
  where platform = 'web' and platform_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`

/** What the web page keeps of people: their conversations as the page shows them, and files in them. */
const people: PeopleModule = {
  async forget({ accountIds, trx }) {
    await trx.rawQuery(
      `delete from web_visitors where id in (${VISITORS} and id = any(?::uuid[]))`,
      [[...accountIds]]
    )
  },

  async export(personId) {
    const { rows } = await db.rawQuery<{ rows: { body: unknown; created_at: Date }[] }>(
      `select body, created_at from web_messages
       where visitor_id in (${VISITORS} and person_id = ?) order by created_at, position`,
      [personId]
    )
    return { page: rows.map(({ body, created_at: at }) => ({ at, message: body })) }
  },
}

export default people
