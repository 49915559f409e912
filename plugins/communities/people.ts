import type { PeopleModule, PeopleModuleFactory } from '#app/plugin_kit/types'
import communities from '#plugins/communities/connecting/people'
import gifts from '#plugins/communities/gifts/people_part'
import memberships from '#plugins/communities/lifecycle/people_part'
import paidThere from '#plugins/communities/paid_there/people_part'
import tiers from '#plugins/communities/tiers/people_part'

/** Each part of the plugin that keeps something of people, under the name that it has in an export. */
const PARTS: Readonly<Record<string, PeopleModuleFactory>> = {
  communities,
  memberships,
  gifts,
  paidThere,
  tiers,
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
