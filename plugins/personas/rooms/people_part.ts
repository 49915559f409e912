import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'

/**
 * What rooms and safety keep of people; `plugins/personas/people.ts` calls it with the plugin's other parts. The words
 * themselves are with the messages. Lines of a room and bindings belong to accounts, which a merge moves by itself; care moves with
 * the conversations.
 */
const roomsPeople: PeopleModuleFactory = () => ({
  async forget({ personId, accountIds, trx }) {
    const accounts = { accounts: [...accountIds] }
    const owners = { owners: [personId, ...accountIds] }
    await sql(
      `update personas_room_lines set speaker = '', account_id = null
       where account_id = any (cast(:accounts as uuid[]))`,
      accounts,
      trx
    )
    await sql(
      'update personas_bindings set bound_by = null where bound_by = any (cast(:accounts as uuid[]))',
      accounts,
      trx
    )
    await sql(
      'delete from personas_careful where owner_id = any (cast(:owners as uuid[]))',
      owners,
      trx
    )
    // Why a message was stopped tells much of a person.
    await sql(
      `update personas_messages m set failure = null from personas_conversations c
       where c.id = m.conversation_id and c.owner_id = any (cast(:owners as uuid[]))
         and m.role = 'fan' and m.failure is not null`,
      owners,
      trx
    )
  },
  async export(personId) {
    const bound = await sql<{ place: string; persona: string; bound_at: Date }>(
      `select b.place, p.name as persona, b.bound_at
       from personas_bindings b join personas_personas p on p.id = b.persona_id
       where b.bound_by in (select id from accounts where person_id = :personId) order by b.bound_at`,
      { personId }
    )
    const [care] = await sql<{ until: Date }>(
      'select until from personas_careful where owner_id = :personId',
      { personId }
    )
    return {
      boundToRooms: bound.map((row) => ({
        room: row.place,
        persona: row.persona,
        at: row.bound_at.toISOString(),
      })),
      careIsTakenUntil: care?.until.toISOString() ?? null,
    }
  },
})

export default roomsPeople
