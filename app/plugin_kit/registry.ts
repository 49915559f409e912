import type { ApplicationService } from '@adonisjs/core/types'
import type { IdentityService } from '#app/identity/types'
import type { Messenger } from '#app/bot_kit/messenger'
import type { Doorkeepers } from '#app/bot_kit/spaces/doorkeeper'
import type { Outbox } from '#app/job_kit/types'
import type {
  PeopleModule,
  PluginContext,
  PluginDefinition,
  ServiceName,
  Services,
} from '#app/plugin_kit/types'
import { checkOrder } from '#app/plugin_kit/sort'

export interface RegistryOptions {
  app: ApplicationService
  identity: IdentityService
  outbox: Outbox
  messenger: Messenger
  doorkeepers: Doorkeepers
  plugins: readonly PluginDefinition[]
}

/** The plugins of this program and their services. */
export class PluginRegistry {
  readonly plugins: readonly PluginDefinition[]
  readonly #options: RegistryOptions
  readonly #services = new Map<string, unknown>()

  constructor(options: RegistryOptions) {
    checkOrder(options.plugins)
    this.#options = options
    this.plugins = options.plugins
  }

  /** Makes every service, each after those of the plugins that it requires. */
  async boot(): Promise<void> {
    for (const plugin of this.plugins) {
      if (!plugin.service) continue
      const { default: factory } = await plugin.service()
      this.#services.set(plugin.name, await factory(this.contextOf(plugin)))
    }
  }

  /** Whether the program has the plugin. */
  has(name: string): boolean {
    return this.plugins.some((plugin) => plugin.name === name)
  }

  /** The service of any plugin: for the house itself (commands, tests). Plugins use their context. */
  use<N extends ServiceName>(name: N): Services[N] {
    if (!this.#services.has(name))
      throw new Error(`The plugin ${name} has no service in this program`)
    // The map is filled by name from the factory that the plugin of this name declares.
    return this.#services.get(name) as Services[N]
  }

  /** What the plugins keep of people, in the order of the plugins. */
  async people(): Promise<readonly { name: string; keeps: PeopleModule }[]> {
    const found: { name: string; keeps: PeopleModule }[] = []
    for (const plugin of this.plugins) {
      if (!plugin.people) continue
      const { default: factory } = await plugin.people()
      found.push({ name: plugin.name, keeps: factory(this.contextOf(plugin)) })
    }
    return found
  }

  /** What a person's wallet holds, millicoins; null where no plugin keeps wallets. */
  async balance(personId: string): Promise<bigint | null> {
    for (const plugin of this.plugins) {
      if (!plugin.page) continue
      const { default: factory } = await plugin.page()
      const page = factory(this.contextOf(plugin))
      if (page.balance) return page.balance(personId)
    }
    return null
  }

  /** What the parts of one plugin are given: it reaches its own service and those that it requires. */
  contextOf(plugin: PluginDefinition): PluginContext {
    const allowed = new Set([plugin.name, ...(plugin.requires ?? [])])
    return {
      app: this.#options.app,
      identity: this.#options.identity,
      outbox: this.#options.outbox,
      messenger: this.#options.messenger,
      doorkeepers: this.#options.doorkeepers,
      use: (name) => {
        if (!allowed.has(name)) {
          throw new Error(
            `The plugin ${plugin.name} uses ${name}, which its "requires" does not list`
          )
        }
        return this.use(name)
      },
    }
  }
}
