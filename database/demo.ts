import type { PluginRegistry } from '#app/plugin_kit/registry'

/** Writes the demonstration data of every plugin, each after those that it requires. Gives their names. */
export async function seedDemo(registry: PluginRegistry): Promise<string[]> {
  const seeded: string[] = []
  for (const plugin of registry.plugins) {
    if (!plugin.demo) continue
    const { default: seed } = await plugin.demo()
    await seed(registry.contextOf(plugin))
    seeded.push(plugin.name)
  }
  return seeded
}
