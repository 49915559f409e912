import type { PeopleModule, PeopleModuleFactory } from '#app/plugin_kit/types'
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
const PARTS: Readonly<Record<string, PeopleModuleFactory>> = {
  talks,
  low_notices: lowNotices,
  // Before the personas lose their creator.
  knowledge,
  making,
  studio: studioPeople,
  pictures,
  voice,
  rooms,
}

/** All parts as one: a merge is refused when one of them refuses it. */
const people: PeopleModuleFactory = (context) => {
  const parts: [string, PeopleModule][] = Object.entries(PARTS).map(([name, part]) => [
    name,
    part(context),
  ])
  return {
    async merge(request) {
      for (const [, part] of parts) {
        const merged = await part.merge?.(request)
        if (merged?.outcome === 'refused') return merged
      }
      return { outcome: 'merged' }
    },
    async forget(request) {
      for (const [, part] of parts) await part.forget?.(request)
    },
    async losses(personId, say) {
      const lost = await Promise.all(
        parts.map(async ([, part]) => (await part.losses?.(personId, say)) ?? [])
      )
      return lost.flat()
    },
    async export(personId) {
      const kept: Record<string, unknown> = {}
      for (const [name, part] of parts) {
        if (part.export) kept[name] = await part.export(personId)
      }
      return kept
    },
  }
}

export default people
