import type { PluginDefinition } from '#app/plugin_kit/types'

/** Declares a plugin; the one way to do so. It keeps the literal types of its name and of what it requires. */
export function definePlugin<const T extends PluginDefinition>(definition: T): T {
  return definition
}
