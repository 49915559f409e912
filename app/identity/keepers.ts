import type { ApplicationService } from '@adonisjs/core/types'
import type { FrontendDefinition } from '#app/bot_kit/define_frontend'
import type { PeopleModule } from '#app/plugin_kit/types'

export interface Keeper {
  name: string
  keeps: PeopleModule
}

/** Who keeps something of people: each plugin and frontend under its name. */
export interface Keepers {
  all(): Promise<readonly Keeper[]>
  /** Millicoins; null where nothing keeps wallets. */
  balance(personId: string): Promise<bigint | null>
}

/**
 * The plugins and frontends of the program. They are asked for when they are needed, since plugins themselves
 * stand on identity.
 */
export function keepersOf(
  app: ApplicationService,
  frontends: () => Promise<readonly FrontendDefinition[]>
): Keepers {
  return {
    async all() {
      const registry = await app.container.make('plugins')
      const found: Keeper[] = [...(await registry.people())]
      for (const { name, people } of await frontends()) {
        if (people) found.push({ name, keeps: (await people()).default })
      }
      return found
    },
    async balance(personId) {
      const registry = await app.container.make('plugins')
      return registry.balance(personId)
    },
  }
}

/** Nobody keeps anything: a program without plugins. */
export const NO_KEEPERS: Keepers = { all: async () => [], balance: async () => null }
