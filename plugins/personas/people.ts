import { peopleOf } from '#app/plugin_kit/people_parts'
import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import allowances from '#plugins/personas/allowances/people_part'
import { forgetOwners } from '#plugins/personas/actions/forget'
import knowledge from '#plugins/personas/knowledge/people_part'
import lowNotices from '#plugins/personas/low_notices'
import { making } from '#plugins/personas/making/people_part'
import { moveConversations } from '#plugins/personas/actions/move_conversations'
import pictures from '#plugins/personas/pictures/people_part'
import studioPeople from '#plugins/personas/studio/people'
import { keptOfPerson } from '#plugins/personas/queries/kept_of_person'
import rooms from '#plugins/personas/rooms/people_part'
import voice from '#plugins/personas/voice/people_part'

/** What was said and what is kept in mind. */
const talks: PeopleModuleFactory = () => ({
  async merge({ from, into, trx }) {
    await moveConversations(trx, from, into)
    return { outcome: 'merged' }
  },
  forget: ({ personId, accountIds, trx }) => forgetOwners(trx, [personId, ...accountIds]),
  export: keptOfPerson,
})

/** Each part of the plugin that keeps something of people, under the name that it has in an export. */
export default peopleOf({
  talks,
  allowances,
  low_notices: lowNotices,
  // Before the personas lose their creator.
  knowledge,
  making,
  studio: studioPeople,
  pictures,
  voice,
  rooms,
})
