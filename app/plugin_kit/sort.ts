import type { PluginDefinition } from '#app/plugin_kit/types'

type Node = Pick<PluginDefinition, 'name' | 'requires'>

/**
 * Checks that each plugin comes after those that it requires, which also rules out cycles.
 * @throws Error that names the first plugin out of place, and the order that would do
 */
export function checkOrder(plugins: readonly Node[]): void {
  const sorted = sortByRequires(plugins)
  const seen = new Set<string>()
  for (const plugin of plugins) {
    const late = plugin.requires?.find((name) => !seen.has(name))
    if (late !== undefined) {
      const order = sorted.map(({ name }) => name).join(', ')
      throw new Error(
        `In plugins/index.ts ${plugin.name} comes before ${late}, which it requires. An order that does: ${order}`
      )
    }
    seen.add(plugin.name)
  }
}

/**
 * The plugins, each after those that it requires; otherwise in the order given.
 * @throws Error on a cycle, on a required plugin that is absent, and on two plugins of one name
 */
export function sortByRequires<T extends Node>(plugins: readonly T[]): T[] {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]))
  if (byName.size !== plugins.length) throw new Error('Two plugins have the same name')
  const sorted: T[] = []
  const state = new Map<string, 'visiting' | 'done'>()

  const visit = (plugin: T, path: readonly string[]): void => {
    if (state.get(plugin.name) === 'done') return
    if (state.get(plugin.name) === 'visiting') {
      throw new Error(
        `Plugins require each other in a circle: ${[...path, plugin.name].join(' → ')}`
      )
    }
    state.set(plugin.name, 'visiting')
    for (const name of plugin.requires ?? []) {
      const required = byName.get(name)
      if (!required)
        throw new Error(`The plugin ${plugin.name} requires ${name}, which is not in the list`)
      visit(required, [...path, plugin.name])
    }
    state.set(plugin.name, 'done')
    sorted.push(plugin)
  }
  for (const plugin of plugins) visit(plugin, [])
  return sorted
}
