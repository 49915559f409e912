import type { PeopleModule, PeopleModuleFactory } from '#app/plugin_kit/types'

/**
 * Each part of a plugin that keeps something of people, as one: asked in their order; a merge is refused when one of them
 * refuses it.
 * @param parts by the name that each has in an export
 */
export function peopleOf(
  parts: Readonly<Record<string, PeopleModuleFactory>>
): PeopleModuleFactory {
  return (context): Required<PeopleModule> => {
    const made = Object.entries(parts).map(([name, part]) => ({ name, keeps: part(context) }))
    return {
      async merge(request) {
        for (const { keeps } of made) {
          const merged = await keeps.merge?.(request)
          if (merged?.outcome === 'refused') return merged
        }
        return { outcome: 'merged' }
      },
      async forget(request) {
        for (const { keeps } of made) await keeps.forget?.(request)
      },
      async losses(personId, say) {
        const lost = await Promise.all(
          made.map(async ({ keeps }) => (await keeps.losses?.(personId, say)) ?? [])
        )
        return lost.flat()
      },
      async export(personId) {
        const kept: Record<string, unknown> = {}
        for (const { name, keeps } of made) {
          if (keeps.export) kept[name] = await keeps.export(personId)
        }
        return kept
      },
    }
  }
}
